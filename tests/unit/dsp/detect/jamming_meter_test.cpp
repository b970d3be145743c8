#include "dsp/detect/jamming_meter.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/binomial_bound.hpp"

namespace sb::dsp {
namespace {

constexpr double kLooksPerSecond = 4000.0;  // 20 empty elements every 5 ms

double from_db(double db) {
  return std::pow(10.0, db / 10.0);
}

/// The mean of n exponential powers of mean 1 + J/N.
EmptyLooks drawn(std::mt19937_64& random, double looks, double j_to_n) {
  std::gamma_distribution<double> sum(looks, 1.0 / looks);
  return {(1.0 + j_to_n) * sum(random), looks, 1.0};
}

// anchors/spectrum.md §0.3: 4000 looks at 1e-9 and Pd 0.9 reach -9.2 dB.
TEST(JammingMeter, BoundIsThatOfTheAnchor) {
  EXPECT_NEAR(jamming_bound_db(4000.0, -20.7), -9.2, 0.15);
  EXPECT_NEAR(jamming_bound_db(4096.0, std::log(1e-6)), -10.1, 0.15);
  EXPECT_NEAR(jamming_bound_db(64.0, std::log(1e-3)), -1.6, 0.4);
}

TEST(JammingMeter, AlarmsAtMinus8DbInASecond) {
  std::mt19937_64 random(1);
  const EmptyLooks baseline = drawn(random, 10.0 * kLooksPerSecond, 0.0);
  constexpr int kTrials = 2000;
  int missed = 0;
  for (int i = 0; i < kTrials; ++i) {
    missed += measure_jamming(drawn(random, kLooksPerSecond, from_db(-8.0)), baseline).alarm ? 0 : 1;
  }
  EXPECT_LT(tests::upper_bound(missed, kTrials), 0.1);
}

// 1e-9 cannot be counted; that the threshold is right is shown where it can: at 1e-3, without drift.
TEST(JammingMeter, FalseAlarmsAreThoseOfTheDesign) {
  std::mt19937_64 random(2);
  JammingMeterSettings settings{std::log(1e-3), 0.0};
  constexpr int kTrials = 40000;
  int alarms = 0;
  for (int i = 0; i < kTrials; ++i) {
    const EmptyLooks baseline = drawn(random, 4000.0, 0.0);
    alarms += measure_jamming(drawn(random, 400.0, 0.0), baseline, settings).alarm ? 1 : 0;
  }
  EXPECT_LT(tests::upper_bound(alarms, kTrials), 2e-3);
  EXPECT_GT(alarms, kTrials / 2000);
  EXPECT_LT(measure_jamming({1.0, 4000.0, 1.0}, {1.0, 4000.0, 1.0}).log_false_alarm, 1e-9);
}

TEST(JammingMeter, ErrorStaysBelowHalfADecibel) {
  std::mt19937_64 random(3);
  const EmptyLooks baseline = drawn(random, 10.0 * kLooksPerSecond, 0.0);
  for (const double truth_db : {-3.0, 0.0, 6.0, 20.0}) {
    double square = 0.0;
    constexpr int kTrials = 500;
    for (int i = 0; i < kTrials; ++i) {
      const auto level = measure_jamming(drawn(random, kLooksPerSecond, from_db(truth_db)), baseline);
      const double error = level.j_to_n_db - truth_db;
      EXPECT_LT(std::abs(error), 6.0 * level.sigma_db);
      square += error * error / kTrials;
    }
    EXPECT_LT(std::sqrt(square), 0.5) << truth_db;
  }
}

TEST(JammingMeter, SpreadLooksCountForLess) {
  const EmptyLooks baseline{1.0, 40000.0, 1.0};
  EXPECT_TRUE(measure_jamming({1.3, 1000.0, 1.0}, baseline).alarm);
  EXPECT_FALSE(measure_jamming({1.3, 1000.0, 5.0}, baseline).alarm);
  EXPECT_TRUE(std::isnan(measure_jamming({0.9, 1000.0, 1.0}, baseline).j_to_n_db));
  EXPECT_FALSE(measure_jamming({0.0, 0.0, 1.0}, baseline).alarm);
}

}  // namespace
}  // namespace sb::dsp
