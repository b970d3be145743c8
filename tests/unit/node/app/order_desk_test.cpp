#include "node/app/order_desk.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

namespace pb = wire::pb;

class OrderDeskTest : public ::testing::Test {
 protected:
  static std::vector<Task> one_carrier() {
    Task task;
    task.centres_hz = {1e9};
    return {task};
  }
  pb::Command command() {
    pb::Command command;
    command.set_command_id("c1");
    return command;
  }
  NodeIdentity node_;
  Planner planner_{one_carrier(), {}};
  SpectrumRows rows_{node_};
  OrderDesk desk_{planner_, rows_};
};

TEST_F(OrderDeskTest, ListeningIsOrderedAndAnsweredWhenItIsOver) {
  auto order = command();
  order.mutable_listen()->set_centre_hz(1.5e9);
  order.mutable_listen()->set_duration_s(1.0F);
  EXPECT_FALSE(desk_.obey(order)) << "not yet";
  EXPECT_EQ(planner_.next(100.0).centre_hz, 1.5e9);
  EXPECT_FALSE(desk_.next_reply());
  planner_.next(102.0);
  const auto reply = desk_.next_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->command_id(), "c1");
  EXPECT_TRUE(reply->done());
}

TEST_F(OrderDeskTest, WhatCannotBeDoneHereIsSaid) {
  auto update = command();
  update.mutable_update()->set_version("2");
  auto fetch = command();
  fetch.mutable_fetch_evidence()->set_evidence_id("x");
  for (const auto& order : {update, fetch, command()}) {
    const auto reply = desk_.obey(order);
    ASSERT_TRUE(reply);
    EXPECT_FALSE(reply->done());
    EXPECT_FALSE(reply->text().empty());
  }
  desk_.on_update([](const pb::Command& order) {
    pb::Reply reply;
    reply.set_done(order.update().version() == "2");
    return reply;
  });
  EXPECT_TRUE(desk_.obey(update)->done());
}

TEST_F(OrderDeskTest, MoreOrdersThanCanWaitAreRefused) {
  auto order = command();
  order.mutable_calibrate();
  std::optional<pb::Reply> reply;
  for (std::size_t i = 0; i <= Planner::kQueue; ++i) reply = desk_.obey(order);
  ASSERT_TRUE(reply);
  EXPECT_FALSE(reply->done());
}

TEST_F(OrderDeskTest, ACalibrationIsAnsweredInWords) {
  PlannerOptions options;
  options.calibration_centres_hz = {1e9};
  Planner planner(one_carrier(), options);
  OrderDesk desk(planner, rows_);
  desk.on_calibrated([] { return std::string("clock +12 ppb"); });
  auto order = command();
  order.mutable_calibrate();
  EXPECT_FALSE(desk.obey(order));
  double now_s = 100.0;
  std::optional<pb::Reply> reply;
  for (int i = 0; i < 10 && !reply; ++i) {
    planner.next(now_s += 0.2);
    reply = desk.next_reply();
  }
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->text(), "clock +12 ppb");
}

}  // namespace
}  // namespace sb::node
