// What the gateway is told of the box.
#include "node/app/box_event.hpp"

#include <gtest/gtest.h>

#include "wire/mcu/link.pb.h"

namespace sb::node {
namespace {

namespace mcu = songbien::wire::v1;
namespace pb = wire::pb;

TEST(BoxEvent, SaysWhatHappenedWithTheBoxsOwnTime) {
  const auto door = box_event({17, 3, 400, 1'790'000'000, mcu::MCU_EVENT_KIND_DOOR, 1});
  ASSERT_TRUE(door.has_value());
  EXPECT_EQ(door->kind, pb::NODE_EVENT_KIND_TAMPER);
  EXPECT_EQ(door->text, "door opened at 2026-09-21T14:13:20Z (box log 17)");
  const auto unset = box_event({18, 3, 400, 0, mcu::MCU_EVENT_KIND_TILT, 0});
  ASSERT_TRUE(unset.has_value());
  EXPECT_EQ(unset->text, "mast upright again (box log 18)");
}

TEST(BoxEvent, EveryKindIsToldOrKnowinglyNot) {
  for (int kind = 1; kind < mcu::McuEventKind_ARRAYSIZE; ++kind) {
    const auto event = box_event({1, 1, 1, 1, static_cast<std::uint32_t>(kind), 1});
    // A written image is told when it is confirmed; the pulse is in the status.
    const bool is_quiet = kind == mcu::MCU_EVENT_KIND_UPDATE || kind == mcu::MCU_EVENT_KIND_PPS_LOST;
    EXPECT_EQ(event.has_value(), !is_quiet) << kind;
  }
  EXPECT_FALSE(box_event({1, 1, 1, 1, 999, 1}).has_value()) << "a newer firmware's";
}

}  // namespace
}  // namespace sb::node
