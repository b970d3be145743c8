#pragma once
// Keeps the receiver out of its limits without spoiling a measurement: gain changes between takes only, and a
// take that clipped is made again.
#include <array>
#include <cstddef>

#include "node/pipeline/dwell_plan.hpp"

namespace sb::node {

/// Remembers by how much the plan's gain is too high at each frequency. Allocates nothing.
class GainControl {
 public:
  static constexpr double kOverloadRatio = 1e-4;  ///< of samples at full scale
  static constexpr double kStepDb = 6.0;
  static constexpr double kQuietDbfs = -25.0;  ///< below this rms a step up cannot clip
  static constexpr int kCleanTakes = 32;       ///< in a row, before a step up is tried
  static constexpr std::size_t kPlaces = 128;  ///< beyond that the smallest reduction is forgotten

  enum class Verdict {
    kClean,       ///< use it
    kRetake,      ///< throw it away: the gain is lower now
    kOverloaded,  ///< clipped, and there is nothing to lower: use it with a mark
  };

  /// NaN: the device's automatic gain; that is its own business.
  double gain_for(const Dwell& dwell) const;
  /// `set_db`: the gain at which it was taken, NaN: not known. `rms_dbfs` of the samples.
  Verdict judge(const Dwell& dwell, double set_db, double clipped_ratio, double rms_dbfs);

 private:
  struct Place {
    double centre_hz = 0.0;
    double reduction_db = 0.0;  ///< 0: free
    double lowest_set_db = 0.0;
    int clean = 0;
  };
  const Place* find(double centre_hz) const;
  Place& place_for(double centre_hz);

  std::array<Place, kPlaces> places_;
};

}  // namespace sb::node
