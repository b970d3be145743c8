#include "dsp/spectrum/window.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace sb::dsp {
namespace {

double value_at(WindowKind kind, double phase) {
  switch (kind) {
    case WindowKind::kRectangular:
      return 1.0;
    case WindowKind::kHann:
      return 0.5 - 0.5 * std::cos(phase);
    case WindowKind::kBlackmanHarris:
      return 0.35875 - 0.48829 * std::cos(phase) + 0.14128 * std::cos(2.0 * phase) -
             0.01168 * std::cos(3.0 * phase);
  }
  return 1.0;
}

}  // namespace

std::vector<float> make_window(WindowKind kind, int n) {
  assert(n >= 1);
  std::vector<float> window(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) {
    window[static_cast<std::size_t>(i)] =
        static_cast<float>(value_at(kind, 2.0 * std::numbers::pi * i / static_cast<double>(n)));
  }
  return window;
}

double enbw_bins(std::span<const float> window) {
  double sum = 0.0;
  double squares = 0.0;
  for (const float w : window) {
    sum += w;
    squares += static_cast<double>(w) * w;
  }
  return static_cast<double>(window.size()) * squares / (sum * sum);
}

double independent_averages(std::span<const float> window, int hop, int averages) {
  assert(hop >= 1 && averages >= 1);
  const auto n = static_cast<int>(window.size());
  double energy = 0.0;
  for (const float w : window) energy += static_cast<double>(w) * w;
  double excess = 0.0;
  for (int lag = 1; lag < averages && lag * hop < n; ++lag) {
    double product = 0.0;
    for (int i = lag * hop; i < n; ++i) {
      product += static_cast<double>(window[static_cast<std::size_t>(i)]) *
                 window[static_cast<std::size_t>(i - lag * hop)];
    }
    const double rho = product / energy;
    excess += 2.0 * rho * rho * (averages - lag) / averages;
  }
  return averages / (1.0 + excess);
}

}  // namespace sb::dsp
