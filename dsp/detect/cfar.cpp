#include "dsp/detect/cfar.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "dsp/core/gamma_tail.hpp"

namespace sb::dsp {
namespace {

constexpr std::size_t kLanes = 8;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
using Counts = std::int32_t __attribute__((vector_size(kLanes * sizeof(std::int32_t))));

/// ln of the density of the rank-th smallest of n, given ln F and ln (1 - F), without the density of the
/// values themselves.
double log_order_weight(int n, int rank, double log_below, double log_above) {
  return std::lgamma(n + 1.0) - std::lgamma(rank) - std::lgamma(n - rank + 1.0) + (rank - 1) * log_below +
         (n - rank) * log_above;
}

constexpr int kSteps = 600;  // of the quantile of the ranked reference

double quantile_at(int step) {
  return (step + 0.5) / kSteps;
}

/// Noise values of each step: substituting quantiles makes the density of the values drop out.
std::vector<double> values_of(int looks) {
  std::vector<double> values;
  values.reserve(kSteps);
  for (int i = 0; i < kSteps; ++i) values.push_back(gamma_tail_threshold(looks, std::log1p(-quantile_at(i))));
  return values;
}

/// P(bin > factor * ranked reference), integrated over the ranked reference.
double false_alarm(int n, int rank, int looks, const std::vector<double>& values, double factor) {
  double sum = 0.0;
  for (int i = 0; i < kSteps; ++i) {
    const double u = quantile_at(i);
    sum += std::exp(log_order_weight(n, rank, std::log(u), std::log1p(-u)) +
                    log_gamma_tail(looks, factor * values[static_cast<std::size_t>(i)])) /
           kSteps;
  }
  return sum;
}

}  // namespace

double os_cfar_false_alarm(const OsCfarSettings& settings) {
  double probability = 1.0;
  const double n = settings.reference_bins;
  for (int i = 0; i < settings.rank; ++i) probability *= (n - i) / (n - i + settings.factor);
  return probability;
}

double os_cfar_factor(int reference_bins, int rank, double looks, double probability) {
  const int whole = std::max(1, static_cast<int>(std::floor(looks)));  // fewer looks: a higher threshold
  const auto values = values_of(whole);
  const auto rate = [&](double factor) { return false_alarm(reference_bins, rank, whole, values, factor); };
  double low = 1.0;
  double high = 2.0;
  while (rate(high) > probability) high *= 2.0;
  for (int i = 0; i < 40; ++i) {
    const double middle = 0.5 * (low + high);
    (rate(middle) > probability ? low : high) = middle;
  }
  return high;
}

OsCfar::OsCfar(const OsCfarSettings& settings, int bins)
    : settings_(settings),
      scaled_(static_cast<std::size_t>(bins + settings.reference_bins + 2 * settings.guard_bins) + kLanes) {
  assert(settings.reference_bins >= 2 && settings.reference_bins % 2 == 0 && settings.guard_bins >= 0);
  assert(settings.rank >= 1 && settings.rank <= settings.reference_bins);
  assert(2 * bins > 3 * (settings.reference_bins + 2 * settings.guard_bins));
}

void OsCfar::detect(std::span<const float> powers, std::span<std::uint8_t> hits) {
  const std::size_t bins = powers.size();
  const auto half = static_cast<std::size_t>(settings_.reference_bins / 2);
  const auto guard = static_cast<std::size_t>(settings_.guard_bins);
  const std::size_t margin = half + guard;
  assert(hits.size() == bins && scaled_.size() >= bins + 2 * margin);
  const auto factor = static_cast<float>(settings_.factor);
  for (std::size_t i = 0; i < bins; ++i) scaled_[margin + i] = factor * powers[i];
  // Beyond an end stand bins that no bin near it has among its own references: all have N different ones.
  for (std::size_t i = 0; i < margin; ++i) {
    scaled_[i] = factor * powers[2 * margin + i];
    scaled_[margin + bins + i] = factor * powers[bins - 1 - 2 * margin - i];
  }
  const auto rank = static_cast<std::int32_t>(settings_.rank);
  std::size_t at = 0;
  for (; at + kLanes <= bins; at += kLanes) {
    Lanes x;
    std::memcpy(&x, &powers[at], sizeof x);
    Counts below{};
    for (std::size_t side = 0; side < 2; ++side) {
      const float* reference = &scaled_[at + side * (half + 2 * guard + 1)];
      for (std::size_t i = 0; i < half; ++i) {
        Lanes r;
        std::memcpy(&r, reference + i, sizeof r);
        below -= r < x;
      }
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      hits[at + lane] = static_cast<std::uint8_t>(below[lane] >= rank);
  }
  for (; at < bins; ++at) {
    std::int32_t below = 0;
    for (std::size_t i = 0; i < half; ++i) {
      below += static_cast<std::int32_t>(scaled_[at + i] < powers[at]);
      below += static_cast<std::int32_t>(scaled_[at + half + 2 * guard + 1 + i] < powers[at]);
    }
    hits[at] = static_cast<std::uint8_t>(below >= rank);
  }
}

}  // namespace sb::dsp
