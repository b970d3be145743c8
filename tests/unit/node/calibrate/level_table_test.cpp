#include "node/calibrate/level_table.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sb::node {
namespace {

LevelTable table() {
  return LevelTable({{800e6, 20.0, -20.0, 1.0},
                     {1800e6, 20.0, -16.0, 2.0},
                     {800e6, 40.0, -39.0, 1.0},
                     {1800e6, 40.0, -35.0, 1.0}},
                    {{800e6, 2.0}, {1800e6, 4.0}}, {{800e6, 22.0}, {1800e6, 30.0}}, 0.5);
}

TEST(LevelTable, StraightLinesBetweenPointsAndTheCableComesBefore) {
  EXPECT_NEAR(table().full_scale_dbm(800e6, 20.0).value_db, -20.0 + 2.0, 1e-9);
  EXPECT_NEAR(table().full_scale_dbm(1300e6, 20.0).value_db, -18.0 + 3.0, 1e-9);
  EXPECT_NEAR(table().full_scale_dbm(1300e6, 30.0).value_db, -27.5 + 3.0, 1e-9);
  EXPECT_NEAR(table().full_scale_dbm(1800e6, 40.0).value_db, -35.0 + 4.0, 1e-9);
}

TEST(LevelTable, UncertaintiesAddAsSquares) {
  EXPECT_NEAR(table().full_scale_dbm(800e6, 20.0).sigma_db, std::hypot(1.0, 0.5), 1e-9);
  EXPECT_NEAR(table().full_scale_dbm(1300e6, 20.0).sigma_db, std::hypot(1.5, 0.5), 1e-9);
  EXPECT_NEAR(table().full_scale_dbm(800e6, 42.0).sigma_db, std::hypot(1.0, 0.5, 0.5), 1e-9);
}

TEST(LevelTable, WhatWasNotMeasuredIsNotSaid) {
  EXPECT_TRUE(std::isnan(table().full_scale_dbm(799e6, 20.0).value_db));
  EXPECT_TRUE(std::isnan(table().full_scale_dbm(1801e6, 30.0).value_db));
  EXPECT_TRUE(std::isnan(table().full_scale_dbm(900e6, std::nan("")).value_db)) << "automatic gain";
  EXPECT_TRUE(std::isnan(table().full_scale_dbm(900e6, 44.0).value_db));
  EXPECT_NEAR(table().full_scale_dbm(800e6, 42.0).value_db, -41.0 + 2.0, 1e-9)
      << "two dB beyond: one for one";
  EXPECT_TRUE(std::isnan(LevelTable().full_scale_dbm(900e6, 20.0).value_db));
}

TEST(LevelTable, FieldStrengthByTheAntennaFactor) {
  // -70 dBm in 50 ohm is 37 dB(uV) (70.7 uV); 26 dB/m of antenna.
  EXPECT_NEAR(table().field_dbuv_m(-70.0, 1300e6).value_db, 36.99 + 26.0, 0.01);
  EXPECT_TRUE(std::isnan(LevelTable({{1e9, 0, 0, 0}}, {}, {}, 0.5).field_dbuv_m(-70.0, 1e9).value_db));
}

TEST(YFactor, FindsNoiseFigureAndScaleOfAModelReceiver) {
  constexpr double kBoltzmann = 1.380649e-23;
  constexpr double kBandHz = 1e6;
  const double receiver_k = 290.0 * (std::pow(10.0, 0.1 * 5.0) - 1.0);  // 5 dB
  const double hot_k = 290.0 * (1.0 + std::pow(10.0, 0.1 * 15.0));      // ENR 15 dB
  const double gain = 1e11;  // watts at the input to full-scale units
  const auto result = y_factor(gain * kBoltzmann * kBandHz * (hot_k + receiver_k),
                               gain * kBoltzmann * kBandHz * (290.0 + receiver_k), 15.0, 0.2, kBandHz);
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->noise_figure_db, 5.0, 1e-6);
  EXPECT_NEAR(result->full_scale_dbm, 10.0 * std::log10(1.0 / gain) + 30.0, 1e-6);
  EXPECT_EQ(result->sigma_db, 0.2);
}

TEST(YFactor, ADiodeThatIsNotHeardIsNoCalibration) {
  EXPECT_FALSE(y_factor(1.2, 1.0, 15.0, 0.2, 1e6));
  EXPECT_FALSE(y_factor(0.0, 1.0, 15.0, 0.2, 1e6));
  EXPECT_FALSE(y_factor(std::nan(""), 1.0, 15.0, 0.2, 1e6));
  EXPECT_FALSE(y_factor(1e6, 1.0, 5.0, 0.2, 1e6)) << "more than a noiseless receiver could give";
}

}  // namespace
}  // namespace sb::node
