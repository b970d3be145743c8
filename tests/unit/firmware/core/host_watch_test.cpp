// The ladder: what is done about a host or a radio that is silent, and when.
#include "firmware/core/host_watch.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sb::fw {
namespace {

/// A host that boots so long and then beats, unless it is told to hang.
struct Scene {
  HostWatch watch;
  std::uint32_t now_ms = 0;
  std::string actions;  // one letter an action
  bool may_run = true;

  HostAction tick() {
    now_ms += 100;
    const HostAction action = watch.step(now_ms, may_run);
    constexpr const char* kLetters = ".rsRCqxS";  // as HostAction
    if (action != HostAction::kNone) actions += kLetters[static_cast<int>(action)];
    return action;
  }
  void quiet(std::uint32_t seconds) {
    for (std::uint32_t i = 0; i < 10 * seconds; ++i) tick();
  }
  void beat(std::uint32_t seconds, HostState state = HostState::kRunning) {
    for (std::uint32_t i = 0; i < seconds; ++i) {
      watch.heartbeat(now_ms, state);
      for (int k = 0; k < 10; ++k) tick();
    }
  }
};

TEST(HostWatch, AHealthyHostIsLeftAlone) {
  Scene scene;
  scene.quiet(30);  // its boot
  scene.beat(24 * 3600);
  EXPECT_EQ(scene.actions, "S");
  EXPECT_TRUE(scene.watch.is_on());
}

TEST(HostWatch, AHangClimbsTheLadder) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  scene.quiet(8);
  EXPECT_EQ(scene.actions, "");
  scene.quiet(2);
  EXPECT_EQ(scene.actions, "r") << "the radio first";
  scene.quiet(10);
  EXPECT_EQ(scene.actions, "rR") << "then the host's reset";
  scene.quiet(40);
  EXPECT_EQ(scene.actions, "rR") << "it has its time to boot";
  scene.quiet(10);
  EXPECT_EQ(scene.actions, "rRC");
  EXPECT_EQ(scene.watch.resets(), 1U);
  EXPECT_EQ(scene.watch.cycles(), 1U);
  scene.beat(2);
  EXPECT_EQ(scene.watch.resets(), 0U) << "a beat forgives";
}

TEST(HostWatch, ASilenceThatEndsIsForgiven) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  scene.quiet(12);
  scene.beat(10);
  scene.quiet(5);
  EXPECT_EQ(scene.actions, "r");
}

TEST(HostWatch, ADeadHostIsTriedEverMoreSlowlyForEver) {
  Scene scene;
  scene.beat(5);
  scene.actions.clear();
  scene.quiet(24 * 3600);
  const auto cycles = std::count(scene.actions.begin(), scene.actions.end(), 'C');
  EXPECT_GE(cycles, 24 * 2) << "once every half hour at least";
  EXPECT_LE(cycles, 24 * 2 + 10);
}

TEST(HostWatch, AWildLoopOfBeatsIsNoLife) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  for (int i = 0; i < 250; ++i) {
    scene.watch.heartbeat(scene.now_ms, HostState::kRunning);  // every 100 ms, below the window
    scene.tick();
  }
  EXPECT_EQ(scene.actions, "rR");
  EXPECT_GT(scene.watch.early_beats(), 200U);
}

TEST(HostWatch, ALostStreamCyclesTheRadioThriceAndThenResets) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  scene.beat(14, HostState::kStreamLost);
  EXPECT_EQ(scene.actions, "");
  scene.beat(2, HostState::kStreamLost);
  EXPECT_EQ(scene.actions, "s");
  scene.beat(30, HostState::kStreamLost);
  EXPECT_EQ(scene.actions, "sss");
  scene.beat(16, HostState::kStreamLost);
  EXPECT_EQ(scene.actions, "sssR");
  scene.beat(60);
  scene.beat(16, HostState::kStreamLost);
  EXPECT_EQ(scene.actions, "sssRs") << "a good stream forgives";
}

TEST(HostWatch, AnEmptyBatteryStopsTheHostInOrder) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  scene.may_run = false;
  scene.beat(5);
  EXPECT_EQ(scene.actions, "q");
  scene.watch.heartbeat(scene.now_ms, HostState::kStopping);
  scene.quiet(29);
  EXPECT_EQ(scene.actions, "q") << "its file systems are being closed";
  scene.quiet(2);
  EXPECT_EQ(scene.actions, "qx");
  EXPECT_TRUE(scene.watch.said_goodbye());
  EXPECT_FALSE(scene.watch.is_on());
  scene.watch.heartbeat(scene.now_ms, HostState::kRunning);
  EXPECT_FALSE(scene.watch.is_on()) << "an echo starts nothing";
  scene.quiet(3600);
  EXPECT_EQ(scene.actions, "qx");
  scene.may_run = true;
  scene.quiet(1);
  EXPECT_EQ(scene.actions, "qxS");
}

TEST(HostWatch, AHostThatDoesNotStopIsCut) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  scene.may_run = false;
  scene.beat(61);
  EXPECT_EQ(scene.actions, "qx");
  EXPECT_FALSE(scene.watch.said_goodbye());
}

TEST(HostWatch, AShutdownByHandStartsAgainAfterARest) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  scene.beat(2, HostState::kStopping);
  scene.quiet(30);
  EXPECT_EQ(scene.actions, "x");
  scene.quiet(6);
  EXPECT_EQ(scene.actions, "xS");
}

TEST(HostWatch, APauseByHandIsNoHang) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  scene.beat(1, HostState::kPaused);  // a stop of the program, an upgrade
  scene.quiet(590);
  EXPECT_EQ(scene.actions, "");
  EXPECT_TRUE(scene.watch.is_on());
  scene.quiet(20);
  EXPECT_EQ(scene.actions, "C") << "forgotten";
  scene.beat(5);
  scene.actions.clear();
  scene.beat(1, HostState::kPaused);
  scene.beat(5);
  scene.quiet(12);
  EXPECT_EQ(scene.actions, "r") << "once it beats again it is watched again";
}

TEST(HostWatch, ARestartByCommandHasItsTimeToBoot) {
  Scene scene;
  scene.beat(30);
  scene.actions.clear();
  scene.watch.restarted(scene.now_ms);
  scene.quiet(44);
  EXPECT_EQ(scene.actions, "");
  scene.beat(10);
  EXPECT_EQ(scene.actions, "");
}

}  // namespace
}  // namespace sb::fw
