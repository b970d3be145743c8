// Slots, trials, roll-back and the update that fills a slot, with the supply cut anywhere.
#include <random>

#include <gtest/gtest.h>

#include "firmware/boot/boot_state.hpp"
#include "firmware/core/update.hpp"
#include "tests/unit/firmware/boot/signer.hpp"

namespace sb::fw {
namespace {

using tests::install;

constexpr auto kBoard = board::BoardId::kHost;

struct Chip {
  SimFlash flash;
  tests::Signer signer{42};
  BootChoice start() { return choose_slot(flash, kBoard, signer.public_key); }
  BootState state() { return BootStore(flash).load(); }
};

TEST(Image, IsReadOnlyWhereItBelongs) {
  Chip chip;
  install(chip.flash, 0, chip.signer.image(0, 5, 1000));
  ASSERT_TRUE(verify_image(chip.flash, 0, kBoard, chip.signer.public_key).has_value());
  EXPECT_EQ(verify_image(chip.flash, 0, kBoard, chip.signer.public_key)->number, 5U);
  EXPECT_FALSE(read_image_header(chip.flash, 0, board::BoardId::kStm32G0B1).has_value()) << "another board's";
  install(chip.flash, 1, chip.signer.image(0, 5, 1000));
  EXPECT_FALSE(read_image_header(chip.flash, 1, kBoard).has_value()) << "linked for the other slot";
  const tests::Signer thief(43);
  EXPECT_FALSE(verify_image(chip.flash, 0, kBoard, thief.public_key).has_value());
  for (const std::uint32_t octets : {0U, board::kSlotBytes - board::kImageHeaderBytes + 1}) {
    auto image = chip.signer.image(0, 1, 64);
    put32(image, 12, octets);
    install(chip.flash, 0, image);
    EXPECT_FALSE(read_image_header(chip.flash, 0, kBoard).has_value()) << octets;
  }
  auto newer = chip.signer.image(0, 1, 64);
  put32(newer, 4, 2);
  install(chip.flash, 0, newer);
  EXPECT_FALSE(read_image_header(chip.flash, 0, kBoard).has_value()) << "another format";
}

TEST(BootStore, KeepsTheLastStateOverManyPages) {
  SimFlash flash;
  BootStore store(flash);
  EXPECT_EQ(store.load(), BootState{});
  for (std::uint32_t i = 1; i <= 400; ++i) {
    const BootState state{i % 2, i % 3, i, i * 3};
    ASSERT_TRUE(store.store(state));
    ASSERT_EQ(BootStore(flash).load(), state);
  }
  EXPECT_EQ(flash.double_programmed(), 0U);
}

TEST(BootStore, APowerCutLeavesTheStateBeforeOrAfter) {
  SimFlash flash;
  std::mt19937_64 random(11);
  BootState before;
  for (std::uint32_t i = 1; i <= 1'000; ++i) {
    const BootState after{i % 2, BootState::kNoSlot, i, i};
    flash.cut_after(static_cast<std::uint32_t>(random() % 40), random());
    const bool done = BootStore(flash).store(after);
    flash.restore();
    const BootState found = BootStore(flash).load();
    ASSERT_TRUE(found == after || (!done && found == before)) << i;
    before = found;
  }
}

TEST(BootStore, AWornPageIsReported) {
  SimFlash flash;
  flash.break_page(board::kBootStateAt);
  EXPECT_FALSE(BootStore(flash).store({}));
}

TEST(ChooseSlot, StartsTheConfirmedOne) {
  Chip chip;
  EXPECT_FALSE(chip.start().slot.has_value()) << "an empty chip starts nothing";
  install(chip.flash, 0, chip.signer.image(0, 1, 500));
  EXPECT_EQ(chip.start().slot, 0U);
  EXPECT_FALSE(chip.start().is_trial);
}

TEST(ChooseSlot, TakesTheOtherWhenTheConfirmedOneIsDamaged) {
  Chip chip;
  auto image = chip.signer.image(0, 1, 500);
  image.back() ^= 1U;
  install(chip.flash, 0, image);
  install(chip.flash, 1, chip.signer.image(1, 1, 500));
  EXPECT_EQ(chip.start().slot, 1U);
  EXPECT_EQ(chip.state().confirmed_slot, 1U);
}

TEST(ChooseSlot, ATrialHasItsStartsAndIsThenRolledBack) {
  Chip chip;
  install(chip.flash, 0, chip.signer.image(0, 1, 500));
  install(chip.flash, 1, chip.signer.image(1, 2, 500));
  BootStore(chip.flash).store({0, 1, 0, 0});
  for (std::uint32_t i = 0; i < BootState::kMostTrialStarts; ++i) {
    const BootChoice choice = chip.start();
    EXPECT_EQ(choice.slot, 1U);
    EXPECT_TRUE(choice.is_trial);
  }
  const BootChoice after = chip.start();
  EXPECT_EQ(after.slot, 0U);
  EXPECT_FALSE(after.is_trial);
  EXPECT_EQ(chip.state(), (BootState{0, BootState::kNoSlot, 0, 2}));
}

TEST(ChooseSlot, ABadlySignedTrialNeverRuns) {
  Chip chip;
  install(chip.flash, 0, chip.signer.image(0, 1, 500));
  install(chip.flash, 1, tests::Signer(7).image(1, 2, 500));
  BootStore(chip.flash).store({0, 1, 0, 0});
  EXPECT_EQ(chip.start().slot, 0U);
  EXPECT_EQ(chip.state().given_up_number, 2U);
  chip.flash.octets()[board::kSlotAt.at(1)] = 0;
  BootStore(chip.flash).store({0, 1, 0, 0});
  EXPECT_EQ(chip.start().slot, 0U);
  EXPECT_EQ(chip.state().given_up_number, UINT32_MAX) << "not even a header";
}

TEST(ChooseSlot, ATrialThatCannotBeCountedDoesNotRun) {
  Chip chip;
  install(chip.flash, 0, chip.signer.image(0, 1, 500));
  install(chip.flash, 1, chip.signer.image(1, 2, 500));
  BootStore(chip.flash).store({0, 1, 0, 0});
  chip.flash.break_page(board::kBootStateAt);
  EXPECT_FALSE(chip.start().slot.has_value());
}

TEST(ChooseSlot, ASlotThatDoesNotExistIsTheFirst) {
  Chip chip;
  install(chip.flash, 0, chip.signer.image(0, 1, 500));
  BootStore(chip.flash).store({9, BootState::kNoSlot, 0, 0});
  EXPECT_EQ(chip.start().slot, 0U);
}

struct Device : Chip {
  Identity identity{kBoard, 0, 3, signer.public_key};
  Update update{flash, identity};

