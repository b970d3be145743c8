#include "dsp/detect/jamming_periodic.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "dsp/core/fft_plan.hpp"

namespace sb::dsp {
namespace {

constexpr double kShortestLagS = 75e-6;
constexpr double kLongestLagS = 4.5e-3;
constexpr double kGsmSlotS = 15.0 / 26.0 * 1e-3;  // TS 45.002 §4.3.2
constexpr double kGsmMarginS = 6e-6;
constexpr std::size_t kMostSamples = std::size_t{1} << 17U;
constexpr int kSpectrum = 1024;

struct Coherence {
  std::vector<float> at;  ///< |R(lag)| / R(0), unbiased, to the longest lag
};

Coherence coherence(std::span<const cf32> x, std::size_t longest) {
  const std::size_t size = std::bit_ceil(x.size() + longest + 1);
  FftPlan forward(static_cast<int>(size), FftDirection::kForward);
  std::ranges::fill(forward.input(), cf32{});
  std::ranges::copy(x, forward.input().begin());
  forward.execute();
  FftPlan backward(static_cast<int>(size), FftDirection::kBackward);
  for (std::size_t i = 0; i < size; ++i) backward.input()[i] = std::norm(forward.output()[i]);
  backward.execute();
  const auto r = backward.output();
  Coherence c;
  c.at.resize(longest + 1);
  const float whole = r[0].real() / static_cast<float>(x.size()) + 1e-30F;
  for (std::size_t lag = 0; lag <= longest; ++lag) {
    c.at[lag] = std::abs(r[lag]) / static_cast<float>(x.size() - lag) / whole;
  }
  return c;
}

bool is_gsm(double lag_s) {
  const double slots = lag_s / kGsmSlotS;
  return std::abs(slots - std::round(slots)) * kGsmSlotS < kGsmMarginS && slots > 0.9;
}

/// Spectrum of what is alike in x and x a lag later.
std::vector<double> common_spectrum(std::span<const cf32> x, std::size_t lag) {
  FftPlan early(kSpectrum, FftDirection::kForward);
  FftPlan late(kSpectrum, FftDirection::kForward);
  std::vector<std::complex<double>> cross(kSpectrum);
  const std::size_t rows = (x.size() - lag) / kSpectrum;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < kSpectrum; ++i) {
      const auto w = static_cast<float>(
          0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * (static_cast<double>(i) + 0.5) / kSpectrum));
      early.input()[i] = w * x[row * kSpectrum + i];
      late.input()[i] = w * x[row * kSpectrum + i + lag];
    }
    early.execute();
    late.execute();
    for (std::size_t i = 0; i < kSpectrum; ++i) {
      cross[i] += std::complex<double>(late.output()[i] * std::conj(early.output()[i]));
    }
  }
  // 3/8: the window's power. The carrier offset between the two turns all of a line spectrum alike or each
  // line by its own angle: the magnitude is what counts.
  std::vector<double> power(kSpectrum);
  for (std::size_t i = 0; i < kSpectrum; ++i) {
    power[i] = std::abs(cross[(i + kSpectrum / 2) % kSpectrum]) /
               (static_cast<double>(rows) * kSpectrum * kSpectrum * 0.375);
  }
  return power;
}

struct Extent {
  double centre_hz, width_hz, power;
  int lines;
};

Extent extent_of(const std::vector<double>& power, double rate_hz) {
  std::vector<double> sorted = power;
  std::ranges::nth_element(sorted, sorted.begin() + kSpectrum / 10);
  const double ground = 2.0 * sorted[kSpectrum / 10];  // chance likeness of what does not repeat
  std::vector<double> above(power.size());
  double sum = 0.0;
  double highest = 0.0;
  for (std::size_t i = 0; i < power.size(); ++i) {
    above[i] = std::max(0.0, power[i] - ground);
    sum += above[i];
    highest = std::max(highest, above[i]);
  }
  double run = 0.0;
  std::size_t low = 0;
  std::size_t high = power.size() - 1;
  for (std::size_t i = 0; i < power.size(); ++i) {
    const double next = run + above[i];
    if (run < 0.01 * sum && next >= 0.01 * sum) low = i;
    if (run < 0.99 * sum && next >= 0.99 * sum) high = i;
    run = next;
  }
  Extent e{};
  const double bin_hz = rate_hz / kSpectrum;
  e.centre_hz = (0.5 * static_cast<double>(low + high) - 0.5 * kSpectrum) * bin_hz;
  e.width_hz = static_cast<double>(high - low + 1) * bin_hz;
  e.power = sum;
  double narrow = 0.0;
  for (std::size_t i = 2; i + 2 < power.size(); ++i) {
    const bool top = above[i] > 0.03 * highest && above[i] >= above[i - 1] && above[i] > above[i + 1];
    const bool alone = above[i - 2] < 0.5 * above[i] && above[i + 2] < 0.5 * above[i];
    if (!top || !alone) continue;
    ++e.lines;
    narrow += above[i - 1] + above[i] + above[i + 1];
  }
  if (narrow < 0.8 * sum || e.lines > 48) e.lines = 0;
  return e;
}

