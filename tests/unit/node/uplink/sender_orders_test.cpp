// Orders of the gateway: obeyed once, answered, refused when they are over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/uplink/sender.hpp"
#include "tests/unit/node/uplink/sender_fixture.hpp"

namespace sb::node {
namespace {

using ::testing::HasSubstr;

TEST_F(SenderTest, OrdersAreObeyedOnceAndAnswered) {
  come_up();
  desk_.now = pb::Reply();
  desk_.now->set_done(true);
  desk_.now->set_text("heard");
  const auto issued = clock_.utc_ns();
  order(listen(issued));
  sender_->step(clock_.now_ns);
  ASSERT_EQ(desk_.obeyed.size(), 1U);
  EXPECT_EQ(last_reply().command_id(), "c1");
  EXPECT_EQ(last_reply().node_id(), "lc-01");
  EXPECT_TRUE(last_reply().done());
  order(listen(issued));
  sender_->step(clock_.now_ns);
  EXPECT_EQ(desk_.obeyed.size(), 1U) << "said again, or replayed";
  EXPECT_TRUE(last_reply().done()) << "of the first: the copy is not answered";
  EXPECT_EQ(sender_->counters().commands_refused, 1U);
  desk_.later = pb::Reply();
  desk_.later->set_command_id("c0");
  sender_->step(clock_.now_ns);
  EXPECT_EQ(last_reply().command_id(), "c0");
}

TEST_F(SenderTest, OrdersThatAreOverOrFromBeforeThisProgramAreRefused) {
  come_up();
  const auto now = clock_.utc_ns();
  order(listen(now - 10 * kSecond, now - kSecond));
  sender_->step(clock_.now_ns);
  EXPECT_TRUE(desk_.obeyed.empty());
  EXPECT_THAT(last_reply().text(), HasSubstr("expires"));
  order(listen(now - 3600 * kSecond));
  sender_->step(clock_.now_ns);
  EXPECT_THAT(last_reply().text(), HasSubstr("before this program"));
  clock_.trusted = false;  // a clock that knows nothing refuses nothing
  order(listen(now - 5 * kSecond, now - kSecond));
  sender_->step(clock_.now_ns);
  EXPECT_EQ(desk_.obeyed.size(), 1U);
}

}  // namespace
}  // namespace sb::node
