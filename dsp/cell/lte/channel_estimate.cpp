#include "dsp/cell/lte/channel_estimate.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

namespace sb::dsp::lte {
namespace {

using std::numbers::pi;

/// Delay spreads that are told apart by likelihood: a line of sight, a town (EVA of TS 36.104 annex B.2),
/// hills, and hills whose far echo (ETU: 5 us) is so strong that the mean delay, read from a phase, lies well
/// off the middle.
constexpr std::array<double, 4> kDelayWidthsS{0.6e-6, 2.5e-6, 5e-6, 10e-6};
constexpr double kMaxDopplerHz = 70.0;
/// Noise is what the widest prior leaves over, at a ratio that keeps its own shrinkage negligible.
constexpr double kNoiseReferenceSnr = 1e3;
constexpr double kMinSnr = 0.03;
constexpr double kMaxSnr = 1e3;

}  // namespace

ChannelEstimator::ChannelEstimator(std::uint16_t pci, CyclicPrefix cyclic_prefix, int n_prb, int ports)
    : cyclic_prefix_(cyclic_prefix), n_prb_(n_prb), ports_(ports), crs_(pci, cyclic_prefix, n_prb) {
  assert(n_prb >= kWindowPrb && (ports == 1 || ports == 2 || ports == 4));
  const Numerology numerology{2048, cyclic_prefix};
  for (int l = 0; l < numerology.symbols_per_subframe(); ++l) {
    symbol_time_s_[static_cast<std::size_t>(l)] = numerology.symbol_start(l) / numerology.sample_rate_hz();
  }
  const auto outputs = static_cast<std::size_t>(numerology.symbols_per_subframe() * kSubcarriersPerPrb);
  re_.resize(outputs);
  im_.resize(outputs);
  turn_.resize(static_cast<std::size_t>(n_prb * kSubcarriersPerPrb));
  for (int p = 0; p < ports; ++p) {
    auto& port = port_[static_cast<std::size_t>(p)];
    port.pattern = pilot_pattern(crs_, p);
    port.covariance.resize(port.pattern.size() * port.pattern.size());
    port.aligned.resize(port.covariance.size());
  }
}

/// Received pilots of the window that begins at `first_prb`, the reference values divided out.
void ChannelEstimator::gather(const SubframeGrid& grid, int port, int first_prb,
                              std::span<cf32> pilots) const {
  std::size_t at = 0;
  for (const CrsSymbol& s : crs_.symbols(grid.subframe, port)) {
    const auto row = grid.symbol(s.symbol);
    for (int i = 2 * first_prb; i < 2 * first_prb + kPilotsPerSymbol; ++i) {
      pilots[at++] = row[static_cast<std::size_t>(s.first_subcarrier + 6 * i)] *
                     std::conj(s.value[static_cast<std::size_t>(i)]);
    }
  }
}

void ChannelEstimator::observe(const SubframeGrid& grid) {
  std::array<cf32, kMaxPilots> pilots;
  for (int first = 0; first + kWindowPrb <= n_prb_; first += kWindowPrb) {
    windows_ += 1.0;
    for (int p = 0; p < ports_; ++p) {
      auto& port = port_[static_cast<std::size_t>(p)];
      const std::size_t n = port.pattern.size();
      gather(grid, p, first, pilots);
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) port.covariance[i * n + j] += pilots[i] * std::conj(pilots[j]);
      }
    }
  }
}

/// Mean delay from neighbouring pilots of a symbol, carrier offset from equal subcarriers of the two slots.
/// Each sum is pulled to zero phase by its own standard deviation in noise, so that a weak cell is left as
/// synchronisation found it.
void ChannelEstimator::find_slopes() {
  std::complex<double> along_frequency;
  std::complex<double> along_time;
  double frequency_variance = 0.0;
  double time_variance = 0.0;
  constexpr double kSlotS = kFrameSeconds / (2.0 * kSubframesPerFrame);
  for (int p = 0; p < ports_; ++p) {
    const auto& port = port_[static_cast<std::size_t>(p)];
    const std::size_t n = port.pattern.size();
    for (std::size_t i = 0; i < n; ++i) {
      const auto& a = port.pattern[i];
      for (std::size_t j = 0; j < i; ++j) {
        const auto& b = port.pattern[j];
        const auto& product = port.covariance[i * n + j];
        const double variance =
            port.covariance[i * n + i].real() * port.covariance[j * n + j].real() / windows_;
        if (a.symbol == b.symbol && a.subcarrier == b.subcarrier + 6) {
          along_frequency += product;
          frequency_variance += variance;
        } else if (a.subcarrier == b.subcarrier && a.symbol == b.symbol + symbols_per_slot()) {
          along_time += product;
          time_variance += variance;
        }
      }
    }
  }
  delay_s_ = -std::arg(along_frequency + std::sqrt(frequency_variance)) / (2.0 * pi * 6.0 * kSubcarrierHz);
  cfo_hz_ = std::arg(along_time + std::sqrt(time_variance)) / (2.0 * pi * kSlotS);
}

void ChannelEstimator::align(Port& port) const {
  const std::size_t n = port.pattern.size();
  for (std::size_t i = 0; i < n; ++i) {
    const auto& a = port.pattern[i];
    for (std::size_t j = 0; j <= i; ++j) {
      const auto& b = port.pattern[j];
      const double phase = 2.0 * pi *
                           ((a.subcarrier - b.subcarrier) * kSubcarrierHz * delay_s_ -
                            (symbol_time_s(a.symbol) - symbol_time_s(b.symbol)) * cfo_hz_);
      const double value = (port.covariance[i * n + j] * std::polar(1.0, phase)).real();
      port.aligned[i * n + j] = value;
      port.aligned[j * n + i] = value;
    }
  }
}

