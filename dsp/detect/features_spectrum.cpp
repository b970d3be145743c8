// Features of short spectra in a row and of lines in the powers of the signal.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/core/fft_plan.hpp"
#include "dsp/core/index.hpp"
#include "dsp/detect/feature_parts.hpp"

namespace sb::dsp {
namespace {

constexpr int kShort = 128;
constexpr int kLong = 4096;
constexpr std::size_t kMostLongSpectra = 8;

template <typename Value>
Value quantile(std::vector<Value> values, double q) {
  const auto at = static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, values.begin() + at);
  return values[static_cast<std::size_t>(at)];
}

float decibel(double ratio) {
  return static_cast<float>(10.0 * std::log10(std::max(ratio, 1e-12)));
}

std::vector<float> hann(int size) {
  std::vector<float> window(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) {
    window[static_cast<std::size_t>(i)] =
        static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * (i + 0.5) / size));
  }
  return window;
}

/// Averaged long spectrum of f(x), its mean taken off where `centred`, and its strongest line over the
/// median.
struct Line {
  float over_median_db;
  double cycles_per_sample;
};
template <typename Function>
Line strongest_line(std::span<const cf32> x, bool centred, double highest_cycles, Function f) {
  const std::size_t size =
      std::min<std::size_t>(kLong, std::size_t{1} << static_cast<unsigned>(std::log2(x.size())));
  FftPlan plan(static_cast<int>(size), FftDirection::kForward);
  const auto window = hann(static_cast<int>(size));
  const std::size_t rows = std::clamp<std::size_t>(x.size() / size, 1, kMostLongSpectra);
  const std::size_t hop = rows > 1 ? (x.size() - size) / (rows - 1) : 0;
  std::vector<double> power(size, 0.0);
  for (std::size_t row = 0; row < rows; ++row) {
    cf32 mean{};
    for (std::size_t i = 0; i < size; ++i) mean += f(x[row * hop + i]) / static_cast<float>(size);
    if (!centred) mean = {};
    for (std::size_t i = 0; i < size; ++i) plan.input()[i] = (f(x[row * hop + i]) - mean) * window[i];
    plan.execute();
    for (std::size_t i = 0; i < size; ++i) power[i] += std::norm(plan.output()[i]);
  }
  const auto reach = static_cast<std::size_t>(std::min(0.5, highest_cycles) * static_cast<double>(size - 1));
  std::vector<double> inside;
  std::size_t best = 0;
  double best_power = -1.0;
  const std::size_t skip = centred ? 4 : 0;
  for (std::size_t k = skip; k <= reach; ++k) {
    for (const std::size_t i : {k, (size - k) % size}) {
      inside.push_back(power[i]);
      if (power[i] > best_power) {
        best_power = power[i];
        best = k;
      }
    }
  }
  return {decibel(best_power / (quantile(inside, 0.5) + 1e-30)),
          static_cast<double>(best) / static_cast<double>(size)};
}

/// Short spectra of the band, row by row.
struct Waterfall {
  std::size_t bins = 0, rows = 0;
  std::vector<float> power;  ///< [row][bin], low to high
  std::span<const float> row(std::size_t r) const { return std::span(power).subspan(r * bins, bins); }
};

Waterfall waterfall(const FeatureInput& in) {
  FftPlan plan(kShort, FftDirection::kForward);
  const auto window = hann(kShort);
  const int half =
      std::clamp(static_cast<int>(0.5 * kShort * in.bandwidth_hz / in.rate_hz), 8, kShort / 2 - 1);
  Waterfall w;
  w.bins = 2 * index(half) + 1;
  w.rows = in.x.size() / kShort;
  w.power.resize(w.bins * w.rows);
  for (std::size_t r = 0; r < w.rows; ++r) {
    for (std::size_t i = 0; i < kShort; ++i) plan.input()[i] = in.x[r * kShort + i] * window[i];
    plan.execute();
    for (int k = -half; k <= half; ++k) {
      w.power[r * w.bins + static_cast<std::size_t>(k + half)] =
          std::norm(plan.output()[static_cast<std::size_t>((k + kShort) % kShort)]);
    }
  }
  return w;
}

