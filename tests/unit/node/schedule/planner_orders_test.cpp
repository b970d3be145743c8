#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/node/schedule/simulated_receiver.hpp"

namespace sb::node {
namespace {

using test::carrier;
using test::SimulatedReceiver;
using ::testing::HasSubstr;

Order listen(const std::string& id, double centre_hz, double duration_s) {
  return {id, OrderKind::kListen, centre_hz, centre_hz, 0.0, duration_s, 1.0};
}

TEST(PlannerOrders, ListenHereNowComesBeforeThePlanAndIsAnswered) {
  Planner planner({carrier(1e9, 0.2), carrier(2e9)}, {});
  SimulatedReceiver receiver(planner, 0.001);
  receiver.run_for(1.0);
  ASSERT_TRUE(planner.order(listen("c1", 1.5e9, 2.0)));
  EXPECT_EQ(receiver.step().centre_hz, 1.5e9) << "with the very next dwell";
  receiver.run_for(3.0);
  EXPECT_NEAR(receiver.busy_s[Planner::kListenTask], 2.0, 0.2);
  const auto result = planner.take_result();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->id, "c1");
  EXPECT_TRUE(result->done);
  EXPECT_FALSE(planner.take_result());
  EXPECT_NE(receiver.step().centre_hz, 1.5e9) << "the plan goes on";
}

TEST(PlannerOrders, AnOrderThatTheDeviceCannotTuneIsAnsweredAndThePlanGoesOn) {
  Planner planner({carrier(1e9)}, {});
  SimulatedReceiver receiver(planner, 0.0);
  receiver.highest_hz = 1766e6;
  planner.order(listen("c2", 5e9, 10.0));
  receiver.run_for(1.0);
  EXPECT_TRUE(receiver.goes_on);
  const auto result = planner.take_result();
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->done);
  EXPECT_THAT(result->text, HasSubstr("outside"));
  EXPECT_GT(receiver.busy_s[0], 0.8);
}

TEST(PlannerOrders, ALaterOrderEndsTheEarlier) {
  Planner planner({carrier(1e9)}, {});
  SimulatedReceiver receiver(planner, 0.0);
  planner.order(listen("c1", 1.5e9, 100.0));
  receiver.run_for(1.0);
  planner.order(listen("c2", 1.6e9, 1.0));
  receiver.run_for(3.0);
  EXPECT_FALSE(planner.take_result()->done);
  EXPECT_EQ(planner.take_result()->id, "c2");
}

TEST(PlannerOrders, TooManyOrdersAreRefusedNotLost) {
  Planner planner({carrier(1e9)}, {});
  std::size_t taken = 0;
  while (planner.order(listen("c", 1e9, 1.0))) ++taken;
  EXPECT_EQ(taken, Planner::kQueue);
}

TEST(PlannerOrders, SpectrumRowsComeAtTheirPaceWhileThePlanGoesOn) {
  Planner planner({carrier(1e9, 1.0), carrier(2e9)}, {});
  SimulatedReceiver receiver(planner, 0.001);
  planner.order({"s1", OrderKind::kSpectrum, 900e6, 960e6, 0.0, 10.0, 2.0});
  receiver.run_for(15.0);
  const auto steps = static_cast<int>(sweep_centres(900e6, 960e6, 19.2e6).size());
  EXPECT_NEAR(receiver.visits[Planner::kSpectrumTask], 10.0 * 2.0 * steps, 2.0 * steps);
  EXPECT_LE(receiver.worst_gap_s[0], 1.3) << "guarantees are kept";
  EXPECT_EQ(planner.take_result()->id, "s1");
}

TEST(PlannerOrders, CalibrationVisitsTheReferenceCells) {
  PlannerOptions options;
  options.calibration_centres_hz = {940e6, 1815e6};
  Planner planner({carrier(1e9)}, options);
  SimulatedReceiver receiver(planner, 0.001);
  planner.order({"k1", OrderKind::kCalibrate});
  const double begun_s = receiver.now_s;
  while (receiver.step().task == Planner::kCalibrationTask) {
  }
  EXPECT_EQ(receiver.visits[Planner::kCalibrationTask], 6);
  EXPECT_LT(receiver.now_s - begun_s, 1.4);
  EXPECT_TRUE(planner.take_result()->done);

  Planner without({carrier(1e9)}, {});
  without.order({"k2", OrderKind::kCalibrate});
  without.next(1000.0);
  EXPECT_FALSE(without.take_result()->done);
}

}  // namespace
}  // namespace sb::node
