#include "node/pipeline/recovery_ladder.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sb::node {
namespace {

using ::testing::ElementsAre;

class Allowing final : public HighRungs {
 public:
  explicit Allowing(std::vector<Rung> rungs) : rungs_(std::move(rungs)) {}
  bool allows(Rung rung) override { return std::find(rungs_.begin(), rungs_.end(), rung) != rungs_.end(); }
  Result<void> climb(Rung /*rung*/, const std::string& /*why*/) override { return {}; }

 private:
  std::vector<Rung> rungs_;
};

std::vector<Rung> first_steps(RecoveryLadder& ladder, HighRungs* high, int count,
                              bool device_failed = false) {
  std::vector<Rung> rungs;
  for (int i = 0; i < count; ++i) rungs.push_back(ladder.next(device_failed, high).rung);
  return rungs;
}

TEST(RecoveryLadder, RestartsTheStreamOnceThenReopensWithBackOff) {
  RecoveryLadder ladder(1.0);
  EXPECT_EQ(ladder.next(false, nullptr).rung, Rung::kStream);
  for (const double wait : {1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0}) {
    const RecoveryStep step = ladder.next(false, nullptr);
    EXPECT_EQ(step.rung, Rung::kDevice);
    EXPECT_EQ(step.wait_s, wait);
  }
  ladder.reset();
  EXPECT_EQ(ladder.next(false, nullptr).rung, Rung::kStream);
  EXPECT_EQ(ladder.next(false, nullptr).wait_s, 1.0);
}

TEST(RecoveryLadder, ADeviceThatFailedIsReopenedAtOnce) {
  RecoveryLadder ladder(0.5);
  const RecoveryStep step = ladder.next(true, nullptr);
  EXPECT_EQ(step.rung, Rung::kDevice);
  EXPECT_EQ(step.wait_s, 0.5);
}

TEST(RecoveryLadder, ClimbsRungByRungWithAttemptsBetween) {
  RecoveryLadder ladder(1.0);
  Allowing all({Rung::kPower, Rung::kProcess, Rung::kHost});
  EXPECT_THAT(first_steps(ladder, &all, 14),
              ElementsAre(Rung::kStream, Rung::kDevice, Rung::kDevice, Rung::kDevice, Rung::kPower,
                          Rung::kDevice, Rung::kDevice, Rung::kDevice, Rung::kProcess, Rung::kDevice,
                          Rung::kDevice, Rung::kDevice, Rung::kHost, Rung::kDevice));
}

TEST(RecoveryLadder, StepsOverARungThatIsNotThere) {
  RecoveryLadder ladder(1.0);
  Allowing process_only({Rung::kProcess});
  EXPECT_THAT(first_steps(ladder, &process_only, 5, true),
              ElementsAre(Rung::kDevice, Rung::kDevice, Rung::kDevice, Rung::kProcess, Rung::kDevice));
}

TEST(RecoveryLadder, ANewTroubleBeginsAtTheBottom) {
  RecoveryLadder ladder(1.0);
  Allowing all({Rung::kPower});
  first_steps(ladder, &all, 6);
  ladder.reset();
  EXPECT_THAT(first_steps(ladder, &all, 5),
              ElementsAre(Rung::kStream, Rung::kDevice, Rung::kDevice, Rung::kDevice, Rung::kPower));
}

}  // namespace
}  // namespace sb::node
