// Features of the envelope, the instantaneous frequency and of repetition.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/core/fft_plan.hpp"
#include "dsp/detect/feature_parts.hpp"

namespace sb::dsp {
namespace {

constexpr std::size_t kMaskSize = 4096;
constexpr std::size_t kRepeatSamples = 32768;

/// Mean power over runs of about four times the signal's own coherence time.
std::vector<float> smoothed_power(const FeatureInput& in) {
  const auto run = static_cast<std::size_t>(std::clamp(4.0 * in.rate_hz / in.bandwidth_hz, 4.0, 64.0));
  std::vector<float> power(in.x.size() / run);
  for (std::size_t i = 0; i < power.size(); ++i) {
    float sum = 0.0F;
    for (std::size_t j = 0; j < run; ++j) sum += std::norm(in.x[i * run + j]);
    power[i] = sum / static_cast<float>(run);
  }
  return power;
}

float quantile(std::vector<float> values, double q) {
  const auto at = static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, values.begin() + at);
  return values[static_cast<std::size_t>(at)];
}

/// Strongest repetition of `values` (mean taken off): correlation coefficient and its lag.
std::pair<float, std::size_t> strongest_lag(std::span<const float> values, std::size_t shortest) {
  const std::size_t size = std::bit_ceil(2 * values.size());
  FftPlan forward(static_cast<int>(size), FftDirection::kForward);
  FftPlan backward(static_cast<int>(size), FftDirection::kBackward);
  float mean = 0.0F;
  for (const float v : values) mean += v / static_cast<float>(values.size());
  std::ranges::fill(forward.input(), cf32{});
  for (std::size_t i = 0; i < values.size(); ++i) forward.input()[i] = values[i] - mean;
  forward.execute();
  for (std::size_t i = 0; i < size; ++i) backward.input()[i] = std::norm(forward.output()[i]);
  backward.execute();
  const auto r = backward.output();
  // A mask correlates with itself near zero lag: a repetition is a peak after the first fall below a third.
  std::size_t begin = 1;
  while (begin < values.size() / 2 && r[begin].real() > 0.33F * r[0].real()) ++begin;
  std::pair<float, std::size_t> best{0.0F, 0};
  for (std::size_t lag = std::max(begin, shortest); lag < values.size() * 3 / 4; ++lag) {
    const float overlap = static_cast<float>(values.size()) / static_cast<float>(values.size() - lag);
    const float c = r[lag].real() * overlap / (r[0].real() + 1e-12F);
    if (c > best.first) best = {c, lag};
  }
  return best;
}

}  // namespace

void burst_features(const FeatureInput& in, std::span<float> out) {
  const auto power = smoothed_power(in);
  const float high = quantile(power, 0.98);
  const float low = std::max(quantile(power, 0.05), in.noise_power);
  const float threshold = std::sqrt(std::max(low, 1e-4F * high) * high);
  std::size_t on = 0;
  std::size_t toggles = 0;
  for (std::size_t i = 0; i < power.size(); ++i) {
    on += power[i] > threshold ? 1 : 0;
    if (i > 0 && (power[i] > threshold) != (power[i - 1] > threshold)) ++toggles;
  }
  // Below 6 dB between lulls and peaks there is no "off".
  const bool bursty = high > 4.0F * low;
  const double seconds = static_cast<double>(in.x.size()) / in.rate_hz;
  out[0] = bursty ? static_cast<float>(on) / static_cast<float>(power.size()) : 1.0F;
  out[1] = static_cast<float>(
      std::log10(1e-5 + static_cast<double>(bursty ? toggles : 0) / (seconds * in.bandwidth_hz)));

  const std::size_t pool = std::max<std::size_t>(1, power.size() / kMaskSize);
  std::vector<float> mask(power.size() / pool);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    for (std::size_t j = 0; j < pool; ++j) mask[i] += power[i * pool + j] > threshold ? 1.0F : 0.0F;
  }
  const auto [strength, lag] = bursty ? strongest_lag(mask, 2) : std::pair<float, std::size_t>{0.0F, 0};
  const double mask_s = seconds / static_cast<double>(mask.size());
  out[2] = strength;
  out[3] = strength > 0.2F ? static_cast<float>(std::log10(static_cast<double>(lag) * mask_s)) : 0.0F;
  const double length_s =
      bursty && toggles > 0 ? 2.0 * out[0] * seconds / static_cast<double>(toggles) : seconds;
  out[4] = static_cast<float>(std::log10(length_s));

  double p1 = 0.0;
  double p2 = 0.0;
  double a1 = 0.0;
  double count = 0.0;
  const std::size_t run = in.x.size() / power.size();
  for (std::size_t i = 0; i < power.size(); ++i) {
    if (bursty && power[i] <= threshold) continue;
    for (std::size_t j = 0; j < run; ++j) {
      const double p = std::norm(in.x[i * run + j]);
      p1 += p;
      p2 += p * p;
      a1 += std::sqrt(p);
      count += 1.0;
    }
  }
  if (count > 0.0) {
    out[5] = static_cast<float>(p2 * count / (p1 * p1 + 1e-30));
    out[6] = static_cast<float>(std::sqrt(std::max(0.0, p1 * count / (a1 * a1 + 1e-30) - 1.0)));
  }
}

