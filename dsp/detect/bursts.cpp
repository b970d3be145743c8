#include "dsp/detect/bursts.hpp"

#include <algorithm>
#include <cmath>

namespace sb::dsp {
namespace {

template <typename T>
T median(std::vector<T>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<OnRun> find_on_runs(std::span<const float> series, float on, float off) {
  std::vector<OnRun> runs;
  std::size_t at = 0;
  while (at < series.size()) {
    if (series[at] <= on) {
      ++at;
      continue;
    }
    std::size_t first = at;
    while (first > 0 && series[first - 1] > off && (runs.empty() || first > runs.back().end)) --first;
    while (at < series.size() && series[at] > off) ++at;
    runs.push_back({first, at});
  }
  return runs;
}

std::vector<OnRun> join_runs(std::span<const OnRun> runs, std::uint64_t gap) {
  std::vector<OnRun> joined;
  for (const OnRun& run : runs) {
    if (!joined.empty() && run.first <= joined.back().end + gap) {
      joined.back().end = std::max(joined.back().end, run.end);
    } else {
      joined.push_back(run);
    }
  }
  return joined;
}

std::uint64_t median_gap(std::span<const OnRun> runs) {
  if (runs.size() < 2) return 0;
  std::vector<std::uint64_t> gaps;
  for (std::size_t i = 1; i < runs.size(); ++i) gaps.push_back(runs[i].first - runs[i - 1].end);
  return median(gaps);
}

BurstPattern burst_pattern(std::span<const OnRun> runs, double rate_hz) {
  BurstPattern pattern;
  pattern.bursts = static_cast<std::uint32_t>(runs.size());
  if (runs.empty()) return pattern;
  std::vector<double> lengths;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    pattern.on_s += static_cast<double>(runs[i].length()) / rate_hz;
    const bool inner = i > 0 && i + 1 < runs.size();
    if (inner || runs.size() < 3) lengths.push_back(static_cast<double>(runs[i].length()) / rate_hz);
  }
  pattern.length_s = median(lengths);
  if (runs.size() < 2) return pattern;
  std::vector<double> intervals;
  for (std::size_t i = 1; i < runs.size(); ++i)
    intervals.push_back(static_cast<double>(runs[i].first - runs[i - 1].first) / rate_hz);
  const double interval = median(intervals);
  pattern.interval_s = interval;
  for (double& value : intervals) value = std::fabs(value - interval);
  pattern.jitter = interval > 0.0 ? median(intervals) / interval : 0.0;
  return pattern;
}

}  // namespace sb::dsp
