#pragma once
// How much a channel and a band are used, by ITU-R SM.1880: shares of measurements above a threshold, with
// the revisit time and the confidence that make the figure mean something.
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp {

struct Occupancy {
  double share = 0.0;              ///< 0..1
  double low = 0.0, high = 1.0;    ///< 95 % confidence interval (Wilson), for samples_wanted's independence
  std::uint64_t measurements = 0;  ///< behind it
};

/// Interval of a share that was counted. `dependence`: how many successive measurements tell as much as one
/// independent one (transmissions last longer than a revisit), >= 1.
Occupancy occupancy_of(std::uint64_t occupied, std::uint64_t measurements, double dependence = 1.0);

/// Independent measurements for a relative error of a share `p` with 95 % confidence: (1.96/e)^2 (1-p)/p.
double samples_wanted(double p, double relative_error = 0.1);

/// Counts over one observation period. A plain value.
class OccupancyMeter {
 public:
  explicit OccupancyMeter(std::size_t channels)
      : occupied_(channels), measured_(channels), last_s_(channels, -1.0) {}

  /// One measurement of every channel at `time_s`: occupied above its threshold, same unit as levels.
  void measure(double time_s, std::span<const float> levels, std::span<const float> thresholds);

  Occupancy channel(std::size_t index, double dependence = 1.0) const;  ///< FCO: frequency channel occupancy
  Occupancy band(double dependence = 1.0) const;                        ///< FBO: over all channels
  /// Of all channels, the share that was occupied at least once.
  double channels_used() const;
  /// Longest time between two measurements of one channel; a transmission shorter than that may be missed.
  double revisit_s() const { return longest_s_; }

 private:
  std::vector<std::uint64_t> occupied_, measured_;
  std::vector<double> last_s_;
  double longest_s_ = 0.0;
};

}  // namespace sb::dsp
