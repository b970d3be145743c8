#pragma once
// When an emission was on: runs of its power over time, and what their pattern says.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sb::dsp {

/// Steps first .. end - 1 of a power series, or samples of a stream.
struct OnRun {
  std::uint64_t first = 0, end = 0;
  std::uint64_t length() const { return end - first; }
};

/// Runs above `on`, each kept alive down to `off` (<= on): hysteresis.
std::vector<OnRun> find_on_runs(std::span<const float> series, float on, float off);

/// Bridges gaps shorter than or equal to `gap`.
std::vector<OnRun> join_runs(std::span<const OnRun> runs, std::uint64_t gap);

/// Median silence between runs, 0 with fewer than two.
std::uint64_t median_gap(std::span<const OnRun> runs);

struct BurstPattern {
  std::uint32_t bursts = 0;
  std::optional<double> length_s, interval_s;  ///< medians; interval from start to start
  double jitter = 0.0;  ///< median deviation of the intervals over their median: 0 for a clock
  double on_s = 0.0;
};
/// `runs` in samples at `rate_hz`. Cut at the ends of what was heard, the first and last lengths count only
/// where there are no others.
BurstPattern burst_pattern(std::span<const OnRun> runs, double rate_hz);

}  // namespace sb::dsp
