#include "dsp/cell/lte/carrier_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace sb::dsp::lte {
namespace {

constexpr double kRasterHz = 100e3;
constexpr double kSyncHalfWidthHz = 480e3;  ///< of the synchronisation signals, with a guard
constexpr double kNarrowCaptureHz = 2.2e6;

/// Density smoothed over `width_hz`, on the bins of `power`.
std::vector<double> smooth(std::span<const float> power, double bin_hz, double width_hz) {
  const auto half = std::max<std::ptrdiff_t>(1, std::lround(width_hz / bin_hz / 2));
  const auto n = std::ssize(power);
  std::vector<double> sum(static_cast<std::size_t>(n) + 1);
  for (std::size_t i = 0; i < power.size(); ++i) sum[i + 1] = sum[i] + static_cast<double>(power[i]);
  std::vector<double> smoothed(power.size());
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const auto low = std::max<std::ptrdiff_t>(0, i - half);
    const auto high = std::min(n, i + half + 1);
    smoothed[static_cast<std::size_t>(i)] =
        (sum[static_cast<std::size_t>(high)] - sum[static_cast<std::size_t>(low)]) /
        static_cast<double>(high - low);
  }
  return smoothed;
}

/// Low percentile of the density in the part of the span that receivers pass.
double noise_floor(const std::vector<double>& density) {
  const auto margin = static_cast<std::ptrdiff_t>(density.size() / 20);
  std::vector<double> sorted(density.begin() + margin, density.end() - margin);
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 20);
  std::ranges::nth_element(sorted, at);
  return *at;
}

struct Region {
  double low_hz;
  double high_hz;
};

std::vector<Region> occupied_regions(const std::vector<double>& density, double bin_hz, double floor) {
  constexpr double kAboveFloor = 1.6;
  constexpr double kNarrowestHz = 0.9e6;
  std::vector<Region> regions;
  const auto n = std::ssize(density);
  const std::ptrdiff_t middle = n / 2;
  const auto hz = [&](std::ptrdiff_t i) { return static_cast<double>(i - middle) * bin_hz; };
  for (std::ptrdiff_t i = 0; i < n;) {
    if (density[static_cast<std::size_t>(i)] < kAboveFloor * floor) {
      ++i;
      continue;
    }
    std::ptrdiff_t end = i;
    while (end < n && density[static_cast<std::size_t>(end)] >= kAboveFloor * floor) ++end;
    if (hz(end) - hz(i) >= kNarrowestHz) regions.push_back({hz(i), hz(end)});
    i = end;
  }
  std::ranges::sort(
      regions, [](const Region& a, const Region& b) { return a.high_hz - a.low_hz > b.high_hz - b.low_hz; });
  return regions;
}

}  // namespace

double nearest_raster_hz(double offset_hz, double centre_hz) {
  return std::round((centre_hz + offset_hz) / kRasterHz) * kRasterHz - centre_hz;
}

double band_power(std::span<const float> power, double bin_hz, double offset_hz, double width_hz) {
  const auto n = std::ssize(power);
  const auto low = std::clamp<std::ptrdiff_t>(std::lround((offset_hz - width_hz / 2) / bin_hz) + n / 2, 0, n);
  const auto high =
      std::clamp<std::ptrdiff_t>(std::lround((offset_hz + width_hz / 2) / bin_hz) + n / 2, 0, n);
  double sum = 0.0;
  for (std::ptrdiff_t i = low; i < high; ++i) sum += static_cast<double>(power[static_cast<std::size_t>(i)]);
  return sum;
}

CarrierPlan plan_carriers(std::span<const float> power, const CaptureSpan& span) {
  constexpr double kWorthTesting = 1.1;
  CarrierPlan plan;
  plan.likely.push_back(0.0);
  if (span.rate_hz < kNarrowCaptureHz || power.size() < 64) return plan;
  const double reach = span.rate_hz / 2 - kSyncHalfWidthHz;
  const auto density = smooth(power, span.bin_hz, 200e3);
  const double floor = noise_floor(density);
  if (floor <= 0.0) return plan;
  for (const Region& region : occupied_regions(density, span.bin_hz, floor)) {
    const double middle = nearest_raster_hz((region.low_hz + region.high_hz) / 2, span.centre_hz);
    const bool near =
        std::ranges::any_of(plan.likely, [&](double f) { return std::abs(f - middle) < kRasterHz; });
    if (std::abs(middle) <= reach && !near) plan.likely.push_back(middle);
  }
  const double lowest = nearest_raster_hz(-reach, span.centre_hz);
  const auto points = static_cast<int>(std::floor((reach - lowest) / kRasterHz)) + 1;
  for (int point = 0; point < points; ++point) {
    const double f = lowest + point * kRasterHz;
    const bool near =
        std::ranges::any_of(plan.likely, [&](double g) { return std::abs(f - g) < kRasterHz / 2; });
    const double mean =
        band_power(power, span.bin_hz, f, 2 * kSyncHalfWidthHz) * span.bin_hz / (2 * kSyncHalfWidthHz);
    if (!near && f >= -reach && mean >= kWorthTesting * floor) plan.raster.push_back(f);
  }
  return plan;
}

}  // namespace sb::dsp::lte
