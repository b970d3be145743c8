#pragma once
// Several synthetic cells, jammers and noise, as one receiver would hear them.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/core/iq_block.hpp"
#include "dsp/synth/jammer.hpp"
#include "dsp/synth/lte_cell.hpp"

namespace sb::dsp::synth {

/// Multipath of TS 36.101 annex B.2 with Rayleigh fading; every antenna port fades on its own.
enum class FadingProfile : std::uint8_t { kNone, kEpa, kEva, kEtu };

struct SceneCell {
  LteCellConfig cell;
  double frequency_hz = 0.0;  ///< nominal carrier centre
  double rsrp_dbfs =
      -60.0;  ///< power of one reference-signal element of port 0 (with fading: its mean), |x| = 1 is 0 dBFS
  double cfo_hz = 0.0;     ///< +x: the carrier appears x Hz above frequency_hz
  double clock_ppm = 0.0;  ///< +x: frames last 10 ms x (1 + x 1e-6)
  double delay_s = 0.0;    ///< frame 0 begins this long after sample 0; any sign
  FadingProfile fading = FadingProfile::kNone;
  double doppler_hz = 0.0;  ///< maximum Doppler frequency; 0 freezes the channel as drawn from the seed
};

struct SceneConfig {
  std::vector<SceneCell> cells;
  std::vector<JammerConfig> jammers;
  double noise_dbfs_per_hz = -150.0;  ///< density of white noise over the whole stream; -infinity: none
  std::uint64_t seed = 1;             ///< of noise and fading; data come from each cell's own seed
};

/// What a receiver tuned to centre_hz at sample_rate_hz would see. Random access in time and deterministic:
/// sample n of a (centre, rate) is the same whatever calls came before. A cell partly outside the stream's
/// span is cut off at the edge as by a receiver's filter (nothing aliases). The samples are not limited to
/// full scale. Cost for 160 ms at 23.04 MS/s: tens of milliseconds per loaded cell and for the noise; frames
/// in use are kept.
class Scene {
 public:
  explicit Scene(SceneConfig config);
  ~Scene();
  Scene(Scene&&) noexcept;
  Scene& operator=(Scene&&) noexcept;

  const SceneConfig& config() const;
  /// Fills `out` with samples first_sample .. first_sample + out.size() - 1; sample n is at n /
  /// sample_rate_hz seconds. Allocates when centre or rate change. Not thread-safe.
  void render(double centre_hz, double sample_rate_hz, std::int64_t first_sample, std::span<cf32> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp::synth
