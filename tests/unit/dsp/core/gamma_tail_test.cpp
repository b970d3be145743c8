#include "dsp/core/gamma_tail.hpp"

#include <cmath>

#include <boost/math/special_functions/gamma.hpp>
#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

TEST(GammaTail, OfOneIsTheExponential) {
  EXPECT_NEAR(log_gamma_tail(1, 3.0), -3.0, 1e-12);
  EXPECT_EQ(log_gamma_tail(1, 0.0), 0.0);
}

TEST(GammaTail, AgreesWithBoost) {
  for (const int n : {1, 2, 4, 16, 80, 500}) {
    for (const double x : {0.2, 0.9, 1.0, 1.1, 2.0, 3.0}) {
      const double q = boost::math::gamma_q(static_cast<double>(n), n * x);
      if (q < 1e-290) continue;
      EXPECT_NEAR(log_gamma_tail(n, x), std::log(q), 1e-8 * (1.0 + std::abs(std::log(q)))) << n << ' ' << x;
    }
  }
}

TEST(GammaTail, FarTailNeitherUnderflowsNorBreaksOrder) {
  double before = 0.0;
  for (double x = 1.0; x < 60.0; x += 1.0) {
    const double now = log_gamma_tail(80, x);
    EXPECT_TRUE(std::isfinite(now));
    EXPECT_LT(now, before);
    before = now;
  }
}

TEST(GammaTail, ThresholdIsTheInverse) {
  for (const int n : {1, 2, 16, 80}) {
    for (const double log_p : {-1.0, -11.5, -30.0}) {
      EXPECT_NEAR(log_gamma_tail(n, gamma_tail_threshold(n, log_p)), log_p, 1e-6);
    }
  }
}

}  // namespace
}  // namespace sb::dsp
