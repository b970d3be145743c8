#include "dsp/detect/emission_features.hpp"

namespace sb::dsp {

EmissionLabel name_by_rules(const EmissionFeatures& f) {
  constexpr double kPrefix = 0.02;  // a normal cyclic prefix is 7 % of a symbol; loaded by a half, less noise
  if (f.bandwidth_hz > 100e3 && (f.prefix_15khz > kPrefix || f.prefix_30khz > kPrefix))
    return {"ofdm", 0.9F, {}};
  if (f.duty > 0.95 && f.bursts_per_s < 20.0 && f.kurtosis < 0.4 && f.flatness < 0.7)
    return {"carrier", 0.8F, {}};
  if (f.duty < 0.5 && f.burst_length_s > 0.0 && f.burst_length_s < 0.5e-3 && f.bandwidth_hz > 300e3)
    return {"pulse", 0.7F, {}};
  if (f.duty < 0.9 && f.burst_length_s > 0.0) return {"burst", 0.6F, {}};
  return {};
}

}  // namespace sb::dsp
