// The receiver's index tables against the standard's matrices, bit for bit.
#include "dsp/cell/lte/coding/rate_match.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/lte_textbook.hpp"

namespace sb::dsp::lte {
namespace {

namespace textbook = tests::textbook;

textbook::Bits concatenate(const std::vector<textbook::Bits>& streams) {
  textbook::Bits all;
  for (const auto& stream : streams) all.insert(all.end(), stream.begin(), stream.end());
  return all;
}

TEST(RateMatch, ConvolutionalBufferNamesEveryTransmittedBit) {
  std::mt19937 random(2);
  for (const int n : {24, 31, 32, 33, 40, 43, 47, 64}) {
    const auto d = textbook::tail_biting(textbook::random_bits(static_cast<std::size_t>(n), random));
    const auto e = textbook::match_convolutional(d, 576);
    const auto coded = concatenate(d);
    const auto buffer = convolutional_buffer(n);
    ASSERT_EQ(buffer.size(), coded.size());
    for (std::size_t i = 0; i < e.size(); ++i)
      ASSERT_EQ(e[i], coded[buffer[i % buffer.size()]]) << n << " " << i;
  }
}

TEST(RateMatch, TurboBufferNamesEveryTransmittedBitOfEveryVersion) {
  std::mt19937 random(3);
  for (const int k : {40, 168, 352, 1024, 2240}) {
    // Any streams will do: rate matching does not know the code.
    std::vector<textbook::Bits> d;
    for (int s = 0; s < 3; ++s) d.push_back(textbook::random_bits(static_cast<std::size_t>(k) + 4, random));
    const auto coded = concatenate(d);
    const auto buffer = turbo_buffer(k);
    ASSERT_EQ(buffer.order.size(), coded.size());
    for (int rv = 0; rv < 4; ++rv) {
      const auto e = textbook::match_turbo(d, 4 * k, rv);
      for (std::size_t i = 0; i < e.size(); ++i) {
        ASSERT_EQ(e[i], coded[buffer.order[(buffer.start[rv] + i) % buffer.order.size()]])
            << k << " rv " << rv;
      }
    }
  }
}

TEST(RateMatch, AccumulateWrapsRound) {
  const std::vector<std::uint16_t> buffer{2, 0, 1};
  std::vector<float> coded(3);
  accumulate(buffer, 2, std::vector<float>{1, 10, 100, 1000, 10000}, coded);
  EXPECT_EQ(coded, (std::vector<float>{100, 1001, 10010}));
}

TEST(RateMatch, InterleaverIsAPermutation) {
  for (int length = 1; length <= 300; ++length) {
    auto order = convolutional_interleaver(length);
    std::ranges::sort(order);
    for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(order[i], i);
    ASSERT_EQ(order.size(), static_cast<std::size_t>(length));
  }
}

}  // namespace
}  // namespace sb::dsp::lte
