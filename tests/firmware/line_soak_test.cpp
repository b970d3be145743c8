// Octets from hell against the whole box: noise, cut and flipped frames, whole frames with senseless
// messages. Nothing may stop it, overrun it (the sanitizers of preset asan look on) or be obeyed that was not
// said.
// SB_FUZZ_OCTETS asks for more or less than the 1e8 of every ./check (two seconds).
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "firmware/core/supervisor.hpp"
#include "firmware/port/host/sim_hal.hpp"
#include "wire/mcu/link.pb.h"

namespace sb::fw {
namespace {

namespace pb = songbien::wire::v1;

std::uint64_t octets_wanted() {
  const char* asked = std::getenv("SB_FUZZ_OCTETS");
  return asked == nullptr ? 100'000'000 : std::strtoull(asked, nullptr, 10);
}

class Hell {
 public:
  std::vector<std::uint8_t> next() {
    switch (random_() % 4) {
      case 0:
        return noise(1 + random_() % 300);
      case 1: {
        auto frame = good_frame(noise(random_() % 193));
        return frame;
      }
      case 2: {
        auto frame = good_frame(message());
        frame.at(random_() % frame.size()) ^= static_cast<std::uint8_t>(1U << (random_() % 8));
        frame.resize(1 + random_() % frame.size());
        return frame;
      }
      default:
        return good_frame(message());
    }
  }

 private:
  std::vector<std::uint8_t> noise(std::size_t size) {
    std::vector<std::uint8_t> octets(size);
    for (auto& octet : octets) octet = static_cast<std::uint8_t>(random_() & 0xFFU);
    return octets;
  }

  std::vector<std::uint8_t> good_frame(const std::vector<std::uint8_t>& message) {
    wire::mcu::StuffedFrame out;
    const wire::mcu::Frame frame{static_cast<wire::mcu::FrameKind>(random_() % 3),
                                 static_cast<std::uint16_t>(random_() % 3),
                                 static_cast<std::uint8_t>(random_()), message};
    const std::size_t size = wire::mcu::encode_frame(frame, out);
    return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)};
  }

  /// A message that parses and says anything, except the one that would stop the scene: a host that takes its
  /// leave.
  std::vector<std::uint8_t> message() {
    pb::HostToMcu m;
    const auto any = static_cast<std::uint32_t>(random_());
    m.set_command_id(any);
    switch (random_() % 8) {
      case 0:
        m.mutable_heartbeat()->set_state(static_cast<pb::McuHostState>(random_() % 3));
        break;
      case 1:
        m.mutable_cycle_power()->set_rail(static_cast<pb::McuRail>(random_() % 9));
        m.mutable_cycle_power()->set_off_ms(any % 70'000);
        break;
      case 2:
        m.mutable_select_path()->set_path(static_cast<pb::McuRfPath>(random_() % 5));
        m.mutable_select_path()->set_hold_s(any % 80);
        break;
      case 3:
        m.mutable_read_log()->set_from_seq(any);
        m.mutable_read_log()->set_count(static_cast<std::uint32_t>(random_() % 80));
        break;
      case 4:
        m.mutable_begin_update()->set_octets(any % 80'000);
        break;
      case 5:
        m.mutable_update_block()->set_offset(any % 80'000);
        m.mutable_update_block()->set_octets(std::string(random_() % 150, 'x'));
        break;
      case 6:
        m.mutable_finish_update();
        break;
      default:
        m.mutable_confirm_image();
        break;
    }
    const std::string text = m.SerializeAsString();
    return {text.begin(), text.end()};
  }

  std::mt19937_64 random_{20261124};
};

TEST(LineSoak, NothingStopsTheBox) {
  const Identity identity;
  SimFlash flash;
  SimHal hal(flash);
  Supervisor box(hal, identity, "soak");
  box.start();
  Hell hell;
  std::uint64_t octets = 0;
  const std::uint64_t wanted = octets_wanted();
  std::uint32_t kicks = 0;
  std::uint32_t diode_ms = 0;
  while (octets < wanted) {
    const auto burst = hell.next();
    octets += burst.size();
    hal.line.insert(hal.line.end(), burst.begin(), burst.end());
    for (int i = 0; i < 4; ++i) {
      hal.time_ms += 10;
      hal.tick_count += 640'000;
      box.step();
      hal.sent.clear();
      ASSERT_TRUE(!hal.output(board::Output::kNoiseDiode) || hal.output(board::Output::kRfOnLoad));
      diode_ms += hal.output(board::Output::kNoiseDiode) ? 10 : 0;
    }
    ASSERT_FALSE(hal.restarted) << "no image was ever signed";
    if (hal.time_ms % 10'000 == 0) {
      ASSERT_GT(hal.kicks, kicks) << "the watchdog starves";
      kicks = hal.kicks;
    }
  }
  EXPECT_EQ(BootStore(flash).load().trial_slot, BootState::kNoSlot);
  EXPECT_GT(box.link().frames().good, wanted / 1'000);
  EXPECT_GT(box.link().frames().refused(), wanted / 2'000);
  EXPECT_GT(diode_ms, 0U) << "some orders made sense";
  std::printf("%llu octets, %u frames taken, %u refused, %u events logged\n",
              static_cast<unsigned long long>(octets), box.link().frames().good,
              box.link().frames().refused(), box.log().next_seq() - 1);
}

}  // namespace
}  // namespace sb::fw
