#include "firmware/core/rails.hpp"

#include <gtest/gtest.h>

namespace sb::fw {
namespace {

constexpr RailMask kAll = 0x0F;

struct Board {
  Rails rails;
  std::uint32_t now_ms = 1'000;
  RailMask works = kAll;  ///< rails whose switch reports power-good when on

  RailMask run(std::uint32_t ms) {
    for (const std::uint32_t end = now_ms + ms; now_ms < end;) {
      now_ms += 10;
      rails.step(now_ms, static_cast<RailMask>(rails.on() & works));
    }
    return rails.on();
  }
  void want_all() {
    for (const Rail rail : {Rail::kLna, Rail::kSdr, Rail::kModem, Rail::kGnss}) rails.want(rail, true);
  }
};

TEST(Rails, ComeUpOneAtATimeAndTheAmplifierLast) {
  Board board;
  board.want_all();
  RailMask before = 0;
  std::uint32_t last_ms = 0;
  std::vector<RailMask> order;
  while (board.rails.on() != kAll) {
    board.run(10);
    ASSERT_LT(board.now_ms, 5'000U);
    if (board.rails.on() == before) continue;
    const auto news = static_cast<RailMask>(board.rails.on() ^ before);
    if (last_ms != 0) {
      EXPECT_GE(board.now_ms - last_ms, Rails::kStepMs);
    }
    order.push_back(news);
    before = board.rails.on();
    last_ms = board.now_ms;
  }
  EXPECT_EQ(order,
            (std::vector<RailMask>{bit(Rail::kGnss), bit(Rail::kModem), bit(Rail::kSdr), bit(Rail::kLna)}));
}

TEST(Rails, TheAmplifierFollowsTheReceiver) {
  Board board;
  board.rails.want(Rail::kLna, true);
  EXPECT_EQ(board.run(5'000), 0) << "no amplifier without a receiver";
  board.rails.want(Rail::kSdr, true);
  EXPECT_EQ(board.run(1'000), bit(Rail::kSdr) | bit(Rail::kLna));
  board.rails.want(Rail::kSdr, false);
  EXPECT_EQ(board.run(10), 0);
}

TEST(Rails, ACycleIsAsLongAsAsked) {
  Board board;
  board.want_all();
  board.run(2'000);
  EXPECT_TRUE(board.rails.cycle(board.now_ms, Rail::kSdr, 3'000));
  EXPECT_EQ(board.run(2'990), bit(Rail::kGnss) | bit(Rail::kModem));
  EXPECT_EQ(board.run(20) & bit(Rail::kSdr), bit(Rail::kSdr));
  EXPECT_EQ(board.run(500), kAll);
  board.rails.want(Rail::kModem, false);
  board.run(10);
  EXPECT_FALSE(board.rails.cycle(board.now_ms, Rail::kModem, 1'000)) << "what is not wanted is not cycled";
  EXPECT_EQ(board.run(3'000) & bit(Rail::kModem), 0);
}

TEST(Rails, AShortCircuitIsTriedThriceAndLeftOff) {
  Board board;
  board.works = static_cast<RailMask>(kAll & ~bit(Rail::kModem));
  board.want_all();
  std::uint32_t starts = 0;
  bool was_on = false;
  for (int i = 0; i < 12'000; ++i) {
    const bool on = (board.run(10) & bit(Rail::kModem)) != 0;
    if (on && !was_on) ++starts;
    was_on = on;
  }
  EXPECT_EQ(starts, Rails::kMostFailures);
  EXPECT_EQ(board.rails.faulty(), bit(Rail::kModem));
  EXPECT_EQ(board.rails.on(), kAll & ~bit(Rail::kModem)) << "the others are not its hostages";
  board.works = kAll;
  EXPECT_TRUE(board.rails.cycle(board.now_ms, Rail::kModem, 100));
  EXPECT_EQ(board.run(500), kAll);
  EXPECT_EQ(board.rails.faulty(), 0);
}

}  // namespace
}  // namespace sb::fw