/// Mean instantaneous frequency against the phase of the period: does it rise or fall?
double sweep_rate(std::span<const cf32> x, double period_samples, double rate_hz, double width_hz) {
  const auto places = static_cast<std::size_t>(std::clamp(period_samples, 8.0, 12.0));
  std::vector<cf32> turn(places);
  for (std::size_t n = 1; n < x.size(); ++n) {
    const double phase = static_cast<double>(n) / period_samples;
    const auto place = static_cast<std::size_t>((phase - std::floor(phase)) * static_cast<double>(places));
    turn[std::min(place, places - 1)] += x[n] * std::conj(x[n - 1]);
  }
  int up = 0;
  int down = 0;
  for (std::size_t i = 0; i < places; ++i) {
    const double a = std::arg(turn[i]);
    const double b = std::arg(turn[(i + 1) % places]);
    if (std::abs(b - a) > 0.5 * 2.0 * std::numbers::pi * width_hz / rate_hz) continue;  // the flight back
    (b > a ? up : down) += 1;
  }
  const double both_ways = std::min(up, down) > 0.3 * (up + down) ? 2.0 : 1.0;
  return (up >= down ? 1.0 : -1.0) * both_ways * width_hz * rate_hz / period_samples;
}

/// How much the power swings within the period, over the power that repeats: a sweep's does not, that of
/// several carriers together does.
double envelope_swing(std::span<const cf32> x, double period_samples, double repeating_power) {
  const auto places = static_cast<std::size_t>(std::clamp(period_samples, 8.0, 64.0));
  std::vector<double> sum(places);
  std::vector<double> count(places);
  for (std::size_t n = 0; n < x.size(); ++n) {
    const double phase = static_cast<double>(n) / period_samples;
    const auto place = std::min(
        static_cast<std::size_t>((phase - std::floor(phase)) * static_cast<double>(places)), places - 1);
    sum[place] += std::norm(x[n]);
    count[place] += 1.0;
  }
  double mean = 0.0;
  double square = 0.0;
  for (std::size_t i = 0; i < places; ++i) {
    const double p = sum[i] / std::max(count[i], 1.0);
    mean += p / static_cast<double>(places);
    square += p * p / static_cast<double>(places);
  }
  return std::sqrt(std::max(0.0, square - mean * mean)) / (repeating_power + 1e-30);
}

/// `lag` made exact at its multiples, one after the other up to `longest`.
double exact_period(const Coherence& c, std::size_t lag, std::size_t longest) {
  auto period = static_cast<double>(lag);
  for (double k = 2.0; period * k + 2.0 < static_cast<double>(longest); k += 1.0) {
    const auto near = static_cast<std::size_t>(std::lround(period * k));
    std::size_t top = near;
    for (const std::size_t at : {near - 1, near + 1}) top = c.at[at] > c.at[top] ? at : top;
    period = static_cast<double>(top) / k;
  }
  return period;
}

}  // namespace

std::optional<PeriodicWave> find_periodic(const IsolatedSignal& signal, const PeriodicSettings& settings) {
  const auto x = std::span(signal.samples).first(std::min(signal.samples.size(), kMostSamples));
  const auto shortest = static_cast<std::size_t>(std::ceil(kShortestLagS * signal.rate_hz));
  const auto longest = std::min(static_cast<std::size_t>(kLongestLagS * signal.rate_hz), x.size() / 4);
  if (longest <= 2 * shortest || x.size() < std::size_t{4} * kSpectrum) return std::nullopt;
  const Coherence c = coherence(x, longest);
  std::size_t best = 0;
  for (std::size_t lag = shortest; lag <= longest; ++lag) {
    if (settings.skip_gsm_slots && is_gsm(static_cast<double>(lag) / signal.rate_hz)) continue;
    if (best == 0 || c.at[lag] > c.at[best]) best = lag;
  }
  if (c.at[best] < settings.least_coherence) return std::nullopt;

  PeriodicWave wave;
  wave.coherence = c.at[best];
  const Extent extent = extent_of(common_spectrum(x, best), signal.rate_hz);
  wave.offset_hz = extent.centre_hz;
  wave.bandwidth_hz = extent.width_hz;
  wave.power = extent.power;
  wave.lines = extent.lines;
  if (extent.lines == 1) {
    wave.kind = JammingKind::kTone;
    return wave;
  }
  // The shortest lag that repeats nearly as well, beyond the wave's own coherence.
  auto lag = static_cast<std::size_t>(std::ceil(2.0 * signal.rate_hz / std::max(extent.width_hz, 1.0)));
  while (lag < best &&
         !(c.at[lag] > 0.85F * c.at[best] && c.at[lag] >= c.at[lag - 1] && c.at[lag] >= c.at[lag + 1]))
    ++lag;
  // Over two of the long lags the fold does not yet smear.
  const double period = exact_period(c, lag, best);
  const auto fold = x.first(std::min(x.size(), std::max<std::size_t>(2 * best, 8192)));
  wave.period_s = period / signal.rate_hz;
  const bool swings = envelope_swing(fold, period, wave.power) > 0.4;
  wave.kind = swings ? JammingKind::kMultitone : JammingKind::kSweep;
  if (wave.kind == JammingKind::kSweep) {
    wave.sweep_hz_per_s = sweep_rate(fold, period, signal.rate_hz, extent.width_hz);
  }
  return wave;
}

}  // namespace sb::dsp
