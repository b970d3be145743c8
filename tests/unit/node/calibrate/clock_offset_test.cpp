#include "node/calibrate/clock_offset.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace sb::node {
namespace {

constexpr double kCarriersHz[] = {763e6, 940e6, 1815e6, 2130e6};

std::vector<ReferenceCell> references() {
  std::vector<ReferenceCell> cells;
  for (const double hz : kCarriersHz) cells.push_back({dsp::Rat::kLte, hz, 17, std::nullopt});
  return cells;
}

/// As a receiver hears it whose oscillator is `ppb` too fast.
dsp::CellEvidence heard(double frequency_hz, double ppb, float sigma_hz = 5.0F) {
  dsp::CellEvidence cell;
  cell.level = dsp::DecodeLevel::kMib;
  cell.frequency_hz = frequency_hz;
  cell.physical_id = 17;
  cell.cfo_hz = static_cast<float>(-ppb * 1e-9 * frequency_hz);
  cell.cfo_sigma_hz = sigma_hz;
  return cell;
}

TEST(MeasureClock, OneCellIsAMeasurementWithoutAWitness) {
  const auto estimate = measure_clock(std::vector{heard(1815e6, 1500.0)}, references());
  ASSERT_TRUE(estimate);
  EXPECT_NEAR(estimate->offset_ppb, 1500.0, 0.1);
  EXPECT_EQ(estimate->cells, 1U);
  EXPECT_NEAR(estimate->sigma_ppb, std::hypot(5.0 / 1.815, 50.0 / 3.0), 0.01);
}

TEST(MeasureClock, AForeignOrUndecodedCellIsNoReference) {
  auto foreign = heard(1815e6, 0.0);
  foreign.physical_id = 18;
  auto undecoded = heard(1815e6, 0.0);
  undecoded.level = dsp::DecodeLevel::kSync;
  EXPECT_FALSE(measure_clock(std::vector{foreign, undecoded}, references()));
  EXPECT_FALSE(measure_clock({}, references()));
}

TEST(MeasureClock, AFalseCellWithAClockOfItsOwnIsOutvoted) {
  const std::vector cells{heard(763e6, -800.0), heard(940e6, -810.0), heard(1815e6, -805.0),
                          heard(2130e6, 1200.0)};
  const auto estimate = measure_clock(cells, references());
  ASSERT_TRUE(estimate);
  EXPECT_EQ(estimate->cells, 3U);
  EXPECT_NEAR(estimate->offset_ppb, -805.0, 5.0);
}

TEST(MeasureClock, ItsUncertaintyIsHonest) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  int inside = 0;
  constexpr int kTrials = 1000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<dsp::CellEvidence> cells;
    for (const double hz : kCarriersHz) {
      auto cell = heard(hz, 2000.0 + normal(random) * 50.0 / 3.0);
      cell.cfo_hz += static_cast<float>(5.0 * normal(random));
      cells.push_back(cell);
    }
    const auto estimate = measure_clock(cells, references());
    ASSERT_TRUE(estimate);
    inside += std::fabs(estimate->offset_ppb - 2000.0) < 2.0 * estimate->sigma_ppb ? 1 : 0;
  }
  // 95.4 % +- four standard deviations of a thousand trials
  EXPECT_NEAR(inside, 954, 27);
}

TEST(ClockTracker, FollowsAnOscillatorThatWarmsUp) {
  std::mt19937 random(6);
  std::normal_distribution<double> normal;
  ClockTracker tracker;
  EXPECT_FALSE(tracker.at(0.0, 25.0));
  const auto truth = [](double celsius) { return 300.0 + 120.0 * (celsius - 25.0); };
  for (int i = 0; i < 200; ++i) {
    const double celsius = 25.0 + 15.0 * std::sin(0.1 * i);
    tracker.measured({truth(celsius) + 10.0 * normal(random), 10.0, 2}, 60.0 * i, celsius);
  }
  for (const double celsius : {12.0, 25.0, 38.0, 45.0}) {
    const auto estimate = tracker.at(60.0 * 200, celsius);
    ASSERT_TRUE(estimate);
    EXPECT_NEAR(estimate->offset_ppb, truth(celsius), 4.0 * estimate->sigma_ppb) << celsius;
    EXPECT_LT(estimate->sigma_ppb, 20.0);
  }
}

TEST(ClockTracker, AtATemperatureNeverSeenItIsUnsure) {
  ClockTracker tracker;
  tracker.measured({1000.0, 10.0, 3}, 0.0, 25.0);
  EXPECT_NEAR(tracker.at(0.0, 25.0)->sigma_ppb, 10.0, 0.1);
  EXPECT_GT(tracker.at(0.0, 35.0)->sigma_ppb, 900.0);
  EXPECT_GT(tracker.at(86400.0, 25.0)->sigma_ppb, 50.0) << "a day later";
}

TEST(ClockTracker, WithoutAThermometerItFollowsTheOffsetAlone) {
  ClockTracker tracker;
  for (int i = 0; i < 50; ++i) tracker.measured({500.0, 20.0, 1}, 10.0 * i, std::nan(""));
  EXPECT_NEAR(tracker.at(500.0, std::nan(""))->offset_ppb, 500.0, 1.0);
  EXPECT_LT(tracker.at(500.0, std::nan(""))->sigma_ppb, 10.0);
}

}  // namespace
}  // namespace sb::node
