#include "node/calibrate/clock_offset.hpp"

#include <algorithm>
#include <cmath>

namespace sb::node {
namespace {

constexpr double kBaseStationPpb = 50.0 / 3.0;  ///< its limit of 0.05 ppm taken as three standard deviations
constexpr double kAssumedSigmaHz = 20.0;        ///< where the receiver does not say
constexpr double kAgree = 4.0;                  ///< standard deviations

struct Measurement {
  double offset_ppb, variance;
};

double weighted_median(std::vector<Measurement>& measurements) {
  std::sort(measurements.begin(), measurements.end(),
            [](const Measurement& a, const Measurement& b) { return a.offset_ppb < b.offset_ppb; });
  double total = 0.0;
  for (const auto& each : measurements) total += 1.0 / each.variance;
  double sum = 0.0;
  for (const auto& each : measurements) {
    sum += 1.0 / each.variance;
    if (sum >= 0.5 * total) return each.offset_ppb;
  }
  return 0.0;
}

}  // namespace

std::optional<ClockEstimate> measure_clock(std::span<const dsp::CellEvidence> cells,
                                           std::span<const ReferenceCell> references) {
  std::vector<Measurement> measurements;
  for (const auto& cell : cells) {
    const bool known = std::any_of(references.begin(), references.end(),
                                   [&cell](const ReferenceCell& reference) { return reference.is(cell); });
    // The synchronisation signals alone do not tell a cell from another with its physical identity.
    if (!known || cell.level == dsp::DecodeLevel::kSync || cell.frequency_hz <= 0.0) continue;
    const double sigma_hz =
        std::isfinite(cell.cfo_sigma_hz) ? static_cast<double>(cell.cfo_sigma_hz) : kAssumedSigmaHz;
    const double sigma_ppb = sigma_hz / cell.frequency_hz * 1e9;
    measurements.push_back({-static_cast<double>(cell.cfo_hz) / cell.frequency_hz * 1e9,
                            sigma_ppb * sigma_ppb + kBaseStationPpb * kBaseStationPpb});
  }
  if (measurements.empty()) return std::nullopt;
  const double middle_ppb = weighted_median(measurements);
  double weight = 0.0;
  double sum = 0.0;
  std::size_t agreed = 0;
  for (const auto& each : measurements) {
    if (std::fabs(each.offset_ppb - middle_ppb) > kAgree * std::sqrt(2.0 * each.variance)) continue;
    weight += 1.0 / each.variance;
    sum += each.offset_ppb / each.variance;
    ++agreed;
  }
  return ClockEstimate{sum / weight, std::sqrt(1.0 / weight), agreed};
}

double ClockTracker::deviation_k(double temperature_c) const {
  return std::isfinite(temperature_c) ? temperature_c - settings_.reference_c : 0.0;
}

void ClockTracker::measured(const ClockEstimate& estimate, double now_s, double temperature_c) {
  const double k = deviation_k(temperature_c);
  const double noise = estimate.sigma_ppb * estimate.sigma_ppb;
  cells_ = estimate.cells;
  if (!known_) {
    known_ = true;
    last_s_ = now_s;
    var_coefficient_ = settings_.coefficient_ppb_per_k * settings_.coefficient_ppb_per_k;
    // One look cannot tell the two apart: what is sure is their sum at this temperature.
    offset_ppb_ = estimate.offset_ppb;
    var_offset_ = noise + k * k * var_coefficient_;
    covariance_ = -k * var_coefficient_;
    return;
  }
  const double passed_s = std::max(0.0, now_s - last_s_);
  last_s_ = std::max(last_s_, now_s);
  var_offset_ += settings_.wander_ppb_per_sqrt_s * settings_.wander_ppb_per_sqrt_s * passed_s;
  const double seen = var_offset_ + 2.0 * k * covariance_ + k * k * var_coefficient_ + noise;
  const double gain_offset = (var_offset_ + k * covariance_) / seen;
  const double gain_coefficient = (covariance_ + k * var_coefficient_) / seen;
  const double surprise_ppb = estimate.offset_ppb - offset_ppb_ - k * coefficient_;
  offset_ppb_ += gain_offset * surprise_ppb;
  coefficient_ += gain_coefficient * surprise_ppb;
  const double row_offset = var_offset_ + k * covariance_;
  const double row_coefficient = covariance_ + k * var_coefficient_;
  var_offset_ -= gain_offset * row_offset;
  covariance_ -= gain_offset * row_coefficient;
  var_coefficient_ -= gain_coefficient * row_coefficient;
}

std::optional<ClockEstimate> ClockTracker::at(double now_s, double temperature_c) const {
  if (!known_) return std::nullopt;
  const double k = deviation_k(temperature_c);
  const double passed_s = std::max(0.0, now_s - last_s_);
  const double variance = var_offset_ + 2.0 * k * covariance_ + k * k * var_coefficient_ +
                          settings_.wander_ppb_per_sqrt_s * settings_.wander_ppb_per_sqrt_s * passed_s;
  return ClockEstimate{offset_ppb_ + k * coefficient_, std::sqrt(std::max(variance, 0.0)), cells_};
}

}  // namespace sb::node
