#include "dsp/detect/segments.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/detect/bursts.hpp"

namespace sb::dsp {
namespace {

TEST(Segments, TwoThresholdsFindTheWholeOfWhatReachesTheUpper) {
  std::vector<float> powers(50, 1.0F);
  for (std::size_t i = 10; i < 20; ++i) powers[i] = 3.0F;
  powers[14] = powers[15] = 9.0F;
  powers[12] = 1.0F;                                       // a gap of one
  for (std::size_t i = 30; i < 35; ++i) powers[i] = 3.0F;  // never reaches the upper
  powers[40] = 9.0F;                                       // reaches it with one bin only
  const auto found = find_segments(powers, 8.0F, 2.0F, 1, 2);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].first, 10U);
  EXPECT_EQ(found[0].last, 19U);
  EXPECT_EQ(find_segments(powers, 8.0F, 2.0F, 1, 1).size(), 2U);
  EXPECT_EQ(find_segments(powers, 8.0F, 2.0F, 0, 2)[0].first, 13U);
}

TEST(Segments, OccupiedBandwidthHolds99PercentOfThePower) {
  std::vector<float> powers(100, 0.5F);
  for (std::size_t i = 40; i < 60; ++i) powers[i] = 10.5F;  // 20 bins of 10 over a floor of 0.5
  const Extent flat = occupied_extent(powers, 0.5F, {30, 70});
  EXPECT_NEAR(flat.width(), 0.99 * 20.0, 1e-3);
  EXPECT_NEAR(flat.centre(), 49.5, 1e-3);
  EXPECT_NEAR(occupied_extent(powers, 0.5F, {30, 70}, 0.5).width(), 10.0, 1e-3);
}

TEST(Segments, XDbWidthOfAGaussianShape) {
  std::vector<float> powers(201);
  const double sigma = 12.0;
  for (std::size_t i = 0; i < powers.size(); ++i)
    powers[i] = static_cast<float>(std::exp(-0.5 * std::pow((static_cast<double>(i) - 100.0) / sigma, 2)));
  // exp(-x^2/2s^2) = 10^-2.6  ->  x = s sqrt(2 * 2.6 * ln 10)
  EXPECT_NEAR(x_db_extent(powers, {0, 200}, 26.0).width(), 2.0 * sigma * std::sqrt(5.2 * std::log(10.0)),
              0.05);
}

TEST(Bursts, HysteresisKeepsARunAliveAndGapsAreBridged) {
  const std::vector<float> series{0, 0, 3, 9, 3, 9, 0, 0, 3, 3, 0, 0, 0, 0, 9, 9, 0};
  const auto runs = find_on_runs(series, 8.0F, 2.0F);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].first, 2U);
  EXPECT_EQ(runs[0].end, 6U);
  EXPECT_EQ(runs[1].first, 14U);
  EXPECT_EQ(runs[1].end, 16U);
  EXPECT_EQ(join_runs(runs, 7).size(), 2U);
  EXPECT_EQ(join_runs(runs, 8).size(), 1U);
  EXPECT_EQ(median_gap(runs), 8U);
}

TEST(Bursts, PatternOfAClockAndOfAPoissonProcess) {
  std::vector<OnRun> clock;
  for (std::uint64_t i = 0; i < 50; ++i) clock.push_back({i * 5000, i * 5000 + 400});
  const BurstPattern regular = burst_pattern(clock, 1e6);
  EXPECT_EQ(regular.bursts, 50U);
  EXPECT_DOUBLE_EQ(*regular.length_s, 4e-4);
  EXPECT_DOUBLE_EQ(*regular.interval_s, 5e-3);
  EXPECT_EQ(regular.jitter, 0.0);
  EXPECT_NEAR(regular.on_s, 0.02, 1e-12);
  std::vector<OnRun> chance;
  std::uint64_t at = 0;
  for (int i = 1; i < 200; ++i) {  // exponential intervals by their quantiles, in a scattered order
    at += 100 + static_cast<std::uint64_t>(-5000.0 * std::log(1.0 - (i * 83 % 199 + 0.5) / 199.0));
    chance.push_back({at, at + 100});
  }
  EXPECT_GT(burst_pattern(chance, 1e6).jitter, 0.5);
  EXPECT_FALSE(burst_pattern({}, 1e6).length_s);
}

}  // namespace
}  // namespace sb::dsp
