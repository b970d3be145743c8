#include "dsp/detect/jamming_rules.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/core/fft_plan.hpp"
#include "dsp/core/gamma_tail.hpp"

namespace sb::dsp {
namespace {

/// Averaged and fourth-moment spectrum and its coherence in time, low to high.
struct Moments {
  std::vector<double> mean, kurtosis;
  std::vector<double> steadiness;  ///< 0..1: of the turn from one row to the next; a carrier's is 1
  double bin_hz = 0.0;
};

Moments moments(std::span<const cf32> x, double rate_hz, int size) {
  FftPlan plan(size, FftDirection::kForward);
  const auto n = static_cast<std::size_t>(size);
  std::vector<float> window(n);
  for (std::size_t i = 0; i < n; ++i) {
    window[i] = static_cast<float>(
        0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * (static_cast<double>(i) + 0.5) / size));
  }
  Moments m{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n), rate_hz / size};
  std::vector<cf32> before(n);
  std::vector<std::complex<double>> turn(n);
  const std::size_t rows = x.size() / n;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < n; ++i) plan.input()[i] = x[row * n + i] * window[i];
    plan.execute();
    for (std::size_t i = 0; i < n; ++i) {
      const cf32 value = plan.output()[(i + n / 2) % n];
      const double p = std::norm(value);
      turn[i] += std::complex<double>(value * std::conj(before[i]));
      before[i] = value;
      m.mean[i] += p;
      m.kurtosis[i] += p * p;
    }
  }
  const auto r = static_cast<double>(std::max<std::size_t>(rows, 2));
  const double scale = 1.0 / (r * size * size * 0.375);  // 3/8: the window's power
  for (std::size_t i = 0; i < n; ++i) {
    m.kurtosis[i] = (r + 1.0) / (r - 1.0) * (r * m.kurtosis[i] / (m.mean[i] * m.mean[i] + 1e-60) - 1.0);
    m.steadiness[i] = std::abs(turn[i]) / (m.mean[i] * (r - 1.0) / r + 1e-60);
    m.mean[i] *= scale;
  }
  return m;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

double quiet_density(const IqBlock& block) {
  const Moments m = moments(block.samples.first(std::min<std::size_t>(block.samples.size(), 1U << 18U)),
                            block.sample_rate_hz, 256);
  std::vector<double> sorted = m.mean;
  std::ranges::sort(sorted);
  const std::size_t share = std::max<std::size_t>(1, sorted.size() / 20);
  return sorted[share / 2] / m.bin_hz;
}

WatchedBand watched_band(const IqBlock& block, double centre_hz, double width_hz, double noise_density) {
  return {centre_hz, width_hz, isolate(block, centre_hz, width_hz, noise_density)};
}

double band_density(const WatchedBand& band) {
  const Moments m = moments(band.signal.samples, band.signal.rate_hz, 256);
  double sum = 0.0;
  double bins = 0.0;
  for (std::size_t i = 0; i < m.mean.size(); ++i) {
    const double offset = (static_cast<double>(i) - 128.0) * m.bin_hz;
    if (std::abs(offset) > 0.45 * band.width_hz) continue;
    sum += m.mean[i];
    bins += 1.0;
  }
  return sum / std::max(bins, 1.0) / m.bin_hz;
}

std::optional<PeriodicWave> find_lines(const WatchedBand& band, std::span<const double> spared_hz) {
  constexpr double kOverNeighbours = 30.0;  // 15 dB
  constexpr double kSteady = 0.35;          // of the kurtosis: noise 1, a carrier 0
  constexpr double kCoherent = 0.8;  // reference signals of an idle cell make lines too, with random phases
  constexpr double kLeastShare =
      0.05;  // of the band's power: a receiver's own spurs lie 20 dB and more below
  constexpr std::ptrdiff_t kReach = 48;
  constexpr double kFinestHz = 600.0;
  int size = 1024;
  while (size < 16384 && band.signal.rate_hz / size > kFinestHz &&
         band.signal.samples.size() / static_cast<std::size_t>(2 * size) >= 24)
    size *= 2;
  if (band.signal.samples.size() / static_cast<std::size_t>(size) < 12) return std::nullopt;
  const Moments m = moments(band.signal.samples, band.signal.rate_hz, size);
  const auto inside = static_cast<std::ptrdiff_t>(0.5 * band.width_hz / m.bin_hz) - 2;
  const std::ptrdiff_t middle = size / 2;
  PeriodicWave wave;
  double low = 0.0;
  double high = 0.0;
  for (std::ptrdiff_t i = middle - inside; i <= middle + inside; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (m.kurtosis[at] > kSteady || m.steadiness[at] < kCoherent || m.mean[at] < m.mean[at - 1] ||
        m.mean[at] < m.mean[at + 1])
      continue;
    const double offset = static_cast<double>(i - middle) * m.bin_hz;
    if (std::ranges::any_of(spared_hz, [&](double s) { return std::abs(offset - s) < 3.5 * m.bin_hz; }))
      continue;
    const std::ptrdiff_t first = std::max<std::ptrdiff_t>(middle - inside, i - kReach);
    const std::ptrdiff_t last = std::min(middle + inside, i + kReach);
    const double around = median({m.mean.begin() + first, m.mean.begin() + last + 1});
    if (m.mean[at] < kOverNeighbours * around) continue;
    if (wave.lines == 0) low = offset;
    high = offset;
    ++wave.lines;
    wave.power += m.mean[at - 1] + m.mean[at] + m.mean[at + 1];
  }
  if (wave.lines == 0) return std::nullopt;
  double whole = 0.0;
  for (std::ptrdiff_t i = middle - inside; i <= middle + inside; ++i)
    whole += m.mean[static_cast<std::size_t>(i)];
  if (wave.power < kLeastShare * whole) return std::nullopt;
  wave.kind = wave.lines == 1 ? JammingKind::kTone : JammingKind::kMultitone;
  wave.offset_hz = 0.5 * (low + high);
  wave.bandwidth_hz = high - low + 3.0 * m.bin_hz;
  return wave;
}

}  // namespace sb::dsp
