#include "dsp/cell/lte/wiener.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

namespace sb::dsp::lte {
namespace {

double sinc(double x) {
  return std::abs(x) < 1e-9 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

/// Lower Cholesky factor of a symmetric positive definite n x n matrix, in place; what is above the diagonal
/// stays.
void factorise(std::vector<double>& a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
  }
}

/// Rows of `b` (n x n) -= times x another row.
void subtract(std::vector<double>& b, std::size_t n, std::size_t to, std::size_t from, double times) {
  for (std::size_t c = 0; c < n; ++c) b[to * n + c] -= times * b[from * n + c];
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
    : pilots_(pilots.begin(), pilots.end()), snr_(snr), inverse_(pilots.size() * pilots.size()) {
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
      inverse_[i * size() + j] = correlation(pilots_[i], pilots_[j]) + (i == j ? 1.0 / snr : 0.0);
    }
  }
  invert();
}

double PilotModel::correlation(const PilotPlace& a, const PilotPlace& b) const {
  return time_[static_cast<std::size_t>(a.symbol)][static_cast<std::size_t>(b.symbol)] *
         frequency_[static_cast<std::size_t>(std::abs(a.subcarrier - b.subcarrier))];
}

/// Replaces the covariance by its inverse: factor, then forward and backward substitution of the identity.
void PilotModel::invert() {
  const std::size_t n = size();
  std::vector<double> factor = std::exchange(inverse_, std::vector<double>(n * n, 0.0));
  factorise(factor, n);
  for (std::size_t i = 0; i < n; ++i) {
    inverse_[i * n + i] = 1.0;
    log_determinant_ += 2.0 * std::log(factor[i * n + i]);
  }
  const auto divide = [&](std::size_t row) {
    for (std::size_t c = 0; c < n; ++c) inverse_[row * n + c] /= factor[row * n + row];
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) subtract(inverse_, n, i, k, factor[i * n + k]);
    divide(i);
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) subtract(inverse_, n, i, k, factor[k * n + i]);
    divide(i);
  }
}

double PilotModel::log_likelihood(std::span<const double> covariance, double count, double power) const {
  double trace = 0.0;  // of inverse x covariance; both are symmetric
  for (std::size_t i = 0; i < inverse_.size(); ++i) trace += inverse_[i] * covariance[i];
  return -trace / power - count * log_determinant_;
}

// What is left of the pilots p by the interpolator S at their own places is (I - S) p = A^-1 p / snr with A
// the model's covariance; white noise leaves tr (I - S)^2 of its variance in it.
double PilotModel::noise(std::span<const double> covariance, double count) const {
  const std::size_t n = size();
  double left = 0.0;
  double degrees = 0.0;
  std::vector<double> square(n);  // a row of the inverse's square
  for (std::size_t i = 0; i < n; ++i) {
    std::fill(square.begin(), square.end(), 0.0);
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t j = 0; j < n; ++j) square[j] += inverse_[i * n + k] * inverse_[k * n + j];
    }
    for (std::size_t j = 0; j < n; ++j) left += square[j] * covariance[i * n + j];
    degrees += square[i];
  }
  return left / (degrees * count);
}

// The interpolator S = I - A^-1 / snr leaves E |p - S p|^2 = sigma^2 tr(A^-1) / snr of pilots that the model
// fits.
double PilotModel::free_fraction() const {
  double trace = 0.0;
  for (std::size_t i = 0; i < size(); ++i) trace += inverse_[i * size() + i];
  return trace / (static_cast<double>(size()) * snr_);
}

// Correlation is a product of time and frequency: first over the twelve pilots of each symbol, then over the
// symbols.
std::vector<float> PilotModel::interpolator() const {
  constexpr std::size_t kWidth = kWindowPrb * kSubcarriersPerPrb;
  const std::size_t n = size();
  const auto outputs = static_cast<std::size_t>(outputs_);
  std::vector<float> weights(kWindowPrb * n * outputs);
  std::array<double, kWidth> over_frequency;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t first = 0; first < n; first += kPilotsPerSymbol) {
      over_frequency.fill(0.0);
      for (std::size_t j = first; j < first + kPilotsPerSymbol; ++j) {
        for (int k = 0; k < static_cast<int>(kWidth); ++k) {
          over_frequency[static_cast<std::size_t>(k)] +=
              inverse_[i * n + j] * frequency_[static_cast<std::size_t>(std::abs(k - pilots_[j].subcarrier))];
        }
      }
      const auto& over_time = time_[static_cast<std::size_t>(pilots_[first].symbol)];
      for (std::size_t prb = 0; prb < kWindowPrb; ++prb) {
        float* out = weights.data() + (prb * n + i) * outputs;
        for (std::size_t o = 0; o < outputs; ++o) {
          out[o] += static_cast<float>(over_time[o / kSubcarriersPerPrb] *
                                       over_frequency[prb * kSubcarriersPerPrb + o % kSubcarriersPerPrb]);
        }
      }
    }
  }
  return weights;
}

WienerFilter::WienerFilter(const PilotModel& model)
    : pilots_(model.size()),
      outputs_(static_cast<std::size_t>(model.outputs())),
      free_fraction_(model.free_fraction()),
      weights_(model.interpolator()) {}

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
