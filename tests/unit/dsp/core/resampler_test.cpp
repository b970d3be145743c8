// Every rate that receivers give us to the rates that LTE needs: ripple, what folds in, and time.
#include "dsp/core/resampler.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

struct Rates {
  double in;
  double out;
  double passband;
};

std::vector<cf32> tone(double hz, double rate, std::size_t count) {
  std::vector<cf32> x(count);
  for (std::size_t n = 0; n < count; ++n) {
    const double cycles = std::remainder(hz / rate * static_cast<double>(n), 1.0);
    x[n] = static_cast<cf32>(std::polar(1.0, 2.0 * std::numbers::pi * cycles));
  }
  return x;
}

/// Amplitude and phase of a tone of `hz` in the middle of x, where neither end is felt. Phase at time zero.
std::complex<double> measure(const std::vector<cf32>& x, double hz, double rate) {
  std::complex<double> sum{};
  double weight = 0.0;
  const std::size_t from = x.size() / 4;
  const std::size_t to = x.size() * 3 / 4;
  for (std::size_t n = from; n < to; ++n) {
    const double w = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n - from) /
                                          static_cast<double>(to - from));
    const double cycles = std::remainder(-hz / rate * static_cast<double>(n), 1.0);
    sum += w * std::complex<double>(x[n]) * std::polar(1.0, 2.0 * std::numbers::pi * cycles);
    weight += w;
  }
  return sum / weight;
}

double power(const std::vector<cf32>& x) {
  double sum = 0.0;
  const std::size_t from = x.size() / 4;
  const std::size_t to = x.size() * 3 / 4;
  for (std::size_t n = from; n < to; ++n) sum += static_cast<double>(std::norm(x[n]));
  return sum / static_cast<double>(to - from);
}

class ResamplerRates : public testing::TestWithParam<Rates> {};

TEST_P(ResamplerRates, PassBandIsFlatAndOnTime) {
  const Rates r = GetParam();
  Resampler resampler(r.in, r.out, r.passband);
  EXPECT_NEAR(resampler.output_rate_hz() / r.out, 1.0, 5e-8);
  const auto count = static_cast<std::size_t>(4e-3 * r.in);
  std::vector<cf32> out;
  for (const double share : {-1.0, -0.77, -0.3, 0.01, 0.5, 0.9, 1.0}) {
    const double hz = share * r.passband;
    resampler.process(tone(hz, r.in, count), 0.0, {}, out);
    EXPECT_NEAR(static_cast<double>(out.size()), static_cast<double>(count) * r.out / r.in, 1.0);
    const auto gain = measure(out, hz, resampler.output_rate_hz());
    EXPECT_NEAR(20.0 * std::log10(std::abs(gain)), 0.0, 0.2) << hz;
    // A hundredth of an output sample at the edge of the band.
    EXPECT_LT(std::abs(std::arg(gain)), 2.0 * std::numbers::pi * 0.01 * r.passband / r.out + 1e-3) << hz;
  }
}

TEST_P(ResamplerRates, WhatFoldsIntoThePassBandIsSixtyDecibelDown) {
  const Rates r = GetParam();
  if (r.out >= r.in) GTEST_SKIP() << "nothing folds when the rate rises";
  Resampler resampler(r.in, r.out, r.passband);
  const auto count = static_cast<std::size_t>(4e-3 * r.in);
  std::vector<cf32> out;
  for (const double share : {-0.99, -0.5, 0.0, 0.4, 0.98}) {
    const double lands = share * r.passband;
    const double hz = lands + r.out;
    if (hz > r.in / 2) continue;
    resampler.process(tone(hz, r.in, count), 0.0, {}, out);
    EXPECT_LT(10.0 * std::log10(power(out) + 1e-12), -60.0) << hz;
  }
}

TEST_P(ResamplerRates, AnImpulseStaysWhereItWas) {
  const Rates r = GetParam();
  Resampler resampler(r.in, r.out, r.passband);
  std::vector<cf32> x(static_cast<std::size_t>(1e-3 * r.in));
  const auto at = x.size() / 2;
  x[at] = {1.0F, 0.0F};
  std::vector<cf32> out;
  resampler.process(x, 0.0, {}, out);
  double centre = 0.0;
  double sum = 0.0;
  for (std::size_t n = 0; n < out.size(); ++n) {
    const auto p = static_cast<double>(std::norm(out[n]));
    centre += p * static_cast<double>(n);
    sum += p;
  }
  EXPECT_NEAR(centre / sum / resampler.output_rate_hz(), static_cast<double>(at) / r.in, 0.02 / r.out);
}

std::string rates_name(const testing::TestParamInfo<Rates>& rates) {
  const auto kilo = [](double hz) { return std::to_string(static_cast<int>(hz / 1e3)) + "k"; };
  return kilo(rates.param.in) + "_" + kilo(rates.param.out);
}

INSTANTIATE_TEST_SUITE_P(All, ResamplerRates,
                         testing::Values(Rates{19.2e6, 1.92e6, 0.62e6}, Rates{11.52e6, 1.92e6, 0.62e6},
                                         Rates{15.36e6, 1.92e6, 0.62e6}, Rates{23.04e6, 1.92e6, 0.62e6},
                                         Rates{20e6, 1.92e6, 0.62e6}, Rates{2.4e6, 1.92e6, 0.62e6},
                                         Rates{2.048e6, 1.92e6, 0.62e6}, Rates{61.44e6, 1.92e6, 0.62e6},
                                         Rates{1.92e6, 1.92e6, 0.9e6}, Rates{20e6, 23.04e6, 9.015e6},
                                         Rates{25e6, 23.04e6, 9.015e6}, Rates{12.5e6, 11.52e6, 4.515e6},
                                         Rates{3.2e6, 3.84e6, 1.365e6}, Rates{2.5e6, 1.92e6, 0.555e6}),
                         rates_name);

TEST(Resampler, ShiftsAndTakesTheMeanOff) {
  Resampler resampler(2.4e6, 1.92e6, 0.62e6);
  auto x = tone(400e3, 2.4e6, 24000);
  for (cf32& v : x) v += cf32{0.5F, -0.25F};
  std::vector<cf32> out;
  resampler.process(x, 300e3, {0.5F, -0.25F}, out);
  EXPECT_NEAR(std::abs(measure(out, 100e3, 1.92e6)), 1.0, 0.02);
  EXPECT_LT(std::abs(measure(out, -300e3, 1.92e6)), 1e-3);
}

TEST(Resampler, EmptyInGivesEmptyOut) {
  Resampler resampler(20e6, 1.92e6, 0.62e6);
  std::vector<cf32> out(5);
  resampler.process({}, 0.0, {}, out);
  EXPECT_TRUE(out.empty());
}

}  // namespace
}  // namespace sb::dsp
