#pragma once
// Transmissions other than cellular ones, computed in memory to test a receiver.
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp::synth {

enum class EmitterWave : std::uint8_t {
  kFmBroadcast,    ///< 75 kHz deviation, stereo pilot
  kNbfm,           ///< voice, 2.5 or 5 kHz deviation
  kAm,             ///< voice, double sideband with carrier
  kOok,            ///< on-off keyed packets
  kFsk,            ///< two tones, smoothed
  kDigitalVoice,   ///< four tones at 2400 or 4800 baud, continuous or 30 ms in 60
  kDect,           ///< 1.152 Mbit/s GFSK, slots of a 10 ms frame
  kOfdm,           ///< with cyclic prefix
  kSingleCarrier,  ///< phase or amplitude modulated symbols, root of nothing: plain low-pass pulses
  // What the classifier is not taught:
  kChirpSpread,    ///< cyclically shifted chirps
  kPulsePosition,  ///< half-bit pulses in packets
  kSingleSideband,
  kManyTones,  ///< one of sixteen tones a symbol
  kNoiseBand,
  kRepeatedCode,  ///< one noise-like sequence again and again
};

/// What is 0 is drawn from the seed within the wave's usual range.
struct EmitterConfig {
  EmitterWave wave = EmitterWave::kNbfm;
  double frequency_hz = 0.0;
  double power_dbfs = -60.0;    ///< while it is on
  double symbol_rate_hz = 0.0;  ///< FSK, OOK, single carrier, voice; OFDM: subcarrier spacing
  double deviation_hz = 0.0;    ///< FM; FSK: from the centre to a tone
  int order = 0;                ///< single carrier: 2 4 8 16; OFDM: subcarriers
  double prefix = 0.0;          ///< OFDM: share of the useful symbol, 1/32 .. 1/4
  double start_s = 0.0;
  double stop_s = std::numeric_limits<double>::infinity();
  std::uint64_t seed = 1;
};

class Emitter {
 public:
  explicit Emitter(const EmitterConfig& config);
  ~Emitter();
  Emitter(Emitter&&) noexcept;
  Emitter& operator=(Emitter&&) noexcept;

  /// With what was drawn filled in.
  const EmitterConfig& config() const;
  /// About where 99 % of its power lies.
  double bandwidth_hz() const;
  /// As Jammer::add. first >= 0.
  void add(double centre_hz, double sample_rate_hz, std::int64_t first, std::span<cf32> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What a repeater sends on: the samples again, `delay_s` later (a whole number of samples after rounding) at
/// `gain_db`. Works in place.
void add_delayed_copy(std::span<cf32> samples, double sample_rate_hz, double delay_s, double gain_db,
                      double phase_cycles);

}  // namespace sb::dsp::synth
