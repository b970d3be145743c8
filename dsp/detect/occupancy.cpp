#include "dsp/detect/occupancy.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace sb::dsp {
namespace {

constexpr double kZ95 = 1.959964;

}  // namespace

Occupancy occupancy_of(std::uint64_t occupied, std::uint64_t measurements, double dependence) {
  Occupancy result;
  result.measurements = measurements;
  if (measurements == 0) return result;
  const double n = static_cast<double>(measurements) / std::max(dependence, 1.0);
  const double p = static_cast<double>(occupied) / static_cast<double>(measurements);
  const double z2 = kZ95 * kZ95;
  const double middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
  const double half = kZ95 / (1.0 + z2 / n) * std::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
  result.share = p;
  result.low = std::max(0.0, middle - half);
  result.high = std::min(1.0, middle + half);
  return result;
}

double samples_wanted(double p, double relative_error) {
  assert(p > 0.0 && p <= 1.0 && relative_error > 0.0);
  return std::pow(kZ95 / relative_error, 2) * (1.0 - p) / p;
}

void OccupancyMeter::measure(double time_s, std::span<const float> levels,
                             std::span<const float> thresholds) {
  assert(levels.size() == occupied_.size() && thresholds.size() == occupied_.size());
  for (std::size_t i = 0; i < occupied_.size(); ++i) {
    occupied_[i] += static_cast<std::uint64_t>(levels[i] > thresholds[i]);
    ++measured_[i];
    if (last_s_[i] >= 0.0) longest_s_ = std::max(longest_s_, time_s - last_s_[i]);
    last_s_[i] = time_s;
  }
}

Occupancy OccupancyMeter::channel(std::size_t index, double dependence) const {
  return occupancy_of(occupied_[index], measured_[index], dependence);
}

Occupancy OccupancyMeter::band(double dependence) const {
  return occupancy_of(std::accumulate(occupied_.begin(), occupied_.end(), std::uint64_t{0}),
                      std::accumulate(measured_.begin(), measured_.end(), std::uint64_t{0}), dependence);
}

double OccupancyMeter::channels_used() const {
  if (occupied_.empty()) return 0.0;
  const auto used = std::count_if(occupied_.begin(), occupied_.end(), [](std::uint64_t n) { return n > 0; });
  return static_cast<double>(used) / static_cast<double>(occupied_.size());
}

}  // namespace sb::dsp
