#pragma once
// Two cells on one channel, drawn anew for every trial from streams that are rendered once.
#include <cstdint>
#include <vector>

#include "dsp/core/iq_block.hpp"
#include "dsp/synth/scene.hpp"

namespace sb::tests {

struct CoChannelSetup {
  std::uint16_t strong_pci = 88;
  std::uint16_t weak_pci = 257;
  std::uint16_t bandwidth_prb = 6;
  std::uint8_t ports = 2;
  double load = 0.6;         ///< of the strong cell; the weak one has half of it
  int layers = 1;            ///< of the strong cell's data
  bool synchronous = false;  ///< frames begin within 1 us of each other
  double snr_db = 25.0;      ///< of the strong cell's reference elements
  double seconds = 0.08;
  double rate_hz = 1.92e6;
  dsp::synth::FadingProfile fading = dsp::synth::FadingProfile::kNone;
  double doppler_hz = 0.0;
  std::uint64_t channel_seed = 1;  ///< of the fading
};

class CoChannelScene {
 public:
  explicit CoChannelScene(const CoChannelSetup& setup);
  const CoChannelSetup& setup() const { return setup_; }
  static constexpr double kStrongDbfs = -40.0;
  /// The setup's seconds with the weak cell `below_db` under the strong one: another stretch of each stream,
  /// other offsets (within 2 kHz in common, 150 Hz apart), phases, delays and noise for every seed.
  std::vector<dsp::cf32> draw(double below_db, std::uint64_t seed) const;
  /// The strong cell alone.
  std::vector<dsp::cf32> draw_alone(std::uint64_t seed) const;

 private:
  std::vector<dsp::cf32> mix(double weak_gain, std::uint64_t seed) const;
  CoChannelSetup setup_;
  std::vector<dsp::cf32> strong_, weak_;
};

}  // namespace sb::tests
