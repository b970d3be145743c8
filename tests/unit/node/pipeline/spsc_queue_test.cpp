#include "node/pipeline/spsc_queue.hpp"

#include <cstdint>
#include <thread>

#include <gtest/gtest.h>

namespace sb::node {
namespace {

TEST(SpscQueue, FullAndEmpty) {
  SpscQueue<int> queue(2);
  EXPECT_EQ(queue.front(), nullptr);
  *queue.claim() = 1;
  EXPECT_EQ(queue.front(), nullptr);  // claimed is not published
  queue.publish();
  *queue.claim() = 2;
  queue.publish();
  EXPECT_EQ(queue.claim(), nullptr);
  EXPECT_EQ(*queue.front(), 1);
  queue.release();
  EXPECT_EQ(*queue.front(), 2);
  EXPECT_NE(queue.claim(), nullptr);
}

TEST(SpscQueue, TwoThreadsKeepOrderAndLoseNothing) {
  constexpr std::uint64_t kCount = 200'000;
  SpscQueue<std::uint64_t> queue(7);
  std::jthread producer([&] {
    for (std::uint64_t i = 0; i < kCount;) {
      if (auto* place = queue.claim()) {
        *place = i++;
        queue.publish();
      } else {
        std::this_thread::yield();
      }
    }
  });
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < kCount;) {
    if (const auto* place = queue.front()) {
      wrong += *place != i++ ? 1U : 0U;
      queue.release();
    } else {
      std::this_thread::yield();
    }
  }
  EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace sb::node
