#include "dsp/cell/lte/search_spectra.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp::lte {
namespace {

std::vector<cf32> tone(double hz, double rate, std::size_t count) {
  std::vector<cf32> x(count);
  for (std::size_t n = 0; n < count; ++n) {
    const double cycles = std::remainder(hz / rate * static_cast<double>(n), 1.0);
    x[n] = static_cast<cf32>(std::polar(1.0, 2.0 * std::numbers::pi * cycles));
  }
  return x;
}

class SpectraRates : public testing::TestWithParam<double> {};

TEST_P(SpectraRates, WindowRunsAtTheSearchRate) {
  const SearchSpectra spectra(tone(0.0, GetParam(), 40000), GetParam(), {}, 1.0);
  EXPECT_NEAR(spectra.rate_ratio(), 1.0, 2e-6);
  EXPECT_GE(spectra.window_bins(), 900);
  EXPECT_LE(spectra.hop(), spectra.window_bins() - SearchSpectra::kSequence + 1);
}

// A tone 123 kHz from the window's centre comes out as one unbroken tone of its amplitude, phase and place in
// time.
TEST_P(SpectraRates, WindowIsOneOscillationOverAllBlocks) {
  const double rate = GetParam();
  const double reach = std::max(0.0, rate / 2 - 0.96e6);
  for (const double share : {0.0, -0.83, 0.61}) {
    const double centre_hz = share * reach;
    SearchSpectra spectra({}, rate, {}, 1.0);
    const int bin = spectra.bin_of(centre_hz);
    const double hz = bin * spectra.bin_hz() + 123e3;
    const auto x = tone(hz, rate, static_cast<std::size_t>(rate * 6e-3));
    SearchSpectra filled(x, rate, {}, 1.0);
    const auto y = filled.window(bin);
    const double out_rate = 1.92e6 * filled.rate_ratio();
    for (std::size_t n = 40; n + 40 < y.size(); ++n) {
      const double cycles = std::remainder(123e3 / out_rate * static_cast<double>(n), 1.0);
      ASSERT_NEAR(std::abs(std::complex<double>(y[n]) - std::polar(1.0, 2.0 * std::numbers::pi * cycles)),
                  0.0, 0.02)
          << "sample " << n << " centre " << centre_hz;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, SpectraRates,
                         testing::Values(1.92e6, 2.048e6, 2.4e6, 3.2e6, 10e6, 11.52e6, 19.2e6, 20e6, 23.04e6,
                                         25e6),
                         [](const testing::TestParamInfo<double>& rate) {
                           return std::to_string(static_cast<int>(rate.param / 1e3)) + "k";
                         });

TEST(SearchSpectra, MeanPowerAddsUpToThePowerOfTheSamples) {
  const auto x = tone(1.3e6, 19.2e6, 1'000'000);
  const SearchSpectra spectra(x, 19.2e6, {}, 1.0);
  double sum = 0.0;
  for (const float p : spectra.mean_power()) sum += static_cast<double>(p);
  EXPECT_NEAR(10.0 * std::log10(sum), 0.0, 0.1);
}

TEST(SearchSpectra, NothingInNothingOut) {
  SearchSpectra spectra({}, 19.2e6, {}, 1.0);
  EXPECT_EQ(spectra.block_count(), 0);
  EXPECT_TRUE(spectra.window(0).empty());
  const auto x = tone(0.0, 1.92e6, 200);
  SearchSpectra one(x, 1.92e6, {}, 1.0);
  EXPECT_EQ(one.block_count(), 1);
  EXPECT_EQ(one.window(0).size(), 200U);
}

}  // namespace
}  // namespace sb::dsp::lte
