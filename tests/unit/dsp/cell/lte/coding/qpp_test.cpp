#include "dsp/cell/lte/coding/qpp.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "dsp/cell/lte/transport_block_size.hpp"

namespace sb::dsp::lte {
namespace {

// Sizes by rule: 40..512 by 8, ..1024 by 16, ..2048 by 32, ..6144 by 64 (TS 36.212 table 5.1.3-3).
std::vector<int> all_sizes() {
  std::vector<int> sizes;
  for (int k = 40; k <= 6144; k += k < 512 ? 8 : k < 1024 ? 16 : k < 2048 ? 32 : 64) sizes.push_back(k);
  return sizes;
}

TEST(Qpp, AllSizesArePermutations) {
  const auto sizes = all_sizes();
  ASSERT_EQ(sizes.size(), 188U);
  for (const int k : sizes) {
    ASSERT_TRUE(is_turbo_size(k)) << k;
    auto order = qpp_interleaver(k);
    EXPECT_EQ(order[0], 0);
    std::ranges::sort(order);
    std::vector<std::uint16_t> expected(order.size());
    std::iota(expected.begin(), expected.end(), std::uint16_t{0});
    EXPECT_EQ(order, expected) << k;
  }
  EXPECT_FALSE(is_turbo_size(41));
  EXPECT_FALSE(is_turbo_size(6152));
}

TEST(Qpp, FirstRowByHand) {
  // K = 40: 3 i + 10 i^2 modulo 40.
  const auto order = qpp_interleaver(40);
  EXPECT_EQ(order[1], 13);
  EXPECT_EQ(order[2], 6);
  EXPECT_EQ(order[3], 19);
  EXPECT_EQ(order[39], 7);  // -3 + 10
}

TEST(Qpp, EverySystemInformationBlockIsOneCodeBlockWithoutFiller) {
  for (const auto tbs : kTbsTwoPrb) EXPECT_TRUE(is_turbo_size(tbs + 24)) << tbs;
  for (const auto tbs : kTbsThreePrb) EXPECT_TRUE(is_turbo_size(tbs + 24)) << tbs;
  for (const auto tbs : kTbsFormat1C) EXPECT_TRUE(is_turbo_size(tbs + 24)) << tbs;
}

}  // namespace
}  // namespace sb::dsp::lte