void ChannelEstimator::measure_noise() {
  noise_ = 0.0;
  for (int p = 0; p < ports_; ++p) {
    auto& port = port_[static_cast<std::size_t>(p)];
    const PilotModel widest(port.pattern, cyclic_prefix_, {kDelayWidthsS.back(), kMaxDopplerHz},
                            kNoiseReferenceSnr);
    noise_ += widest.noise(port.aligned, windows_) / ports_;
  }
  noise_ = std::max(noise_, std::numeric_limits<double>::min());
  for (int p = 0; p < ports_; ++p) {
    auto& port = port_[static_cast<std::size_t>(p)];
    const std::size_t n = port.pattern.size();
    double total = 0.0;
    for (std::size_t i = 0; i < n; ++i) total += port.aligned[i * n + i];
    port.power = total / (static_cast<double>(n) * windows_) - noise_;
  }
}

/// One delay width for the site; each port has its own power.
void ChannelEstimator::choose_filters() {
  std::array<std::array<std::optional<PilotModel>, 4>, kDelayWidthsS.size()> models;
  std::size_t best = 0;
  double best_likelihood = -std::numeric_limits<double>::infinity();
  for (std::size_t w = 0; w < kDelayWidthsS.size(); ++w) {
    double likelihood = 0.0;
    for (std::size_t p = 0; p < static_cast<std::size_t>(ports_); ++p) {
      const double snr = std::clamp(port_[p].power / noise_, kMinSnr, kMaxSnr);
      const auto& model = models[w][p].emplace(port_[p].pattern, cyclic_prefix_,
                                               ChannelPrior{kDelayWidthsS[w], kMaxDopplerHz}, snr);
      likelihood += model.log_likelihood(port_[p].aligned, windows_, snr * noise_);
    }
    if (likelihood > best_likelihood) {
      best_likelihood = likelihood;
      best = w;
    }
  }
  for (std::size_t p = 0; p < static_cast<std::size_t>(ports_); ++p)
    port_[p].filter.emplace(*models[best][p]);
}

void ChannelEstimator::fit() {
  assert(windows_ > 0.0);
  find_slopes();
  for (int p = 0; p < ports_; ++p) align(port_[static_cast<std::size_t>(p)]);
  measure_noise();
  choose_filters();
}

void ChannelEstimator::prepare_turns() {
  for (std::size_t l = 0; l < turn_time_.size(); ++l) {
    turn_time_[l] = static_cast<cf32>(std::polar(1.0, 2.0 * pi * symbol_time_s_[l] * cfo_hz_));
  }
  for (std::size_t k = 0; k < turn_.size(); ++k) {
    turn_[k] =
        static_cast<cf32>(std::polar(1.0, -2.0 * pi * static_cast<double>(k) * kSubcarrierHz * delay_s_));
  }
}

/// One resource block at a time, from the six around it; at the edges from the six that are there.
void ChannelEstimator::interpolate(const SubframeGrid& grid, int p, std::span<cf32> h) {
  std::array<cf32, kMaxPilots> pilots;
  const auto& port = port_[static_cast<std::size_t>(p)];
  for (int prb = 0; prb < n_prb_; ++prb) {
    const int first = std::clamp(prb - kWindowPrb / 2, 0, n_prb_ - kWindowPrb);
    gather(grid, p, first, pilots);
    for (std::size_t i = 0; i < port.pattern.size(); ++i) {
      const auto& place = port.pattern[i];
      const auto k = static_cast<std::size_t>(first * kSubcarriersPerPrb + place.subcarrier);
      pilots[i] *= std::conj(turn_[k] * turn_time_[static_cast<std::size_t>(place.symbol)]);
    }
    port.filter->apply(prb - first, std::span(pilots).first(port.pattern.size()), re_, im_);
    for (std::size_t i = 0; i < re_.size(); ++i) {
      const std::size_t l = i / kSubcarriersPerPrb;
      const std::size_t k = static_cast<std::size_t>(prb * kSubcarriersPerPrb) + i % kSubcarriersPerPrb;
      h[l * turn_.size() + k] = cf32(re_[i], im_[i]) * turn_[k] * turn_time_[l];
    }
  }
}

/// Mean power of what the estimate does not explain of the pilots, as noise variance.
double ChannelEstimator::residual(const SubframeGrid& grid, int p, std::span<const cf32> h) const {
  double sum = 0.0;
  double count = 0.0;
  for (const CrsSymbol& s : crs_.symbols(grid.subframe, p)) {
    const auto row = grid.symbol(s.symbol);
    const auto estimate = h.subspan(static_cast<std::size_t>(s.symbol) * turn_.size(), turn_.size());
    for (std::size_t i = 0; i < s.value.size(); ++i) {
      const std::size_t k = static_cast<std::size_t>(s.first_subcarrier) + 6 * i;
      sum += std::norm(row[k] - estimate[k] * s.value[i]);
      count += 1.0;
    }
  }
  return sum / (count * port_[static_cast<std::size_t>(p)].filter->free_fraction());
}

void ChannelEstimator::estimate(const SubframeGrid& grid, ChannelEstimate& out) {
  prepare_turns();
  double noise = 0.0;
  for (int p = 0; p < ports_; ++p) {
    auto& h = out.port[static_cast<std::size_t>(p)];
    h.resize(grid.re.size());
    interpolate(grid, p, h);
    noise += residual(grid, p, h) / ports_;
  }
  out.noise = std::max(static_cast<float>(noise), std::numeric_limits<float>::min());
}

}  // namespace sb::dsp::lte
