#include "node/pipeline/recovery_ladder.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

TEST(RecoveryLadder, RestartsTheStreamOnceThenReopensWithBackOff) {
  RecoveryLadder ladder(1.0);
  EXPECT_FALSE(ladder.next(false).reopen);
  for (const double wait : {1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0}) {
    const RecoveryStep step = ladder.next(false);
    EXPECT_TRUE(step.reopen);
    EXPECT_EQ(step.wait_s, wait);
  }
  ladder.reset();
  EXPECT_FALSE(ladder.next(false).reopen);
  EXPECT_EQ(ladder.next(false).wait_s, 1.0);
}

TEST(RecoveryLadder, ADeviceThatFailedIsReopenedAtOnce) {
  RecoveryLadder ladder(0.5);
  const RecoveryStep step = ladder.next(true);
  EXPECT_TRUE(step.reopen);
  EXPECT_EQ(step.wait_s, 0.5);
}

}  // namespace
}  // namespace sb::node
