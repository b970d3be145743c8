#include "node/schedule/planner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/node/schedule/simulated_receiver.hpp"

namespace sb::node {
namespace {

using test::carrier;
using test::SimulatedReceiver;
using test::sweep;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SweepCentres, CoverTheBandWithoutAHoleAndWithoutLookingBeyond) {
  const auto centres = sweep_centres(700e6, 3800e6, 20e6);
  EXPECT_EQ(centres.size(), 194U);
  double covered_to = 700e6;
  for (const double centre : centres) {
    EXPECT_LE(centre - 8e6, covered_to + 1.0);
    covered_to = centre + 8e6;
  }
  EXPECT_GE(covered_to, 3800e6);
  EXPECT_LE(centres.back(), 3800e6);
  EXPECT_THAT(sweep_centres(800e6, 801e6, 20e6), ElementsAre(800.5e6));
}

TEST(SweepCentres, AFastPassOfTheMobileBandsIsUnderTwoSecondsOfDwellAndADeepOneUnderAMinute) {
  const auto steps = static_cast<double>(sweep_centres(700e6, 3800e6, 20e6).size());
  EXPECT_LE(steps * 0.010, 2.0);
  EXPECT_LE(steps * 0.160, 60.0);  // long enough for cells
}

TEST(Planner, EqualTasksTakeTurns) {
  Planner planner({carrier(1e9), carrier(2e9), carrier(3e9)}, {});
  SimulatedReceiver receiver(planner, 0.0);
  for (int i = 0; i < 6; ++i) receiver.step();
  EXPECT_THAT(receiver.centres, ElementsAre(1e9, 2e9, 3e9, 1e9, 2e9, 3e9));
}

TEST(Planner, SpareTimeIsSharedByPriority) {
  Planner planner({carrier(1e9, 0.0, 9), carrier(2e9, 0.0, 4)}, {});
  SimulatedReceiver receiver(planner, 0.002);
  receiver.run_for(100.0);
  EXPECT_NEAR(receiver.busy_s[0] / receiver.busy_s[1], 2.0, 0.05);
}

TEST(Planner, GuaranteesAreKeptWhileTheyFit) {
  // 194 steps of 13 ms in 10 s: 25 %; two carriers of 0.16 s in 2 s and 1 s: 25 %. The last takes the rest.
  Planner planner(
      {sweep(700e6, 3800e6, 0.01, 10.0), carrier(1e9, 2.0), carrier(2e9, 1.0), carrier(2.1e9, 0.0, 9)}, {});
  SimulatedReceiver receiver(planner, 0.003);
  receiver.run_for(120.0);
  EXPECT_LE(receiver.worst_gap_s[0], 10.0 + 0.17);
  EXPECT_LE(receiver.worst_gap_s[1], 2.0 + 0.17);
  EXPECT_LE(receiver.worst_gap_s[2], 1.0 + 0.17);
  EXPECT_EQ(planner.health().late, 0U);
  EXPECT_NEAR(planner.health().retune_s, 0.003, 1e-9);
  EXPECT_NEAR(planner.health().load, 194 * 0.013 / 10 + 0.163 / 2 + 0.163, 1e-6);
  EXPECT_GT(receiver.busy_s[3], 20.0) << "what is left";
}

TEST(Planner, ASlowReceiverIsFoundOutAndPriorityDecides) {
  // 100 ms a retune: the sweep alone would need 2.1 times the time that there is.
  Planner planner({sweep(700e6, 3800e6, 0.01, 10.0, 2), carrier(1e9, 2.0, 8)}, {});
  SimulatedReceiver receiver(planner, 0.1);
  receiver.run_for(300.0);
  EXPECT_GT(planner.health().load, 1.0);
  EXPECT_GT(planner.health().late, 0U);
  EXPECT_LE(receiver.worst_gap_s[1], 2.0 + 0.5) << "the one that matters";
  EXPECT_GT(receiver.visits[0], 1000) << "the other takes what is left";
}

TEST(Planner, ABudgetHoldsATaskBack) {
  Task greedy = carrier(1e9, 0.0, 9);
  greedy.budget = 0.2;
  Planner planner({greedy, carrier(2e9, 0.0, 0)}, {});
  SimulatedReceiver receiver(planner, 0.0);
  receiver.run_for(600.0);
  EXPECT_NEAR(receiver.busy_s[0] / 600.0, 0.2, 0.03);
}

TEST(Planner, WhenEveryBudgetIsSpentItRests) {
  Task only = carrier(1e9);
  only.budget = 0.5;
  Planner planner({only}, {});
  SimulatedReceiver receiver(planner, 0.0);
  receiver.run_for(600.0);
  EXPECT_NEAR(receiver.rested_s / 600.0, 0.5, 0.06);
}

TEST(Planner, PausesBetweenRounds) {
  PlannerOptions options;
  options.pause_s = 1.0;
  Planner planner({carrier(1e9), carrier(2e9)}, options);
  SimulatedReceiver receiver(planner, 0.0);
  receiver.run_for(13.2);
  EXPECT_NEAR(receiver.rested_s, 10.0, 0.3);
  EXPECT_NEAR(receiver.visits[0], 10, 1);
}

TEST(Planner, StepsOutsideTheReceiversRangeAreLeftOut) {
  Planner planner({sweep(70e6, 6000e6, 0.01, 0.0)}, {});
  SimulatedReceiver receiver(planner, 0.0);
  receiver.highest_hz = 1766e6;
  receiver.run_for(20.0);
  EXPECT_TRUE(receiver.goes_on);
  const auto& all = planner.tasks()[0].centres_hz;
  const auto reachable = std::count_if(all.begin(), all.end(), [](double hz) { return hz <= 1766e6; });
  ASSERT_GT(static_cast<std::ptrdiff_t>(receiver.centres.size()), 2 * reachable);
  EXPECT_LE(*std::max_element(receiver.centres.begin(), receiver.centres.end()), 1766e6);
  EXPECT_EQ(receiver.centres[static_cast<std::size_t>(reachable)], receiver.centres.front());
}

TEST(Planner, APlanOfWhichNothingCanBeReachedEnds) {
  Planner planner({carrier(1e9)}, {});
  SimulatedReceiver receiver(planner, 0.0);
  receiver.highest_hz = 1e6;
  receiver.step();
  EXPECT_FALSE(receiver.goes_on);
}

TEST(Planner, WhatASweepFoundIsListenedToForLongAndForgottenAfterAnHour) {
  Planner planner({sweep(700e6, 3800e6, 0.01, 10.0), carrier(2e9)}, {});
  SimulatedReceiver receiver(planner, 0.0);
  receiver.run_for(1.0);
  planner.heard(1234e6);
  planner.heard(1235e6);  // the same place
  planner.heard(2001e6);  // a known carrier
  receiver.run_for(60.0);
  EXPECT_EQ(planner.health().learned, 1U);
  EXPECT_GT(receiver.busy_s[Planner::kLearnedTask], 10.0);
  EXPECT_GT(receiver.busy_s[1], 10.0) << "at most half of the spare time";
  receiver.run_for(3700.0);
  EXPECT_EQ(planner.health().learned, 0U);
}

TEST(Planner, MoreFindingsThanPlacesForgetTheOldest) {
  Planner planner({sweep(700e6, 3800e6, 0.01, 0.0)}, {});
  SimulatedReceiver receiver(planner, 0.0);
  for (int i = 0; i < 40; ++i) {
    planner.heard(700e6 + 50e6 * i);
    receiver.step();
  }
  EXPECT_EQ(planner.health().learned, Planner::kLearned);
}

TEST(CheckTasks, RefusesWhatNoReceiverCouldKeep) {
  EXPECT_TRUE(check_tasks({carrier(1e9, 0.2)}));
  const auto refused = check_tasks({carrier(1e9, 0.2), carrier(2e9, 0.2)});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text, HasSubstr("160 % of the time"));
  EXPECT_FALSE(check_tasks({}));
}

}  // namespace
}  // namespace sb::node
