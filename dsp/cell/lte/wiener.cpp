#include "dsp/cell/lte/wiener.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace sb::dsp::lte {
namespace {

double sinc(double x) {
  return std::abs(x) < 1e-9 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

/// Lower Cholesky factor of a symmetric positive definite n x n matrix, in place.
void factorise(std::vector<double>& a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
  }
}

}  // namespace

std::vector<PilotPlace> pilot_pattern(const CrsTable& crs, int port) {
  std::vector<PilotPlace> pattern;
  for (const CrsSymbol& s : crs.symbols(0, port)) {
    for (int i = 0; i < kPilotsPerSymbol; ++i) pattern.push_back({s.symbol, s.first_subcarrier + 6 * i});
  }
  return pattern;
}

PilotModel::PilotModel(std::span<const PilotPlace> pilots, CyclicPrefix cyclic_prefix,
                       const ChannelPrior& prior, double snr)
    : pilots_(pilots.begin(), pilots.end()), snr_(snr), factor_(pilots.size() * pilots.size()) {
  const Numerology numerology{2048, cyclic_prefix};
  const int symbols = numerology.symbols_per_subframe();
  outputs_ = symbols * kSubcarriersPerPrb;
  for (int a = 0; a < symbols; ++a) {
    for (int b = 0; b < symbols; ++b) {
      const double dt =
          (numerology.symbol_start(a) - numerology.symbol_start(b)) / numerology.sample_rate_hz();
      time_[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] = sinc(2.0 * prior.max_doppler_hz * dt);
    }
  }
  for (std::size_t k = 0; k < frequency_.size(); ++k) {
    frequency_[k] = sinc(static_cast<double>(k) * kSubcarrierHz * prior.delay_width_s);
  }
  for (std::size_t i = 0; i < size(); ++i) {
    for (std::size_t j = 0; j < size(); ++j) {
      factor_[i * size() + j] = correlation(pilots_[i], pilots_[j]) + (i == j ? 1.0 / snr : 0.0);
    }
  }
  factorise(factor_, size());
}

double PilotModel::correlation(const PilotPlace& a, const PilotPlace& b) const {
  return time_[static_cast<std::size_t>(a.symbol)][static_cast<std::size_t>(b.symbol)] *
         frequency_[static_cast<std::size_t>(std::abs(a.subcarrier - b.subcarrier))];
}

void PilotModel::solve(std::span<double> b, std::size_t columns) const {
  const std::size_t n = size();
  const auto subtract = [&](std::size_t to, std::size_t from, double times) {
    for (std::size_t c = 0; c < columns; ++c) b[to * columns + c] -= times * b[from * columns + c];
  };
  const auto divide = [&](std::size_t row) {
    const double by = 1.0 / factor_[row * n + row];
    for (std::size_t c = 0; c < columns; ++c) b[row * columns + c] *= by;
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) subtract(i, k, factor_[i * n + k]);
    divide(i);
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) subtract(i, k, factor_[k * n + i]);
    divide(i);
  }
}

double PilotModel::log_likelihood(std::span<const double> covariance, double count, double power) const {
  std::vector<double> x(covariance.begin(), covariance.end());
  solve(x, size());
  double sum = 0.0;
  for (std::size_t i = 0; i < size(); ++i) {
    sum -= x[i * size() + i] / power + 2.0 * count * std::log(factor_[i * size() + i]);
  }
  return sum;
}

// What is left of the pilots p by the interpolator S at their own places is (I - S) p = A^-1 p / snr with A
// the model's covariance; white noise leaves tr (I - S)^2 of its variance in it.
double PilotModel::noise(std::span<const double> covariance, double count) const {
  const std::size_t n = size();
  std::vector<double> inverse(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) inverse[i * n + i] = 1.0;
  solve(inverse, n);
  double left = 0.0;
  double degrees = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double square = 0.0;  // of the inverse
      for (std::size_t k = 0; k < n; ++k) square += inverse[i * n + k] * inverse[k * n + j];
      left += square * covariance[j * n + i];
      if (i == j) degrees += square;
    }
  }
  return left / (degrees * count);
}

// The interpolator S = I - A^-1 / snr leaves E |p - S p|^2 = sigma^2 tr(A^-1) / snr of pilots that the model
// fits.
double PilotModel::free_fraction() const {
  const std::size_t n = size();
  std::vector<double> inverse(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) inverse[i * n + i] = 1.0;
  solve(inverse, n);
  double trace = 0.0;
  for (std::size_t i = 0; i < n; ++i) trace += inverse[i * n + i];
  return trace / (static_cast<double>(n) * snr_);
}

void PilotModel::interpolator(int prb_in_window, std::vector<double>& weights) const {
  const auto outputs = static_cast<std::size_t>(outputs_);
  weights.resize(size() * outputs);
  for (std::size_t i = 0; i < size(); ++i) {
    for (int o = 0; o < outputs_; ++o) {
      const PilotPlace place{o / kSubcarriersPerPrb,
                             prb_in_window * kSubcarriersPerPrb + o % kSubcarriersPerPrb};
      weights[i * outputs + static_cast<std::size_t>(o)] = correlation(pilots_[i], place);
    }
  }
  solve(weights, outputs);
}

WienerFilter::WienerFilter(const PilotModel& model)
    : pilots_(model.size()),
      outputs_(static_cast<std::size_t>(model.outputs())),
      free_fraction_(model.free_fraction()) {
  weights_.reserve(kWindowPrb * pilots_ * outputs_);
  std::vector<double> block;
  for (int prb = 0; prb < kWindowPrb; ++prb) {
    model.interpolator(prb, block);
    for (const double w : block) weights_.push_back(static_cast<float>(w));
  }
}

void WienerFilter::apply(int prb_in_window, std::span<const cf32> pilots, std::span<float> re,
                         std::span<float> im) const {
  assert(pilots.size() == pilots_ && re.size() == outputs_ && im.size() == outputs_);
  const float* row = weights_.data() + static_cast<std::size_t>(prb_in_window) * pilots_ * outputs_;
  std::fill(re.begin(), re.end(), 0.0F);
  std::fill(im.begin(), im.end(), 0.0F);
  for (const cf32 pilot : pilots) {
    const float a = pilot.real();
    const float b = pilot.imag();
    for (std::size_t o = 0; o < outputs_; ++o) {
      re[o] += a * row[o];
      im[o] += b * row[o];
    }
    row += outputs_;
  }
}

}  // namespace sb::dsp::lte
