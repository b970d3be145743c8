#include "dsp/core/gamma_tail.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace sb::dsp {

// P = e^-y sum_{k<n} y^k / k!, y = n x; summed from its largest term downwards.
double log_gamma_tail(int n, double x) {
  assert(n >= 1 && x >= 0.0);
  const double y = n * x;
  if (y <= 0.0) return 0.0;
  const int top = std::min(n - 1, static_cast<int>(y));
  double sum = 0.0;
  double term = 1.0;
  for (int k = top; k >= 0 && term > 1e-18 * sum; --k) {
    sum += term;
    term *= k / y;
  }
  term = (top + 1) <= n - 1 ? y / (top + 1) : 0.0;
  for (int k = top + 1; k < n && term > 1e-18 * sum; ++k) {
    sum += term;
    term *= y / (k + 1);
  }
  return std::min(0.0, -y + top * std::log(y) - std::lgamma(top + 1.0) + std::log(sum));
}

double gamma_tail_threshold(int n, double log_probability) {
  assert(log_probability < 0.0);
  double low = 0.0;
  double high = 1.0;
  while (log_gamma_tail(n, high) > log_probability) high *= 2.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (log_gamma_tail(n, middle) > log_probability ? low : high) = middle;
  }
  return high;
}

}  // namespace sb::dsp
