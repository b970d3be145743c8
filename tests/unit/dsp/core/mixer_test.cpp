#include "dsp/core/mixer.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

TEST(Mixer, PhaseStaysExactOverAMillionSamples) {
  constexpr double kCycles = 0.1234567891;
  const std::vector<cf32> ones(1'000'003, cf32{1.0F, 0.0F});
  std::vector<cf32> out(ones.size());
  mix(ones, kCycles, {}, out);
  for (const std::size_t n :
       {std::size_t{0}, std::size_t{63}, std::size_t{64}, std::size_t{999'999}, std::size_t{1'000'002}}) {
    const double phase = 2.0 * std::numbers::pi * std::remainder(kCycles * static_cast<double>(n), 1.0);
    EXPECT_NEAR(std::abs(std::complex<double>(out[n]) - std::polar(1.0, phase)), 0.0, 1e-6) << n;
  }
}

TEST(Mixer, TakesTheMeanOffAndWorksInPlace) {
  std::vector<cf32> x(100, cf32{0.3F, -0.2F});
  mix(x, 0.0, {0.3F, -0.2F}, x);
  for (const cf32& v : x) EXPECT_EQ(v, cf32{});
  mix(x, 0.25, {-1.0F, 0.0F}, x);
  EXPECT_NEAR(std::abs(x[1] - cf32{0.0F, 1.0F}), 0.0F, 1e-6F);
}

}  // namespace
}  // namespace sb::dsp
