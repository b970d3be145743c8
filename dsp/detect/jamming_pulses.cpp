// Pulse trains: the power's own repetition, to a fraction of a microsecond.
#include <algorithm>
#include <bit>
#include <cmath>

#include "dsp/core/fft_plan.hpp"
#include "dsp/detect/jamming_rules.hpp"

namespace sb::dsp {
namespace {

constexpr double kOfdmSymbolS = 1e-3 / 14.0;
constexpr double kGridMarginS = 3e-6;
constexpr double kLongestPeriodS = 4.5e-3;
constexpr float kLeastRepeat = 0.6F;
constexpr double kLeastStep = 4.0;  ///< on over off, 6 dB
constexpr double kMostDuty = 0.45;  ///< beyond, "off" would be the pulse
constexpr std::size_t kMostWindows = 16384;

struct Envelope {
  std::vector<float> power;  ///< of short windows
  double window_s = 0.0;
};

Envelope envelope_of(const IsolatedSignal& signal) {
  const auto run =
      static_cast<std::size_t>(std::clamp(4.0 * signal.rate_hz / signal.bandwidth_hz, 4.0, 64.0));
  Envelope e;
  e.window_s = static_cast<double>(run) / signal.rate_hz;
  e.power.resize(std::min(signal.samples.size() / run, kMostWindows));
  for (std::size_t i = 0; i < e.power.size(); ++i) {
    float sum = 0.0F;
    for (std::size_t j = 0; j < run; ++j) sum += std::norm(signal.samples[i * run + j]);
    e.power[i] = sum / static_cast<float>(run);
  }
  return e;
}

/// Correlation coefficient of the mask with itself at every lag up to half its length.
std::vector<float> likeness(const std::vector<float>& mask) {
  const std::size_t size = std::bit_ceil(2 * mask.size());
  FftPlan forward(static_cast<int>(size), FftDirection::kForward);
  FftPlan backward(static_cast<int>(size), FftDirection::kBackward);
  float mean = 0.0F;
  for (const float m : mask) mean += m / static_cast<float>(mask.size());
  std::ranges::fill(forward.input(), cf32{});
  for (std::size_t i = 0; i < mask.size(); ++i) forward.input()[i] = mask[i] - mean;
  forward.execute();
  for (std::size_t i = 0; i < size; ++i) backward.input()[i] = std::norm(forward.output()[i]);
  backward.execute();
  const auto r = backward.output();
  std::vector<float> c(mask.size() / 2);
  for (std::size_t lag = 0; lag < c.size(); ++lag) {
    const float overlap = static_cast<float>(mask.size()) / static_cast<float>(mask.size() - lag);
    c[lag] = r[lag].real() * overlap / (r[0].real() + 1e-12F);
  }
  return c;
}

/// Period in windows: the shortest lag that repeats well, made exact at its multiples. 0: none.
double period_of(const std::vector<float>& c, std::size_t longest) {
  std::size_t begin = 1;
  while (begin < longest && c[begin] > 0.33F * c[0]) ++begin;
  std::size_t best = begin;
  for (std::size_t lag = begin; lag < longest; ++lag) best = c[lag] > c[best] ? lag : best;
  if (begin + 2 >= longest || c[best] < kLeastRepeat) return 0.0;
  std::size_t first = begin;
  while (first < best && !(c[first] > 0.8F * c[best] && c[first] >= c[first - 1] && c[first] >= c[first + 1]))
    ++first;
  auto period = static_cast<double>(first);
  for (std::size_t k = 2; period * static_cast<double>(k) + 3.0 < static_cast<double>(c.size()); ++k) {
    const auto near = static_cast<std::size_t>(std::lround(period * static_cast<double>(k)));
    std::size_t top = near;
    for (std::size_t lag = near - 2; lag <= near + 2; ++lag) top = c[lag] > c[top] ? lag : top;
    if (c[top] < 0.5F * c[best]) break;
    period = static_cast<double>(top) / static_cast<double>(k);
  }
  return period;
}

double mean_where(const Envelope& e, const std::vector<float>& mask, float wanted) {
  double sum = 0.0;
  double count = 0.0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] != wanted) continue;
    sum += static_cast<double>(e.power[i]);
    count += 1.0;
  }
  return sum / std::max(count, 1.0);
}

}  // namespace

std::optional<PulseTrain> find_pulses(const WatchedBand& band, bool cell_grid) {
  const Envelope e = envelope_of(band.signal);
  if (e.power.size() < 512) return std::nullopt;
  std::vector<float> sorted = e.power;
  std::ranges::sort(sorted);
  const float low = sorted[sorted.size() / 2];
  const float high = sorted[sorted.size() * 98 / 100];
  if (static_cast<double>(high) < kLeastStep * static_cast<double>(low)) return std::nullopt;
  const float threshold = std::sqrt(low * high);
  std::vector<float> mask(e.power.size());
  double on = 0.0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = e.power[i] > threshold ? 1.0F : 0.0F;
    on += static_cast<double>(mask[i]);
  }
  const double duty = on / static_cast<double>(mask.size());
  if (duty > kMostDuty) return std::nullopt;
  const auto c = likeness(mask);
  const auto longest = std::min(c.size() - 4, static_cast<std::size_t>(kLongestPeriodS / e.window_s));
  const double period_s = period_of(c, longest) * e.window_s;
  if (period_s <= 0.0) return std::nullopt;
  const double symbols = period_s / kOfdmSymbolS;
  if (cell_grid && std::abs(symbols - std::round(symbols)) * kOfdmSymbolS < kGridMarginS) return std::nullopt;
  PulseTrain train{period_s, duty, 0.0, 0.0, mean_where(e, mask, 0.0F)};
  const double while_on = mean_where(e, mask, 1.0F);
  if (while_on < kLeastStep * train.off_power) return std::nullopt;
  train.power = while_on - train.off_power;
  train.on_over_off_db = 10.0 * std::log10(while_on / (train.off_power + 1e-30));
  return train;
}

}  // namespace sb::dsp
