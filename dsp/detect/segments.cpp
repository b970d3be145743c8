#include "dsp/detect/segments.hpp"

#include <algorithm>
#include <cmath>

namespace sb::dsp {
namespace {

bool reaches(std::span<const float> powers, Segment segment, float upper, std::size_t least_bins) {
  std::size_t run = 0;
  for (std::size_t i = segment.first; i <= segment.last; ++i) {
    run = powers[i] > upper ? run + 1 : 0;
    if (run >= least_bins) return true;
  }
  return false;
}

/// Where between an outside and an inside bin the level crosses `level`, 0 at the outside one.
double crossing(float outside, float inside, float level) {
  if (!(outside > 0.0F) || inside <= outside) return 0.5;
  return std::clamp(std::log(level / outside) / std::log(inside / outside), 0.0F, 1.0F);
}

}  // namespace

std::vector<Segment> find_runs(std::span<const std::uint8_t> mask, std::size_t join) {
  std::vector<Segment> runs;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 0) continue;
    if (!runs.empty() && i - runs.back().last <= join + 1) {
      runs.back().last = i;
    } else {
      runs.push_back({i, i});
    }
  }
  return runs;
}

std::vector<Segment> find_segments(std::span<const float> powers, float upper, float lower, std::size_t join,
                                   std::size_t least_bins) {
  std::vector<std::uint8_t> above(powers.size());
  for (std::size_t i = 0; i < powers.size(); ++i) above[i] = static_cast<std::uint8_t>(powers[i] > lower);
  std::vector<Segment> segments = find_runs(above, join);
  std::erase_if(segments, [&](Segment s) { return !reaches(powers, s, upper, least_bins); });
  return segments;
}

Extent occupied_extent(std::span<const float> powers, float floor, Segment within, double beta) {
  double total = 0.0;
  for (std::size_t i = within.first; i <= within.last; ++i) total += std::max(powers[i] - floor, 0.0F);
  Extent extent{static_cast<double>(within.first) - 0.5, static_cast<double>(within.last) + 0.5};
  if (total <= 0.0) return extent;
  const double low_at = 0.5 * beta * total;
  const double high_at = (1.0 - 0.5 * beta) * total;
  double sum = 0.0;
  for (std::size_t i = within.first; i <= within.last; ++i) {
    const double here = std::max(powers[i] - floor, 0.0F);
    if (sum <= low_at && sum + here > low_at)
      extent.low = static_cast<double>(i) - 0.5 + (low_at - sum) / here;
    if (sum < high_at && sum + here >= high_at)
      extent.high = static_cast<double>(i) - 0.5 + (high_at - sum) / here;
    sum += here;
  }
  return extent;
}

Extent x_db_extent(std::span<const float> powers, Segment within, double x_db) {
  const auto begin = powers.begin() + static_cast<std::ptrdiff_t>(within.first);
  const auto end = powers.begin() + static_cast<std::ptrdiff_t>(within.last) + 1;
  const auto level = static_cast<float>(*std::max_element(begin, end) * std::pow(10.0, -x_db / 10.0));
  std::size_t first = within.first;
  while (powers[first] < level) ++first;
  std::size_t last = within.last;
  while (powers[last] < level) --last;
  Extent extent{static_cast<double>(first) - 0.5, static_cast<double>(last) + 0.5};
  if (first > 0)
    extent.low = static_cast<double>(first) - 1.0 + crossing(powers[first - 1], powers[first], level);
  if (last + 1 < powers.size())
    extent.high = static_cast<double>(last) + 1.0 - crossing(powers[last + 1], powers[last], level);
  return extent;
}

}  // namespace sb::dsp
