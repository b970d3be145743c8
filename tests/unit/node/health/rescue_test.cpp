// The rungs above the device, over the fault-injecting disk and a clock that the test sets.
#include "node/health/rescue.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/health/clock_watch.hpp"
#include "node/health/usb_port.hpp"
#include "tests/support/faulty_file_system.hpp"
#include "tests/support/recording.hpp"

namespace sb::node {
namespace {

using ::testing::ElementsAre;

class SetClock final : public Clock {
 public:
  std::int64_t utc_ns() const override { return now_ns; }
  std::int64_t steady_ns() const override { return now_ns; }
  dsp::TimeQuality quality() const override { return dsp::TimeQuality::kNtp; }
  void sleep_ns(std::int64_t duration) const override { slept_ns.push_back(duration); }
  void pass(double seconds) { now_ns += static_cast<std::int64_t>(seconds * 1e9); }
  std::int64_t now_ns = 1'000'000'000'000;
  mutable std::vector<std::int64_t> slept_ns;
};

class FakePower final : public PowerControl {
 public:
  Result<void> cycle_receiver(double /*off_s*/) override {
    ++cycles;
    if (fitted) return {};
    return fail(ErrorCode::kUnsupported, "no switch");
  }
  Result<void> reboot_host(std::string_view /*why*/) override {
    ++reboots;
    return {};
  }
  bool fitted = true;
  int cycles = 0, reboots = 0;
};

class RescueTest : public ::testing::Test {
 protected:
  RescueTest() { EXPECT_TRUE(disk_.make_directory("/state")); }
  Rescue make(const std::string& host_boot = "boot-1") {
    RescueOptions options;
    options.file = "/state/recovery.json";
    options.host_boot = host_boot;
    return Rescue(
        power_, clock_, disk_, options, [this] { ++ended_; }, [this] { return host_age_s_; });
  }
  SetClock clock_;
  FakePower power_;
  tests::FaultyFileSystem disk_;
  int ended_ = 0;
  double host_age_s_ = 7 * 3600.0;
};

TEST_F(RescueTest, PowerIsCycledAtMostEveryTwoMinutes) {
  Rescue rescue = make();
  EXPECT_TRUE(rescue.allows(Rung::kPower));
  EXPECT_TRUE(rescue.climb(Rung::kPower, "silent"));
  EXPECT_FALSE(rescue.allows(Rung::kPower));
  clock_.pass(119.0);
  EXPECT_FALSE(rescue.allows(Rung::kPower));
  clock_.pass(1.0);
  EXPECT_TRUE(rescue.allows(Rung::kPower));
  EXPECT_EQ(rescue.counts().power_cycles, 1U);
}

TEST_F(RescueTest, ASwitchThatIsNotFittedIsAskedOnce) {
  power_.fitted = false;
  Rescue rescue = make();
  EXPECT_FALSE(rescue.climb(Rung::kPower, "silent"));
  clock_.pass(1000.0);
  EXPECT_FALSE(rescue.allows(Rung::kPower));
  EXPECT_EQ(rescue.counts().power_cycles, 0U);
}

TEST_F(RescueTest, AYoungProcessIsNotEnded) {
  Rescue rescue = make();
  EXPECT_FALSE(rescue.allows(Rung::kProcess));
  clock_.pass(600.0);
  EXPECT_TRUE(rescue.allows(Rung::kProcess));
  EXPECT_TRUE(rescue.climb(Rung::kProcess, "silent"));
  EXPECT_EQ(ended_, 1);
}

TEST_F(RescueTest, TheHostIsRestartedOnlyAfterAProcessRestartThatDidNotHelpAndNeverTwiceInSixHours) {
  Rescue first = make();
  EXPECT_FALSE(first.allows(Rung::kHost));
  first.climb(Rung::kProcess, "silent");
  {
    Rescue second = make();
    EXPECT_EQ(second.counts().process_restarts, 1U);
    EXPECT_TRUE(second.allows(Rung::kHost));
    host_age_s_ = 5 * 3600.0;
    EXPECT_FALSE(second.allows(Rung::kHost));
    host_age_s_ = 7 * 3600.0;
    EXPECT_TRUE(second.climb(Rung::kHost, "silent"));
    EXPECT_EQ(power_.reboots, 1);
  }
  EXPECT_FALSE(make().allows(Rung::kHost)) << "a start that followed no process restart";
}

TEST_F(RescueTest, CountsBeginAgainWithTheHostAndSurviveDamage) {
  make().climb(Rung::kPower, "silent");
  EXPECT_EQ(make("boot-1").counts().power_cycles, 1U);
  EXPECT_EQ(make("boot-2").counts().power_cycles, 0U);
  for (const char* damaged : {"", "{", "[1]", R"({"host_boot":"boot-1","power_cycles":"many"})",
                              R"({"host_boot":"boot-1","power_cycles":-1})"}) {
    static_cast<void>(disk_.remove("/state/recovery.json"));
    auto file = disk_.open_append("/state/recovery.json");
    ASSERT_TRUE((*file)->append(damaged));
    EXPECT_EQ(make().counts().power_cycles, 0U) << damaged;
  }
}

TEST(UsbPort, SwitchesOffAndOn) {
  sb::test::TempDir folder;
  SetClock clock;
  const auto file = folder / "disable";
  UsbPort port(file, clock);
  EXPECT_EQ(port.cycle_receiver(2.0).error().code, ErrorCode::kUnsupported);
  std::ofstream(file) << "0";
  EXPECT_TRUE(port.cycle_receiver(2.0));
  EXPECT_EQ(std::ifstream(file).get(), '0');
  ASSERT_EQ(clock.slept_ns.size(), 2U);
  EXPECT_EQ(clock.slept_ns[0], 2'000'000'000);
  EXPECT_EQ(port.reboot_host("why").error().code, ErrorCode::kUnsupported);
}

TEST(ClockWatch, TellsStepsAndNotSlewing) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  ClockWatch watch;
  std::int64_t utc = 1'000 * kSecond;
  std::int64_t steady = 5 * kSecond;
  EXPECT_FALSE(watch.look(utc, steady));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(watch.look(utc += kSecond + 500'000, steady += kSecond));
  EXPECT_EQ(watch.look(utc += 3601 * kSecond, steady += kSecond), 3600 * kSecond);
  EXPECT_FALSE(watch.look(utc += kSecond, steady += kSecond)) << "told once";
  EXPECT_EQ(watch.look(utc -= kSecond, steady += kSecond), -2 * kSecond);
  EXPECT_FALSE(watch.look(utc += 86400 * kSecond, steady += 86400 * kSecond))
      << "a long sleep of the watcher";
}

}  // namespace
}  // namespace sb::node
