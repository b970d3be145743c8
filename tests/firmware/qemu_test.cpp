// The signed images on QEMU's Cortex-M3, spoken to by the node's own link through a pty: booted, killed,
// upgraded, rolled back, hung, and told of a hung host.
#include <cstdio>

#include <gtest/gtest.h>

#include "firmware/board/pins.hpp"
#include "tests/firmware/qemu_box.hpp"
#include "wire/mcu/link.pb.h"

namespace sb::fw::tests {
namespace {

namespace pb = songbien::wire::v1;
using board::Output;

constexpr double kSoonS = 20;  // generous: other programs share the machine

std::size_t number(Output output) {
  return static_cast<std::size_t>(output);
}
std::string slot_image(int slot) {
  return read_file(image_folder() / ("mps2_an385_slot" + std::to_string(slot) + ".img"));
}

bool talks(QemuHost& host) {
  return wait_until(
      [&] { return host.link().health().talks && !host.link().health().firmware_version.empty(); }, kSoonS);
}

TEST(Qemu, ABlankChipStartsNothing) {
  QemuBox box("");
  box.start();
  EXPECT_EQ(box.wait_for_exit(), 3);
}

TEST(Qemu, AForgedImageStartsNothing) {
  std::string forged = slot_image(0);
  forged[70] = static_cast<char>(forged[70] ^ 1);  // in the signature
  QemuBox box(forged);
  box.start();
  EXPECT_EQ(box.wait_for_exit(), 3);
}

TEST(Qemu, BootsSensesDrivesAndTells) {
  QemuBox box(slot_image(0));
  box.start();
  QemuHost host(box);
  ASSERT_TRUE(talks(host));
  EXPECT_EQ(host.link().health().slot, 0U);
  EXPECT_FALSE(host.link().health().on_trial);
  for (const Output rail : {Output::kHostEnable, Output::kSdrEnable, Output::kLnaEnable}) {
    EXPECT_TRUE(wait_until([&] { return box.output(number(rail)); }, kSoonS)) << number(rail);
  }
  EXPECT_TRUE(wait_until([&] { return host.link().health().battery_v.value_or(0) > 13.3; }, kSoonS));
  EXPECT_NEAR(host.link().health().battery_v.value_or(0), 2.350 * 5.7, 0.01);
  box.bench(std::string("C\xBE\xEF\x92\xBE\xEF\x92", 7));
  EXPECT_TRUE(wait_until([&] { return host.link().health().temperature_c.has_value(); }, kSoonS));
  EXPECT_NEAR(host.link().health().temperature_c.value_or(0), -45 + 175.0 * 0xBEEF / 0xFFFF, 0.1);
  box.bench({'I', static_cast<char>(board::Input::kDoorOpen), 1});
  EXPECT_TRUE(wait_until([&] { return host.count(pb::MCU_EVENT_KIND_DOOR) == 1; }, kSoonS));
  box.bench("P");
  EXPECT_TRUE(wait_until([&] { return host.link().health().pulses == 1; }, kSoonS));
  const int rises = box.rises(number(Output::kSdrEnable));
  EXPECT_TRUE(host.link().cycle_receiver(0.5).has_value());
  EXPECT_TRUE(wait_until([&] { return box.rises(number(Output::kSdrEnable)) == rises + 1; }, kSoonS));
  EXPECT_TRUE(host.link().select_path(node::McuRfPath::kNoiseDiode, 1).has_value());
  EXPECT_TRUE(wait_until([&] { return box.rises(number(Output::kNoiseDiode)) == 1; }, kSoonS));
  EXPECT_TRUE(wait_until([&] { return !box.output(number(Output::kRfOnLoad)); }, kSoonS));
  EXPECT_FALSE(host.link().select_path(node::McuRfPath::kTerminator, 99).has_value());
  const int starts = box.rises(number(Output::kHostEnable));
  EXPECT_TRUE(host.link().reboot_host("test").has_value());
  EXPECT_TRUE(wait_until([&] { return box.rises(number(Output::kHostEnable)) == starts + 1; }, kSoonS));
  std::printf("stack never used: %u octets\n", host.link().health().stack_free_bytes);
  EXPECT_GT(host.link().health().stack_free_bytes, 1'024U);
}

TEST(Qemu, KilledItKeepsItsLog) {
  QemuBox box(slot_image(0));
  for (std::uint32_t boot = 1; boot <= 3; ++boot) {
    box.start();
    QemuHost host(box);
    ASSERT_TRUE(talks(host));
    const auto log = host.link().read_log(1, 64);
    ASSERT_TRUE(log.has_value()) << log.error().text;
    ASSERT_FALSE(log->empty());
    EXPECT_EQ(log->front().kind, static_cast<std::uint32_t>(pb::MCU_EVENT_KIND_BOOT));
    EXPECT_EQ(log->back().boot, boot);
    host.hang();
    box.kill();
  }
}

TEST(Qemu, IsUpgradedConfirmedAndStaysSo) {
  QemuBox box(slot_image(0));
  box.start();
  {
    QemuHost host(box);
    ASSERT_TRUE(talks(host));
    std::string damaged = slot_image(1);
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x10);
    const auto refused = host.link().update(damaged);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
    EXPECT_EQ(host.link().health().slot, 0U);
    const auto began = std::chrono::steady_clock::now();
    const auto done = host.link().update(slot_image(1));
    ASSERT_TRUE(done.has_value()) << done.error().text;
    ASSERT_TRUE(wait_until([&] { return host.link().health().slot == 1; }, kSoonS));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("update of %zu octets and restart: %.1f s\n", slot_image(1).size(), took.count());
    EXPECT_TRUE(host.link().health().on_trial);
    ASSERT_TRUE(host.link().confirm_image().has_value());
    host.hang();
  }
  for (int i = 0; i < 3; ++i) {
    box.kill();
    box.start();
    QemuHost host(box);
    ASSERT_TRUE(talks(host));
    EXPECT_EQ(host.link().health().slot, 1U);
    EXPECT_FALSE(host.link().health().on_trial);
    host.hang();
  }
}

TEST(Qemu, AnUnconfirmedImageIsRolledBack) {
  QemuBox box(slot_image(0));
  box.start();
  {
    QemuHost host(box);
    ASSERT_TRUE(talks(host));
    ASSERT_TRUE(host.link().update(slot_image(1)).has_value());
    ASSERT_TRUE(wait_until([&] { return host.link().health().slot == 1; }, kSoonS));
    host.hang();
  }
  box.kill();  // the first trial start ends without a word
  box.start();
  {
    QemuHost host(box);
    ASSERT_TRUE(talks(host));
    EXPECT_EQ(host.link().health().slot, 1U) << "the second trial start";
    host.hang();
  }
  box.kill();
  box.start();
  QemuHost host(box);
  ASSERT_TRUE(talks(host));
  EXPECT_EQ(host.link().health().slot, 0U);
  EXPECT_TRUE(wait_until([&] { return host.count(pb::MCU_EVENT_KIND_ROLLED_BACK) == 1; }, kSoonS));
}

TEST(Qemu, AFirmwareThatHangsIsRestartedByItsWatchdog) {
  QemuBox box(slot_image(0));
  box.start();
  QemuHost host(box);
  ASSERT_TRUE(talks(host));
  box.bench("H");
  const auto restarted = [&host] {
    for (const auto& event : host.events()) {
      if (event.kind == pb::MCU_EVENT_KIND_BOOT && event.value == pb::MCU_RESET_CAUSE_WATCHDOG) return true;
    }
    return false;
  };
  EXPECT_TRUE(wait_until(restarted, 2 * kSoonS));
}

TEST(Qemu, AHungHostIsResetAndItsStreamIsBackInNinetySeconds) {
  // Time of the whole way: silence to reset as measured here, and the longest boot that the ladder waits for
  // (45 s).
  QemuBox box(slot_image(0));
  box.start();
  QemuHost host(box);
  ASSERT_TRUE(talks(host));
  ASSERT_TRUE(wait_until([&] { return box.output(number(Output::kSdrEnable)); }, kSoonS));
  // The first heartbeat is on its way within a second; what is answered after it was read after it.
  std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
  ASSERT_TRUE(host.link().read_log(1, 1).has_value());
  host.hang();
  const auto hung = std::chrono::steady_clock::now();
  const int radio = box.rises(number(Output::kSdrEnable));
  ASSERT_TRUE(wait_until([&] { return box.rises(number(Output::kHostReset)) == 1; }, 45));
  const std::chrono::duration<double> to_reset = std::chrono::steady_clock::now() - hung;
  EXPECT_EQ(box.rises(number(Output::kSdrEnable)), radio + 1) << "the receiver was cycled before";
  QemuHost again(box);  // the host is up again
  const auto up = std::chrono::steady_clock::now();
  ASSERT_TRUE(wait_until(
      [&] { return again.link().health().host_resets == 1 && again.link().health().talks; }, kSoonS));
  ASSERT_TRUE(wait_until([&] { return box.output(number(Output::kSdrEnable)); }, kSoonS));
  const std::chrono::duration<double> to_stream = std::chrono::steady_clock::now() - up;
  const auto log = again.link().read_log(1, 64);
  ASSERT_TRUE(log.has_value());
  for (const auto& entry : *log) {
    std::printf("box log %u: at %u s kind %u value %u\n", entry.seq, entry.uptime_s, entry.kind, entry.value);
  }
  std::printf(
      "host hung -> reset %.1f s, up -> receiver powered and heard %.1f s; with 45 s of boot %.1f s\n",
      to_reset.count(), to_stream.count(), to_reset.count() + to_stream.count() + 45);
  EXPECT_LE(to_reset.count() + to_stream.count() + 45, 90);
}

}  // namespace
}  // namespace sb::fw::tests
