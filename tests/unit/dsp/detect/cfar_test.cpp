#include "dsp/detect/cfar.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/binomial_bound.hpp"

namespace sb::dsp {
namespace {

TEST(OsCfar, FactorIsThatOfRohlingsFormula) {
  // N = 32, k = 24, 1e-6: 14.40 (anchor table), and the numerical factor for one look agrees.
  EXPECT_NEAR(std::log10(os_cfar_false_alarm({32, 0, 24, 14.40})), -6.0, 0.01);
  EXPECT_NEAR(os_cfar_factor(32, 24, 1.0, 1e-6), 14.40, 0.05);
  EXPECT_LT(os_cfar_factor(32, 24, 64.0, 1e-6), 2.5);
}

/// The definition: sort the references, compare with the rank-th.
std::vector<std::uint8_t> sorted_form(const std::vector<float>& x, const OsCfarSettings& s) {
  const int n = static_cast<int>(x.size());
  const int half = s.reference_bins / 2;
  std::vector<std::uint8_t> hits(x.size());
  for (int i = half + s.guard_bins; i < n - half - s.guard_bins; ++i) {
    std::vector<float> references;
    for (int k = 1; k <= half; ++k) {
      references.push_back(x[static_cast<std::size_t>(i - s.guard_bins - k)]);
      references.push_back(x[static_cast<std::size_t>(i + s.guard_bins + k)]);
    }
    std::sort(references.begin(), references.end());
    hits[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(
        x[static_cast<std::size_t>(i)] >
        static_cast<float>(s.factor) * references[static_cast<std::size_t>(s.rank - 1)]);
  }
  return hits;
}

TEST(OsCfar, CountingDecidesAsSortingDoes) {
  const OsCfarSettings settings{32, 2, 24, 4.0};
  std::mt19937 random(1);
  std::exponential_distribution<float> power;
  std::vector<float> x(4099);
  for (float& v : x) v = power(random);
  std::vector<std::uint8_t> hits(x.size());
  OsCfar cfar(settings, static_cast<int>(x.size()));
  cfar.detect(x, hits);
  const auto expected = sorted_form(x, settings);
  std::size_t detected = 0;
  for (std::size_t i = 18; i + 18 < x.size(); ++i) {
    ASSERT_EQ(hits[i], expected[i]) << i;
    detected += hits[i];
  }
  EXPECT_GT(detected, 20U);
}

TEST(OsCfar, FalseAlarmRateIsAsDesignedEverywhereInTheSpan) {
  const OsCfarSettings settings{32, 2, 24, os_cfar_factor(32, 24, 1.0, 1e-3)};
  constexpr std::size_t kBins = 256;
  OsCfar cfar(settings, kBins);
  std::mt19937 random(2);
  std::exponential_distribution<float> power;
  std::vector<float> x(kBins);
  std::vector<std::uint8_t> hits(kBins);
  int edge = 0;
  int inside = 0;
  constexpr int kTrials = 8000;
  for (int trial = 0; trial < kTrials; ++trial) {
    for (float& v : x) v = power(random);
    cfar.detect(x, hits);
    for (std::size_t i = 0; i < kBins; ++i) (i < 18 || i >= kBins - 18 ? edge : inside) += hits[i];
  }
  EXPECT_NEAR(inside / (kTrials * 220.0), 1e-3, 1e-4);
  EXPECT_NEAR(edge / (kTrials * 36.0), 1e-3, 2e-4);
}

TEST(OsCfar, StandsAQuarterOfInterferers) {
  const OsCfarSettings settings{32, 2, 24, os_cfar_factor(32, 24, 16.0, 1e-6)};
  std::mt19937 random(3);
  std::gamma_distribution<float> power(16.0F, 1.0F / 16.0F);
  std::vector<float> x(512);
  std::vector<std::uint8_t> hits(x.size());
  OsCfar cfar(settings, 512);
  int found = 0;
  constexpr int kTrials = 1000;
  for (int trial = 0; trial < kTrials; ++trial) {
    for (float& v : x) v = power(random);
    for (std::size_t i = 260; i < 268; ++i) x[i] *= 1000.0F;  // eight of the 32 references of bin 256
    x[256] *= 10.0F;
    cfar.detect(x, hits);
    found += hits[256];
  }
  EXPECT_GT(1.0 - tests::upper_bound(kTrials - found, kTrials), 0.9);
}

}  // namespace
}  // namespace sb::dsp
