#include "dsp/spectrum/noise_floor.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

#include "dsp/core/gamma_tail.hpp"

namespace sb::dsp {
namespace {

constexpr double kDbPerNeper = 4.342944819;  // 10 / ln 10
// 2^7 steps an octave over 32 octaves: 96 dB above the weakest bin; what is above is no noise.
constexpr unsigned kStepShift = 16;
constexpr std::size_t kSteps = 4096;

float sigma_db(double independent_looks) {
  return static_cast<float>(kDbPerNeper / std::sqrt(std::max(independent_looks, 1.0)));
}

int whole_looks(double looks) {
  return std::max(1, static_cast<int>(std::lround(looks)));
}

/// E[X | X < x] / E[X] for the mean X of n exponential looks: P(n + 1, n x) / P(n, n x), P the lower
/// incomplete gamma function.
double mean_below(int n, double x) {
  const double below = -std::expm1(log_gamma_tail(n, x));
  const double weighted = -std::expm1(log_gamma_tail(n + 1, x * n / (n + 1.0)));
  return below > 0.0 ? weighted / below : 1.0;
}

}  // namespace

double noise_threshold(double looks, double log_probability) {
  const double low = std::floor(std::max(looks, 1.0));
  const double part = std::max(looks, 1.0) - low;
  const double at_low = gamma_tail_threshold(static_cast<int>(low), log_probability);
  if (part == 0.0) return at_low;
  const double at_high = gamma_tail_threshold(static_cast<int>(low) + 1, log_probability);
  return at_low + part * (at_high - at_low);
}

FcmeFloor::FcmeFloor(int bins, const FcmeSettings& settings)
    : settings_(settings), counts_(kSteps), sums_(kSteps) {
  assert(bins >= 1);
  static_cast<void>(bins);
}

void FcmeFloor::prepare(float looks) {
  if (looks == looks_) return;
  looks_ = looks;
  const double noise = noise_threshold(looks, std::log(settings_.false_alarm));
  threshold_ = noise * std::pow(10.0, settings_.ripple_db / 10.0);
  kept_mean_ = mean_below(whole_looks(looks), threshold_);
}

FloorEstimate FcmeFloor::estimate(std::span<const float> powers, float looks) {
  prepare(looks);
  float weakest = std::numeric_limits<float>::max();
  for (const float p : powers) weakest = p > 0.0F ? std::min(weakest, p) : weakest;
  const std::uint32_t base = std::bit_cast<std::uint32_t>(weakest) >> kStepShift;
  std::fill(counts_.begin(), counts_.end(), 0U);
  std::fill(sums_.begin(), sums_.end(), 0.0F);
  std::size_t usable = 0;
  for (const float p : powers) {
    if (!(p > 0.0F)) continue;
    const std::size_t step =
        std::min<std::size_t>((std::bit_cast<std::uint32_t>(p) >> kStepShift) - base, kSteps - 1);
    ++counts_[step];
    sums_[step] += p;
    ++usable;
  }
  if (usable == 0) return {};
  const double begin_with = std::max(1.0, settings_.initial_share * static_cast<double>(usable));
  double count = 0.0;
  double sum = 0.0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    if (counts_[step] == 0) continue;
    const double here = static_cast<double>(sums_[step]) / counts_[step];
    if (count >= begin_with && here * count > threshold_ * sum) break;
    count += counts_[step];
    sum += sums_[step];
  }
  FloorEstimate estimate;
  estimate.floor = static_cast<float>(sum / count / kept_mean_);
  estimate.sigma_db = sigma_db(count * looks);
  estimate.share = static_cast<float>(count / static_cast<double>(powers.size()));
  return estimate;
}

FloorEstimate guard_band_floor(std::span<const float> powers, std::span<const BinRange> guards, float looks) {
  double sum = 0.0;
  double count = 0.0;
  for (const BinRange& guard : guards) {
    for (std::size_t bin = guard.first; bin < std::min(guard.last, powers.size()); ++bin) {
      sum += powers[bin];
      count += 1.0;
    }
  }
  if (count == 0.0) return {};
  return {static_cast<float>(sum / count), sigma_db(count * looks),
          static_cast<float>(count / static_cast<double>(powers.size()))};
}

FloorEstimate weakest_share_floor(std::span<const float> powers, float looks, double share) {
  assert(share > 0.0 && share < 1.0);
  if (powers.empty()) return {};
  std::vector<float> sorted(powers.begin(), powers.end());
  const auto kept = std::max<std::size_t>(
      1, static_cast<std::size_t>(std::lround(share * static_cast<double>(sorted.size()))));
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(kept - 1), sorted.end());
  double sum = 0.0;
  for (std::size_t i = 0; i < kept; ++i) sum += sorted[i];
  const int n = whole_looks(looks);
  const double quantile = gamma_tail_threshold(n, std::log1p(-share));
  return {static_cast<float>(sum / static_cast<double>(kept) / mean_below(n, quantile)),
          sigma_db(static_cast<double>(kept) * looks), static_cast<float>(share)};
}

FloorEstimate floor_of_looks(std::span<const float> powers) {
  if (powers.empty()) return {};
  double sum = 0.0;
  for (const float p : powers) sum += p;
  const auto count = static_cast<double>(powers.size());
  return {static_cast<float>(sum / count), sigma_db(count), 1.0F};
}

}  // namespace sb::dsp
