#include "node/schedule/coverage.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/node/schedule/simulated_receiver.hpp"

namespace sb::node {
namespace {

using test::carrier;
using test::sweep;

Coverage::Look look(double centre_hz, double ended_s, double duration_s = 0.16) {
  return {centre_hz, 16e6, ended_s, duration_s, true, -150.0F, dsp::kNotMeasured};
}

TEST(Coverage, OnlyWhatThePlanLooksAtIsSpokenOf) {
  Coverage coverage({carrier(940e6)}, {}, 0.0);
  const auto hour = coverage.close(1, 2, 3600.0);
  ASSERT_EQ(hour.bands.size(), 1U);
  EXPECT_NEAR(hour.bands[0].low_hz, 940e6 - 0.4 * 19.2e6, 1e6);
  EXPECT_NEAR(hour.bands[0].high_hz, 940e6 + 0.4 * 19.2e6, 1e6);
  EXPECT_EQ(hour.bands[0].listened_s, 0.0);
  EXPECT_EQ(hour.bands[0].longest_gap_s, 3600.0) << "nothing was heard at all";
  EXPECT_TRUE(std::isnan(hour.bands[0].detectable_dbfs));
}

TEST(Coverage, TheWholeReachFitsAReport) {
  const auto hour = Coverage({sweep(70e6, 6000e6, 0.01, 0.0)}, {}, 0.0).close(1, 2, 10.0);
  EXPECT_LE(hour.bands.size(), 64U);
  EXPECT_NEAR(hour.bands.front().low_hz, 70e6, 1e6);
  EXPECT_NEAR(hour.bands.back().high_hz, 6000e6, 1.0);
}

TEST(Coverage, TimeAndGapsAreThoseOfTheWorstMegahertz) {
  Task two = carrier(940e6);
  two.centres_hz = {940e6, 950e6};
  Coverage coverage({two}, {}, 1000.0);
  coverage.looked(look(940e6, 1010.0));
  coverage.looked(look(940e6, 1030.0));
  coverage.looked(look(950e6, 1025.0));
  const auto hour = coverage.close(1, 2, 1035.0);
  ASSERT_EQ(hour.bands.size(), 1U);
  EXPECT_GT(hour.bands[0].listened_s, 0.16);
  EXPECT_LT(hour.bands[0].listened_s, 0.48);
  EXPECT_NEAR(hour.bands[0].longest_gap_s, 25.0 - 0.16, 1e-3) << "950 MHz first heard at 1025";
  const auto next = coverage.close(2, 3, 1045.0);
  EXPECT_EQ(next.bands[0].listened_s, 0.0);
  EXPECT_NEAR(next.bands[0].longest_gap_s, 20.0, 1e-9) << "gaps go on over the hour";
}

TEST(Coverage, TheWeakestAudibleCellFollowsTheNoise) {
  Coverage coverage({carrier(940e6)}, {}, 0.0);
  coverage.looked(look(940e6, 1.0));
  Coverage::Look noisy = look(940e6, 2.0);
  noisy.noise_dbfs_hz = -140.0F;
  noisy.full_scale_dbm = -20.0F;
  coverage.looked(noisy);
  Coverage::Look brief = look(940e6, 3.0, 0.01);
  brief.noise_dbfs_hz = -100.0F;
  coverage.looked(brief);  // too short for a cell: no statement about cells
  const auto hour = coverage.close(1, 2, 4.0);
  // 10 lg 15000 = 41.76
  EXPECT_NEAR(hour.bands[0].detectable_dbfs, -140.0 + 41.76 - 8.0, 0.01);
  EXPECT_NEAR(hour.bands[0].detectable_dbm, -140.0 + 41.76 - 8.0 - 20.0, 0.01);
}

TEST(Coverage, BeaconsThatShouldBeHeard) {
  const ReferenceCell near{dsp::Rat::kLte, 940e6, 17, 4711};
  const ReferenceCell far{dsp::Rat::kLte, 945e6, 18, std::nullopt};
  Coverage coverage({carrier(940e6)}, {near, far}, 0.0);
  dsp::CellEvidence cell;
  cell.frequency_hz = 940e6;
  cell.physical_id = 17;
  cell.cell_id = 4712;
  coverage.heard(cell);
  EXPECT_EQ(coverage.close(1, 2, 10.0).bands[0].beacons_heard, 0U)
      << "another cell with its physical identity";
  cell.cell_id = 4711;
  coverage.heard(cell);
  const auto hour = coverage.close(2, 3, 20.0);
  EXPECT_EQ(hour.bands[0].beacons_expected, 2U);
  EXPECT_EQ(hour.bands[0].beacons_heard, 1U);
}

}  // namespace
}  // namespace sb::node
