#pragma once
// Interference as a jammer makes it, computed in memory to test a detector. Nothing here can reach an
// antenna.
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp::synth {

enum class JammerWave : std::uint8_t {
  kBarrage,    ///< Gaussian noise over bandwidth_hz
  kTone,       ///< one carrier
  kMultitone,  ///< `tones` carriers, evenly over bandwidth_hz
  kSweep,      ///< a carrier that crosses bandwidth_hz in period_s, again and again
  kPulse,      ///< noise over bandwidth_hz for duty x period_s of every period_s
  kProtocol,   ///< noise over bandwidth_hz while a cell sends its PSS, SSS (and PBCH), and not else
  // What no detector was taught, to measure how the strange is refused:
  kHopper,     ///< a carrier that jumps over bandwidth_hz every period_s
  kSineSweep,  ///< a carrier whose frequency swings as a sine
  kNoisyTone,  ///< a carrier that noise modulates in amplitude
  kPairs,      ///< two narrow bands of noise at the edges of bandwidth_hz
};

struct JammerConfig {
  JammerWave wave = JammerWave::kBarrage;
  double frequency_hz = 0.0;  ///< centre
  double power_dbfs = -60.0;  ///< while it is on; |x| = 1 is 0 dBFS
  double bandwidth_hz = 1e6;  ///< tone: not used
  double period_s = 100e-6;
  double duty = 0.1;           ///< kPulse
  bool triangle = false;       ///< kSweep: there and back instead of a sawtooth
  int tones = 8;               ///< kMultitone, 2 ..
  double frame_start_s = 0.0;  ///< kProtocol: start of one of the cell's frames
  bool with_pbch = true;       ///< kProtocol
  double start_s = 0.0;        ///< silent before
  double stop_s = std::numeric_limits<double>::infinity();
  std::uint64_t seed = 1;
};

class Jammer {
 public:
  explicit Jammer(const JammerConfig& config);
  ~Jammer();
  Jammer(Jammer&&) noexcept;
  Jammer& operator=(Jammer&&) noexcept;

  const JammerConfig& config() const;
  /// Adds what a receiver at centre_hz and sample_rate_hz would see in samples first .. first + out.size() -
  /// 1 (sample n at n / rate). A barrage as wide as the receiver's span or wider becomes white at its
  /// density; others are expected to lie within the span. Random access, deterministic.
  void add(double centre_hz, double sample_rate_hz, std::int64_t first, std::span<cf32> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp::synth
