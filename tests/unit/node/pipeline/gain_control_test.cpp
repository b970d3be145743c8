#include "node/pipeline/gain_control.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sb::node {
namespace {

using Verdict = GainControl::Verdict;

Dwell at(double centre_hz, double gain_db = 40.0) {
  Dwell dwell;
  dwell.centre_hz = centre_hz;
  dwell.gain_db = gain_db;
  return dwell;
}

TEST(GainControl, StepsDownWhereItClipsAndNowhereElse) {
  GainControl gains;
  EXPECT_EQ(gains.judge(at(900e6), 40.0, 0.01, -3.0), Verdict::kRetake);
  EXPECT_EQ(gains.gain_for(at(900e6)), 34.0);
  EXPECT_EQ(gains.gain_for(at(1800e6)), 40.0);
  EXPECT_EQ(gains.judge(at(900e6), 34.0, 0.01, -3.0), Verdict::kRetake);
  EXPECT_EQ(gains.gain_for(at(900e6)), 28.0);
  EXPECT_EQ(gains.judge(at(900e6), 28.0, 0.0, -8.0), Verdict::kClean);
}

TEST(GainControl, SomeClippedSamplesInAMillionAreNoOverload) {
  GainControl gains;
  EXPECT_EQ(gains.judge(at(900e6), 40.0, 1e-5, -9.0), Verdict::kClean);
  EXPECT_EQ(gains.gain_for(at(900e6)), 40.0);
}

TEST(GainControl, AtTheLowestGainItIsMarked) {
  GainControl gains;
  EXPECT_EQ(gains.judge(at(900e6, 3.0), 3.0, 0.5, 0.0), Verdict::kRetake);
  EXPECT_EQ(gains.judge(at(900e6, 3.0), 0.0, 0.5, 0.0), Verdict::kRetake);
  EXPECT_EQ(gains.judge(at(900e6, 3.0), 0.0, 0.5, 0.0), Verdict::kOverloaded);
  EXPECT_EQ(gains.judge(at(900e6, 3.0), 0.0, 0.5, 0.0), Verdict::kOverloaded);
}

TEST(GainControl, AnAutomaticGainIsNotOurs) {
  GainControl gains;
  EXPECT_EQ(gains.judge(at(900e6, std::nan("")), std::nan(""), 0.5, 0.0), Verdict::kOverloaded);
  EXPECT_TRUE(std::isnan(gains.gain_for(at(900e6, std::nan("")))));
}

TEST(GainControl, ComesBackOneStepWhenItHasLongBeenQuiet) {
  GainControl gains;
  gains.judge(at(900e6), 40.0, 0.01, -3.0);
  gains.judge(at(900e6), 34.0, 0.01, -3.0);
  for (int i = 0; i < 10 * GainControl::kCleanTakes; ++i) gains.judge(at(900e6), 28.0, 0.0, -12.0);
  EXPECT_EQ(gains.gain_for(at(900e6)), 28.0) << "loud and clean: a step up might clip";
  for (int i = 0; i < GainControl::kCleanTakes; ++i) gains.judge(at(900e6), 28.0, 0.0, -30.0);
  EXPECT_EQ(gains.gain_for(at(900e6)), 34.0);
  for (int i = 0; i < GainControl::kCleanTakes; ++i) gains.judge(at(900e6), 34.0, 0.0, -30.0);
  EXPECT_EQ(gains.gain_for(at(900e6)), 40.0);
}

TEST(GainControl, MorePlacesThanItRemembersForgetTheSmallest) {
  GainControl gains;
  for (int step = 0; step < 2; ++step) gains.judge(at(1e6), 40.0 - 6.0 * step, 1.0, 0.0);
  for (int i = 0; i < 2 * static_cast<int>(GainControl::kPlaces); ++i)
    gains.judge(at(100e6 + i), 40.0, 1.0, 0.0);
  EXPECT_EQ(gains.gain_for(at(1e6)), 28.0);
}

}  // namespace
}  // namespace sb::node
