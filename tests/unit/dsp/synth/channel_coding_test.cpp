#include "dsp/synth/channel_coding.hpp"

#include <numeric>
#include <stdexcept>
#include <string_view>

#include <gtest/gtest.h>

#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/qpp.hpp"

namespace sb::dsp::synth {
namespace {

Bits bits_of(std::string_view text) {
  Bits bits;
  for (const char c : text) {
    if (c == '0' || c == '1') bits.push_back(c == '1' ? 1 : 0);
  }
  return bits;
}

Bits ascii(std::string_view text) {
  Bits bits;
  for (const char c : text) append_bits(bits, static_cast<std::uint32_t>(c), 8);
  return bits;
}

Bits random_bits(std::size_t length, std::uint64_t seed) {
  CounterRandom random(seed);
  Bits bits(length);
  for (auto& bit : bits) bit = static_cast<std::uint8_t>(random.next() & 1U);
  return bits;
}

/// Product of two binary polynomials, lowest power first.
Bits product(const Bits& a, const Bits& b) {
  Bits out(a.size() + b.size() - 1, 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j)
      out[i + j] = static_cast<std::uint8_t>(out[i + j] ^ (a[i] & b[j]));
  }
  return out;
}

// Check values of the public CRC catalogue (CRC-24/LTE-A and CRC-16/XMODEM, the same polynomials from zero).
TEST(Crc, CatalogueCheckValues) {
  EXPECT_EQ(crc(ascii("123456789"), kCrc24A), 0xCDE703U);
  EXPECT_EQ(crc(ascii("123456789"), kCrc16), 0x31C3U);
}

TEST(Crc, OneBitLeavesThePolynomialAndAWordWithItsParityLeavesNothing) {
  EXPECT_EQ(crc(bits_of("1"), kCrc24A), 0x864CFBU);
  EXPECT_EQ(crc(bits_of("1"), kCrc16), 0x1021U);
  Bits word = random_bits(77, 3);
  append_bits(word, crc(word, kCrc24A), 24);
  EXPECT_EQ(crc(word, kCrc24A), 0U);
}

// One 1 runs through the register: the streams show the generators 133, 171, 165 octal.
TEST(TailBiting, ImpulseResponseIsTheGenerators) {
  Bits impulse(20, 0);
  impulse[5] = 1;
  const Streams d = tail_biting_encode(impulse);
  EXPECT_EQ(d[0], bits_of("00000 1011011 00000000"));
  EXPECT_EQ(d[1], bits_of("00000 1111001 00000000"));
  EXPECT_EQ(d[2], bits_of("00000 1110101 00000000"));
}

TEST(TailBiting, TheEndRunsIntoTheBeginning) {
  Bits impulse(20, 0);
  impulse[18] = 1;
  EXPECT_EQ(tail_biting_encode(impulse)[0], bits_of("11011 0000000000000 10"));
}

// 40 bits: two rows, 24 leading dummies. Columns 1, 17, 9, 25 hold (dummy, 9), (dummy, 25), (dummy, 17), (1,
// 33).
TEST(ConvolutionalMatching, InterleaverByHand) {
  const auto order = convolutional_interleave_order(40);
  ASSERT_EQ(order.size(), 40U);
  EXPECT_EQ(order[0], 9U);
  EXPECT_EQ(order[1], 25U);
  EXPECT_EQ(order[2], 17U);
  EXPECT_EQ(order[3], 1U);
  EXPECT_EQ(order[4], 33U);
}

TEST(ConvolutionalMatching, StreamsFollowOneAnotherAndRepeat) {
  const Streams d = tail_biting_encode(random_bits(40, 1));
  const Bits e = match_convolutional(d, 300);
  EXPECT_EQ(e[0], d[0][9]);
  EXPECT_EQ(e[40], d[1][9]);
  EXPECT_EQ(e[80 + 4], d[2][33]);
  for (std::size_t i = 120; i < 300; ++i) EXPECT_EQ(e[i], e[i - 120]) << i;
}

// (1 + D + D3) / (1 + D2 + D3) by long division: 1 1 1 1 0 0 1 0 ...
TEST(Turbo, ImpulseResponseOfTheFirstEncoder) {
  Bits impulse(40, 0);
  impulse[0] = 1;
  const Streams d = turbo_encode(impulse);
  const Bits start(d[1].begin(), d[1].begin() + 8);
  EXPECT_EQ(start, bits_of("11110010"));
}

// A terminated word is a finite polynomial: systematic x (1 + D + D3) = parity x (1 + D2 + D3) without
// remainder.
TEST(Turbo, BothTrellisesEndInZero) {
  constexpr std::size_t kSize = 40;
  const Bits block = random_bits(kSize, 2);
  const Streams d = turbo_encode(block);
  for (const Bits& stream : d) ASSERT_EQ(stream.size(), kSize + 4);
  Bits tail;  // dealt in turn: x0 z0 x1 z1 x2 z2, then the second encoder's
  for (std::size_t i = 0; i < 12; ++i) tail.push_back(d[i % 3][kSize + i / 3]);

  Bits systematic[2] = {block, {}};
  for (std::size_t i = 0; i < kSize; ++i) systematic[1].push_back(block[(3 * i + 10 * i * i) % kSize]);
  Bits parity[2] = {Bits(d[1].begin(), d[1].begin() + kSize), Bits(d[2].begin(), d[2].begin() + kSize)};
  for (std::size_t encoder = 0; encoder < 2; ++encoder) {
    for (std::size_t i = 0; i < 3; ++i) {
      systematic[encoder].push_back(tail[6 * encoder + 2 * i]);
      parity[encoder].push_back(tail[6 * encoder + 2 * i + 1]);
    }
    EXPECT_EQ(product(systematic[encoder], bits_of("1101")), product(parity[encoder], bits_of("1011")))
        << encoder;
  }
}

TEST(Turbo, EverySizeOfTheTableIsAPermutationAndOthersAreRefused) {
  int sizes = 0;
  for (std::size_t k = 1; k <= 6200; ++k) {
    const auto qpp = qpp_parameters(k);
    if (!qpp) continue;
    ++sizes;
    std::vector<bool> seen(k, false);
    for (std::size_t i = 0; i < k; ++i) seen[(qpp->f1 * i + qpp->f2 * i * i) % k] = true;
    EXPECT_EQ(std::count(seen.begin(), seen.end(), true), static_cast<std::ptrdiff_t>(k));
  }
  EXPECT_EQ(sizes, 188);
  EXPECT_THROW(turbo_encode(Bits(41, 0)), std::invalid_argument);
}

// 44 bits: two rows, 20 dummies, 192 places. RV 0 starts at place 4: column 8 holds (dummy, 20). RV 1 starts
// at place 52: column 11 holds (dummy, 23).
TEST(TurboMatching, RedundancyVersionsStartWhereTheyShould) {
  Streams d = {Bits(44, 0), Bits(44, 0), Bits(44, 0)};
  d[0][20] = 1;
  EXPECT_EQ(match_turbo(d, 0, 1), bits_of("1"));
  EXPECT_EQ(match_turbo(d, 1, 1), bits_of("0"));
  d[0][20] = 0;
  d[0][23] = 1;
  EXPECT_EQ(match_turbo(d, 0, 1), bits_of("0"));
  EXPECT_EQ(match_turbo(d, 1, 1), bits_of("1"));
}

TEST(TurboMatching, OneTurnHoldsEveryBitOnce) {
  const Streams d = turbo_encode(random_bits(168, 4));
  std::size_t ones = 0;
  for (const Bits& stream : d) ones += std::accumulate(stream.begin(), stream.end(), std::size_t{0});
  for (int rv = 0; rv < 4; ++rv) {
    const Bits turn = match_turbo(d, rv, 3 * 172);
    EXPECT_EQ(std::accumulate(turn.begin(), turn.end(), std::size_t{0}), ones) << rv;
  }
}

}  // namespace
}  // namespace sb::dsp::synth