void frequency_features(const FeatureInput& in, std::span<float> out) {
  constexpr std::size_t kBins = 48;
  std::array<double, kBins> histogram{};
  double mean_power = 0.0;
  for (const cf32& v : in.x) mean_power += std::norm(v);
  mean_power /= static_cast<double>(in.x.size());
  const double to_bandwidths = in.rate_hz / (2.0 * std::numbers::pi * in.bandwidth_hz);
  double n = 0.0;
  double s1 = 0.0;
  double s2 = 0.0;
  double s4 = 0.0;
  std::vector<double> values;
  values.reserve(in.x.size());
  for (std::size_t i = 2; i < in.x.size(); ++i) {
    // Two steps together: half the noise of one.
    const cf32 turn = in.x[i] * std::conj(in.x[i - 1]) + in.x[i - 1] * std::conj(in.x[i - 2]);
    if (std::norm(in.x[i - 1]) < 0.5 * mean_power) continue;
    values.push_back(std::arg(turn) * to_bandwidths);
    s1 += values.back();
  }
  n = std::max(1.0, static_cast<double>(values.size()));
  const double mean = s1 / n;
  for (const double v : values) {
    const double d = (v - mean) * (v - mean);
    s2 += d;
    s4 += d * d;
    const double place = (v - mean + 0.75) / 1.5 * kBins;
    if (place >= 0.0 && place < kBins) histogram[static_cast<std::size_t>(place)] += 1.0 / n;
  }
  out[0] = static_cast<float>(std::sqrt(s2 / n));
  out[1] = static_cast<float>(s4 * n / (s2 * s2 + 1e-30));
  std::array<double, kBins> smooth{};
  for (std::size_t i = 1; i + 1 < kBins; ++i) {
    smooth[i] = 0.25 * histogram[i - 1] + 0.5 * histogram[i] + 0.25 * histogram[i + 1];
  }
  const double highest = *std::ranges::max_element(smooth);
  int modes = 0;
  double valley = 0.0;  // lowest since the last mode
  for (std::size_t i = 1; i + 1 < kBins; ++i) {
    valley = std::min(valley, smooth[i]);
    if (smooth[i] < 0.25 * highest || smooth[i] < smooth[i - 1] || smooth[i] <= smooth[i + 1]) continue;
    if (valley < 0.8 * smooth[i]) {
      ++modes;
      valley = smooth[i];
    }
  }
  out[2] = static_cast<float>(modes);
}

void repeat_features(const FeatureInput& in, std::span<float> out) {
  const std::size_t count = std::min(in.x.size(), kRepeatSamples);
  const std::size_t size = std::bit_ceil(2 * count);
  FftPlan forward(static_cast<int>(size), FftDirection::kForward);
  FftPlan backward(static_cast<int>(size), FftDirection::kBackward);
  std::ranges::fill(forward.input(), cf32{});
  std::ranges::copy(in.x.first(count), forward.input().begin());
  forward.execute();
  for (std::size_t i = 0; i < size; ++i) backward.input()[i] = std::norm(forward.output()[i]);
  backward.execute();
  const auto r = backward.output();
  const auto shortest = static_cast<std::size_t>(std::ceil(12.0 * in.rate_hz / in.bandwidth_hz));
  const float whole = r[0].real() / static_cast<float>(count);
  const float signal = std::max(whole - in.noise_power, 0.1F * whole);
  float best = 0.0F;
  std::size_t best_lag = shortest;
  for (std::size_t lag = shortest; lag < count / 2; ++lag) {
    const float c = std::abs(r[lag]) / static_cast<float>(count - lag) / signal;
    if (c > best) {
      best = c;
      best_lag = lag;
    }
  }
  out[0] = std::min(best, 2.0F);
  out[1] = static_cast<float>(std::log10(static_cast<double>(best_lag) * in.bandwidth_hz / in.rate_hz));
}

}  // namespace sb::dsp