  bool send(const std::vector<std::uint8_t>& image, std::uint32_t step = 128) {
    if (!update.begin(static_cast<std::uint32_t>(image.size()))) return false;
    for (std::uint32_t at = 0; at < image.size(); at += step) {
      const auto size = std::min<std::size_t>(step, image.size() - at);
      if (!update.block(at, std::span(image).subspan(at, size))) return false;
    }
    return true;
  }
};

TEST(Update, FillsTheOtherSlotAndPutsItOnTrial) {
  Device device;
  install(device.flash, 0, device.signer.image(0, 3, 500));
  ASSERT_TRUE(device.send(device.signer.image(1, 4, 5'003)));
  ASSERT_TRUE(device.update.finish());
  EXPECT_EQ(device.state(), (BootState{0, 1, 0, 0}));
  EXPECT_EQ(device.start().slot, 1U);
  EXPECT_EQ(device.flash.double_programmed(), 0U);
  EXPECT_FALSE(device.update.finish()) << "once";
}

TEST(Update, OverAnOldImageEveryPageIsErasedFirst) {
  Device device;
  install(device.flash, 1, std::vector<std::uint8_t>(board::kSlotBytes, 0));
  ASSERT_TRUE(device.send(device.signer.image(1, 4, 9'000), 72));
  EXPECT_TRUE(device.update.finish());
  EXPECT_EQ(device.flash.double_programmed(), 0U);
}

TEST(Update, RefusesOlderForeignAndDamagedImages) {
  Device device;
  ASSERT_TRUE(device.send(device.signer.image(1, 2, 1'000)));
  EXPECT_FALSE(device.update.finish()) << "older than what runs";
  ASSERT_TRUE(device.send(tests::Signer(1).image(1, 9, 1'000)));
  EXPECT_FALSE(device.update.finish()) << "another key";
  auto damaged = device.signer.image(1, 9, 1'000);
  damaged[700] ^= 4U;
  ASSERT_TRUE(device.send(damaged));
  EXPECT_FALSE(device.update.finish());
  auto longer = device.signer.image(1, 9, 1'000);
  longer.resize(longer.size() + 8);
  ASSERT_TRUE(device.send(longer));
  EXPECT_FALSE(device.update.finish()) << "more octets than the header says";
  EXPECT_EQ(device.state(), BootState{});
}

TEST(Update, BlocksComeInTurnAndAgain) {
  Device device;
  const auto image = device.signer.image(1, 4, 1'000);
  const auto part = [&image](std::uint32_t at, std::uint32_t size) {
    return std::span(image).subspan(at, size);
  };
  EXPECT_FALSE(device.update.block(0, part(0, 8))) << "nothing was begun";
  EXPECT_FALSE(device.update.begin(board::kImageHeaderBytes));
  EXPECT_FALSE(device.update.begin(board::kSlotBytes + 1));
  ASSERT_TRUE(device.update.begin(static_cast<std::uint32_t>(image.size())));
  EXPECT_TRUE(device.update.block(0, part(0, 128)));
  EXPECT_TRUE(device.update.block(0, part(0, 128))) << "its answer was lost";
  EXPECT_EQ(device.update.taken(), 128U);
  EXPECT_FALSE(device.update.block(256, part(256, 128))) << "a hole";
  EXPECT_FALSE(device.update.block(128, part(128, 127))) << "no whole words";
  EXPECT_FALSE(device.update.block(128, {}));
  EXPECT_FALSE(device.update.block(128, std::span(image).subspan(128, 136))) << "too long";
  EXPECT_FALSE(device.update.finish()) << "half an image";
  device.flash.break_page(board::kSlotAt.at(1));
  EXPECT_FALSE(device.update.block(128, part(128, 128)));
  EXPECT_FALSE(device.update.block(128, part(128, 128))) << "begin again";
  ASSERT_TRUE(device.update.begin(static_cast<std::uint32_t>(image.size())));
  EXPECT_FALSE(device.update.block(0, part(0, 128))) << "the page is worn";
}

TEST(Update, MoreThanWasAnnouncedIsRefused) {
  Device device;
  const auto image = device.signer.image(1, 4, 64);
  ASSERT_TRUE(device.update.begin(312));
  EXPECT_TRUE(device.update.block(0, std::span(image).first(128)));
  EXPECT_TRUE(device.update.block(128, std::span(image).subspan(128, 128)));
  EXPECT_FALSE(device.update.block(256, std::span(image).subspan(256, 64)));
}

TEST(Update, ACutAnywhereLeavesAChipThatStarts) {
  // The whole of an update, the supply cut at a random word: the chip starts the old image or the new one.
  std::mt19937_64 random(12);
  int old_image = 0;
  int new_image = 0;
  for (int i = 0; i < 60; ++i) {
    Device device;
    install(device.flash, 0, device.signer.image(0, 3, 200));
    const auto image = device.signer.image(1, 4, 1'200);
    device.flash.cut_after(static_cast<std::uint32_t>(random() % 270), random());
    if (device.send(image)) device.update.finish();
    device.flash.restore();
    const BootChoice choice = device.start();
    ASSERT_TRUE(choice.slot.has_value()) << i;
    ++(*choice.slot == 0 ? old_image : new_image);
  }
  EXPECT_GT(old_image, 20);
  EXPECT_GT(new_image, 0);
}

}  // namespace
}  // namespace sb::fw
