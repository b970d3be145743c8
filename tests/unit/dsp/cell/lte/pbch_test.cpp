// How often noise becomes a MasterInformationBlock.
#include "dsp/cell/lte/pbch.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/binomial_bound.hpp"
#include "tests/support/lte_textbook.hpp"

namespace sb::dsp::lte {
namespace {

TEST(Pbch, ElementsByHand) {
  EXPECT_EQ(pbch_elements(0, CyclicPrefix::kNormal).size(), 240U);
  EXPECT_EQ(pbch_elements(503, CyclicPrefix::kExtended).size(), 216U);
  // PCI 1: subcarriers 1, 4 ... of the first symbol (7) are left out.
  const auto elements = pbch_elements(1, CyclicPrefix::kNormal);
  EXPECT_EQ(elements[0], 7 * 72);
  EXPECT_EQ(elements[1], 7 * 72 + 2);
}

PbchSoftBits noise_bits(std::mt19937& random) {
  std::normal_distribution<float> normal;
  PbchSoftBits soft;
  for (auto& value : soft) value = normal(random);
  return soft;
}

/// Correlation of soft values with the word that the decoder makes of them.
float best_correlation(const PbchSoftBits& soft, TailBitingDecoder& decoder) {
  std::array<std::uint8_t, kPbchBlockBits> block;
  std::array<std::uint8_t, kPbchCodedBits> coded;
  decoder.decode(soft, block);
  convolutional_encode(block, coded);
  float sum = 0.0F;
  float power = 0.0F;
  for (std::size_t i = 0; i < soft.size(); ++i) {
    sum += coded[i] != 0 ? -soft[i] : soft[i];
    power += soft[i] * soft[i];
  }
  return sum / std::sqrt(power * static_cast<float>(soft.size()));
}

// A call on 80 ms of noise tries at most 3 port counts x 4 phases x 15 carries of the SFN = 180 words. Each
// passes when
//   its CRC does (2^-16), its bandwidth is one of six (3/4), its ten spare bits are zero (2^-10) and its
//   correlation is above 0.62 (counted here; independent of the bits, for in noise every word is alike).
// (The other way in, spare bits in use and a correlation above 0.80, is shut: noise never gets there.)
TEST(Pbch, FalseAlarmsOnNoiseAreBelowOneInAMillionCalls) {
  constexpr int kTrials = 200000;
  std::mt19937 random(11);
  TailBitingDecoder decoder(static_cast<int>(kPbchBlockBits));
  int above = 0;
  int far_above = 0;
  for (int t = 0; t < kTrials; ++t) {
    const float correlation = best_correlation(noise_bits(random), decoder);
    above += correlation >= 0.62F ? 1 : 0;
    far_above += correlation >= 0.75F ? 1 : 0;
  }
  const double per_word =
      std::ldexp(1.0, -16) * 0.75 * std::ldexp(1.0, -10) * tests::upper_bound(above, kTrials);
  EXPECT_LT(180 * per_word, 1e-6);
  EXPECT_EQ(far_above, 0);
  RecordProperty("above", above);
}

TEST(Pbch, WholeSearchesOfNoiseFindNothing) {
  std::mt19937 random(12);
  MibSearch search;
  for (int t = 0; t < 300; ++t) {
    std::vector<MibSearch::Frame> frames(8);
    for (auto& frame : frames)
      frame = {noise_bits(random), noise_bits(random), noise_bits(random), noise_bits(random)};
    for (const int ports : {1, 2, 4}) EXPECT_FALSE(search.run(frames, ports).has_value());
  }
}

// The soft values of eight frames across a carry of the SFN from 1020 to 0 (all eight bits turn over).
TEST(Pbch, CombinesOverTheTurnOfTheFrameNumber) {
  std::mt19937 random(13);
  std::normal_distribution<float> normal(0.0F, 2.5F);  // -8 dB: one period alone is hopeless
  const auto word = [](unsigned count) {
    tests::textbook::Bits data(kMibBits);
    data[1] = data[2] = data[4] = 1;
    for (std::size_t i = 0; i < 8; ++i) data[6 + i] = count >> (7 - i) & 1U;
    const tests::textbook::Bits two_ports(16, 1);
    const auto streams =
        tests::textbook::tail_biting(tests::textbook::with_crc(data, tests::textbook::kCrc16, two_ports));
    tests::textbook::Bits coded;
    for (const auto& stream : streams) coded.insert(coded.end(), stream.begin(), stream.end());
    return coded;
  };
  std::vector<MibSearch::Frame> frames(8);
  for (unsigned f = 0; f < frames.size(); ++f) {
    const unsigned sfn = (1022 + f) % 1024;
    auto& frame = frames[f].emplace();
    for (auto& phase : frame) phase = noise_bits(random);
    const auto coded = word(sfn / 4);
    for (std::size_t i = 0; i < coded.size(); ++i) {
      frame[sfn % 4][i] = (coded[i] != 0 ? -1.0F : 1.0F) + normal(random);
    }
  }
  MibSearch search;
  const auto found = search.run(frames, 2);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->phase, 2);
  EXPECT_TRUE(
      std::all_of(found->bits.begin() + 6, found->bits.begin() + 14, [](auto bit) { return bit == 1; }));
  EXPECT_FALSE(search.run(frames, 1).has_value());
}

}  // namespace
}  // namespace sb::dsp::lte
