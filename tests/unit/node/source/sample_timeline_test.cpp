#include "node/source/sample_timeline.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

constexpr double kRate = 1e6;  // a sample is a microsecond
constexpr std::int64_t kNow = 1'800'000'000'000'000'000;

class Timeline : public ::testing::Test {
 protected:
  void SetUp() override { timeline_.reset(kRate); }
  SampleTimeline timeline_;
};

TEST_F(Timeline, PiecesLieEndToEndWhateverTheHostsJitter) {
  const auto first = timeline_.place({1000, {}, kNow, 0});
  EXPECT_EQ(first.t0_utc_ns, kNow - 1'000'000);
  EXPECT_EQ(timeline_.place({1000, {}, kNow + 4'000'000, 0}).t0_utc_ns, first.t0_utc_ns + 1'000'000);
  EXPECT_EQ(timeline_.place({1000, {}, kNow + 2'100'000, 0}).t0_utc_ns, first.t0_utc_ns + 2'000'000);
}

TEST_F(Timeline, HardwareTimeTellsTheLossToTheSample) {
  timeline_.place({1000, 500'000, kNow, 0});
  const auto after = timeline_.place({1000, 500'000 + 1'000'000 + 37'000, kNow + 1'037'000, 1});
  EXPECT_EQ(after.dropped_before, 37U);
  EXPECT_EQ(after.t0_utc_ns, kNow + 37'000);
}

TEST_F(Timeline, HardwareTimeTellsALossNobodyAnnounced) {
  timeline_.place({1000, 0, kNow, 0});
  EXPECT_EQ(timeline_.place({1000, 1'500'000, kNow + 1'500'000, 0}).dropped_before, 500U);
}

TEST_F(Timeline, RoundingIsNoLoss) {
  timeline_.place({1000, 0, kNow, 0});
  EXPECT_EQ(timeline_.place({1000, 1'001'000, kNow + 1'000'000, 0}).dropped_before, 0U);
}

TEST_F(Timeline, WithoutHardwareTimeTheHostsClockEstimates) {
  timeline_.place({1000, {}, kNow, 0});
  EXPECT_EQ(timeline_.place({1000, {}, kNow + 6'000'000, 1}).dropped_before, 5000U);
}

TEST_F(Timeline, AnOverflowNeverCountsNothing) {
  timeline_.place({1000, 0, kNow, 0});
  EXPECT_EQ(timeline_.place({1000, 1'000'000, kNow + 1'000'000, 2}).dropped_before, 2U);
}

TEST_F(Timeline, AnchorsAgainWhenTheSampleClockStrays) {
  const auto first = timeline_.place({1000, {}, kNow, 0});
  const auto later = timeline_.place({1000, {}, kNow + 60'000'000, 0});
  EXPECT_EQ(later.t0_utc_ns, kNow + 59'000'000);
  EXPECT_GT(later.t0_utc_ns, first.t0_utc_ns);
}

}  // namespace
}  // namespace sb::node
