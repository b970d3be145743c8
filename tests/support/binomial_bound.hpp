#pragma once
// Confidence bounds of a rate that was counted in independent trials (Clopper-Pearson).
#include <boost/math/distributions/beta.hpp>

namespace sb::tests {

/// The true rate is below this with the given confidence.
inline double upper_bound(int events, int trials, double confidence = 0.99) {
  if (events == trials) return 1.0;
  return boost::math::quantile(boost::math::beta_distribution<>(events + 1.0, trials - events), confidence);
}

}  // namespace sb::tests
