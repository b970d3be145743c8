// A new image over the line: tried, confirmed, rolled back, refused.
#include <gtest/gtest.h>

#include "firmware/core/supervisor.hpp"
#include "tests/unit/firmware/boot/signer.hpp"
#include "tests/unit/firmware/core/box.hpp"

namespace sb::fw {
namespace {

using tests::Box;
using tests::install;
namespace pb = tests::pb;

struct UpdateOverTheLine : ::testing::Test {
  SimFlash flash;
  tests::Signer signer{3};
  Identity identity{board::BoardId::kHost, 0, 7, signer.public_key};

  static pb::McuOutcome send(Box& box, const std::vector<std::uint8_t>& image) {
    box.order().mutable_begin_update()->set_octets(static_cast<std::uint32_t>(image.size()));
    if (const auto outcome = box.outcome(); outcome != pb::MCU_OUTCOME_DONE) return outcome;
    for (std::size_t at = 0; at < image.size(); at += 128) {
      auto* block = box.order().mutable_update_block();
      block->set_offset(static_cast<std::uint32_t>(at));
      const auto size = std::min<std::size_t>(128, image.size() - at);
      block->set_octets(std::string(image.begin() + static_cast<std::ptrdiff_t>(at),
                                    image.begin() + static_cast<std::ptrdiff_t>(at + size)));
      if (const auto outcome = box.outcome(60); outcome != pb::MCU_OUTCOME_DONE) return outcome;
    }
    box.order().mutable_finish_update();
    return box.outcome();
  }
};

TEST_F(UpdateOverTheLine, IsTriedConfirmedAndLogged) {
  Box box(flash, identity);
  box.start();
  box.run(3'000);
  ASSERT_EQ(send(box, signer.image(1, 8, 700)), pb::MCU_OUTCOME_DONE);
  box.run(1'000);
  EXPECT_TRUE(box.hal.restarted);
  EXPECT_EQ(choose_slot(flash, identity.board, identity.key).slot, 1U);
  Identity next = identity;
  next.slot = 1;
  next.number = 8;
  Box after(flash, next);
  after.start();
  after.run(3'000);
  EXPECT_TRUE(after.hellos.back().trial());
  after.order().mutable_begin_update()->set_octets(1'000);
  EXPECT_EQ(after.outcome(), pb::MCU_OUTCOME_REFUSED) << "on trial the other slot is the way back";
  after.order().mutable_confirm_image();
  EXPECT_EQ(after.outcome(), pb::MCU_OUTCOME_DONE);
  EXPECT_EQ(after.count(pb::MCU_EVENT_KIND_IMAGE_CONFIRMED), 1U);
  EXPECT_EQ(BootStore(flash).load(), (BootState{1, BootState::kNoSlot, 0, 0}));
  EXPECT_EQ(after.events[0].boot(), 2U);
}

TEST_F(UpdateOverTheLine, UnconfirmedRestartsAndTheRollBackIsLogged) {
  install(flash, 0, signer.image(0, 7, 200));
  install(flash, 1, signer.image(1, 8, 200));
  BootStore(flash).store({0, 1, 0, 0});
  Identity trial = identity;
  trial.slot = 1;
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(choose_slot(flash, identity.board, identity.key).slot, 1U);
    Box box(flash, trial);
    box.start();
    box.run(Supervisor::kTrialMs - 1'000);
    EXPECT_FALSE(box.hal.restarted);
    box.run(2'000);
    EXPECT_TRUE(box.hal.restarted);
  }
  ASSERT_EQ(choose_slot(flash, identity.board, identity.key).slot, 0U);
  Box box(flash, identity);
  box.start();
  box.run(3'000);
  ASSERT_EQ(box.count(pb::MCU_EVENT_KIND_ROLLED_BACK), 1U);
  EXPECT_FALSE(box.hellos.back().trial());
  EXPECT_EQ(BootStore(flash).load().given_up_number, 0U);
}

TEST_F(UpdateOverTheLine, ABadImageIsRefusedAndNothingChanges) {
  Box box(flash, identity);
  box.start();
  box.run(2'000);
  auto image = signer.image(1, 8, 700);
  image[500] ^= 1U;
  EXPECT_EQ(send(box, image), pb::MCU_OUTCOME_FAILED);
  EXPECT_FALSE(box.hal.restarted);
  EXPECT_EQ(BootStore(flash).load(), BootState{});
}

TEST_F(UpdateOverTheLine, AWornPageKeepsTheTrialUnconfirmed) {
  BootStore(flash).store({0, 1, 1, 0});
  Identity trial = identity;
  trial.slot = 1;
  Box box(flash, trial);
  box.start();
  box.run(2'000);
  flash.break_page(board::kBootStateAt);
  box.order().mutable_confirm_image();
  EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_FAILED);
}

}  // namespace
}  // namespace sb::fw
