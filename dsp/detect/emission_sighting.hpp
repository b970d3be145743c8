#pragma once
// One emission as one block of samples shows it.
#include <vector>

#include "dsp/detect/bursts.hpp"
#include "dsp/detect/emission_features.hpp"

namespace sb::dsp {

/// Powers are linear, |x| = 1 is 1.
struct EmissionSighting {
  double centre_hz = 0.0, bandwidth_hz = 0.0, bandwidth_26db_hz = 0.0;
  double power = 0.0;         ///< in its bandwidth while it is on
  double noise = 0.0;         ///< in that bandwidth
  bool strong = false;        ///< beyond strong_false_alarm
  bool continuous = false;    ///< on over all of the block
  std::vector<OnRun> runs;    ///< in samples of the stream
  std::uint64_t bridged = 0;  ///< samples of silence that end no run
  EmissionFeatures features;
  double mean_power() const { return power * features.duty; }
};

}  // namespace sb::dsp