void shape_features(const std::vector<double>& mean, std::span<float> out) {
  double sum = 0.0;
  double log_sum = 0.0;
  double upper = 0.0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    sum += mean[i];
    log_sum += std::log(mean[i] + 1e-30);
    if (i > mean.size() / 2) upper += mean[i];
    if (i == mean.size() / 2) upper += 0.5 * mean[i];
  }
  const auto n = static_cast<double>(mean.size());
  out[0] = decibel(std::exp(log_sum / n) / (sum / n + 1e-30));
  out[1] = static_cast<float>(std::abs(2.0 * upper / (sum + 1e-30) - 1.0));
  const double highest = quantile(mean, 0.95);
  const double median = quantile(mean, 0.5);
  double full = 0.0;
  int peaks = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    full += mean[i] > 0.1 * highest ? 1.0 / n : 0.0;
    const bool top = (i == 0 || mean[i] > mean[i - 1]) && (i + 1 == mean.size() || mean[i] >= mean[i + 1]);
    if (top && mean[i] > 4.0 * median) ++peaks;
  }
  out[2] = static_cast<float>(full);
  out[3] = static_cast<float>(std::log2(1.0 + peaks));
}

void ridge_features(const Waterfall& w, std::span<float> out) {
  std::vector<float> share, place, step;
  double direction = 0.0;
  double moves = 0.0;
  float before = -1.0F;
  double whole = 0.0;
  for (const float p : w.power) whole += p;
  const double mean_row = whole / static_cast<double>(w.rows);
  for (std::size_t r = 0; r < w.rows; ++r) {
    const auto row = w.row(r);
    double sum = 0.0;
    for (const float p : row) sum += p;
    if (sum < 0.5 * mean_row) {
      before = -1.0F;
      continue;
    }
    const auto top = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
    double near = 0.0;
    for (std::size_t i = top > 1 ? top - 2 : 0; i < std::min(top + 3, w.bins); ++i) near += row[i];
    share.push_back(static_cast<float>(near / sum));
    const float at = static_cast<float>(top) / static_cast<float>(w.bins);
    place.push_back(at);
    if (before >= 0.0F) {
      step.push_back(std::abs(at - before));
      if (std::abs(at - before) > 0.01F && std::abs(at - before) < 0.5F) {
        direction += at > before ? 1.0 : -1.0;
        moves += 1.0;
      }
    }
    before = at;
  }
  if (share.size() < 2 || step.empty()) return;
  out[0] = quantile(share, 0.5);
  out[1] = quantile(place, 0.95) - quantile(place, 0.05);
  out[2] = quantile(step, 0.5);
  out[3] = static_cast<float>(std::abs(direction) / std::max(moves, 1.0));
}

}  // namespace

void line_features(const FeatureInput& in, std::span<float> out) {
  const double band = 0.5 * in.bandwidth_hz / in.rate_hz;
  out[0] = strongest_line(in.x, false, 1.2 * band, [](cf32 v) { return v; }).over_median_db;
  out[1] = strongest_line(in.x, false, 2.4 * band, [](cf32 v) { return v * v; }).over_median_db;
  out[2] = strongest_line(in.x, false, 0.5, [](cf32 v) { return v * v * v * v; }).over_median_db;
  const Line envelope =
      strongest_line(in.x, true, 2.4 * band, [](cf32 v) { return cf32(std::norm(v), 0.0F); });
  out[3] = envelope.over_median_db;
  out[4] = static_cast<float>(envelope.cycles_per_sample * in.rate_hz / in.bandwidth_hz);
}

void spectrum_features(const FeatureInput& in, std::span<float> out) {
  const Waterfall w = waterfall(in);
  std::vector<double> mean(w.bins, 0.0);
  std::vector<double> square(w.bins, 0.0);
  std::vector<double> highest(w.bins, 0.0);
  for (std::size_t r = 0; r < w.rows; ++r) {
    const auto row = w.row(r);
    for (std::size_t i = 0; i < w.bins; ++i) {
      mean[i] += row[i];
      square[i] += static_cast<double>(row[i]) * row[i];
      highest[i] = std::max<double>(highest[i], row[i]);
    }
  }
  const auto m = static_cast<double>(w.rows);
  std::vector<double> kurtosis(w.bins);
  std::vector<double> gap(w.bins);
  for (std::size_t i = 0; i < w.bins; ++i) {
    kurtosis[i] = (m + 1.0) / (m - 1.0) * (m * square[i] / (mean[i] * mean[i] + 1e-60) - 1.0);
    gap[i] = highest[i] * m / (mean[i] + 1e-30);
  }
  shape_features(mean, out.first(4));
  out[4] = static_cast<float>(std::log10(0.02 + quantile(kurtosis, 0.5)));
  out[5] = static_cast<float>(std::log10(0.02 + quantile(kurtosis, 0.9)));
  out[6] = static_cast<float>(std::log10(0.02 + std::max(0.0, quantile(kurtosis, 0.0))));
  out[7] = decibel(quantile(gap, 0.5) / std::log(m + 1.0));
  ridge_features(w, out.subspan(8, 4));
}

}  // namespace sb::dsp
