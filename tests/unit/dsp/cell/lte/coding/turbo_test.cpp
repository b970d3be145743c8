#include "dsp/cell/lte/coding/turbo.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/binomial_bound.hpp"
#include "tests/support/lte_textbook.hpp"

namespace sb::dsp::lte {
namespace {

namespace textbook = tests::textbook;

struct Block {
  int k, f1, f2;  // rows of TS 36.212 table 5.1.3-3
};
constexpr Block kSmall{168, 101, 84};
constexpr Block kLarge{1024, 31, 64};

std::vector<float> transmit(const Block& block, const textbook::Bits& bits, double es_n0_db,
                            std::mt19937& random) {
  std::normal_distribution<float> noise(0.0F, static_cast<float>(std::pow(10.0, -es_n0_db / 20.0)));
  std::vector<float> soft;
  for (const auto& stream : textbook::turbo(bits, block.f1, block.f2)) {
    for (const auto bit : stream) soft.push_back((bit != 0 ? -1.0F : 1.0F) + noise(random));
  }
  return soft;
}

textbook::Bits random_block(const Block& block, std::mt19937& random) {
  return textbook::with_crc(textbook::random_bits(static_cast<std::size_t>(block.k) - 24, random),
                            textbook::kCrc24A);
}

int block_errors(const Block& block, double es_n0_db, int trials) {
  std::mt19937 random(168);
  TurboDecoder decoder(block.k);
  textbook::Bits decoded(static_cast<std::size_t>(block.k));
  int errors = 0;
  for (int t = 0; t < trials; ++t) {
    const auto bits = random_block(block, random);
    const bool passed = decoder.decode(transmit(block, bits, es_n0_db, random), decoded);
    errors += passed && decoded == bits ? 0 : 1;
  }
  return errors;
}

TEST(Turbo, DecodesWhatTheStandardEncodes) {
  std::mt19937 random(6);
  for (const auto& block : {Block{40, 3, 10}, kSmall, kLarge}) {
    const auto bits = random_block(block, random);
    TurboDecoder decoder(block.k);
    textbook::Bits decoded(bits.size());
    ASSERT_TRUE(decoder.decode(transmit(block, bits, 20.0, random), decoded)) << block.k;
    EXPECT_EQ(decoded, bits);
  }
}

// Normal approximation for rate 1/3: 1 % at -1.2 dB for 168 bits, at -1.8 dB for 1024.
TEST(Turbo, BlockErrorRateIsNearTheLimit) {
  constexpr int kTrials = 3000;
  const int small = block_errors(kSmall, 0.1, kTrials);
  const int large = block_errors(kLarge, -0.8, kTrials);
  RecordProperty("errors_168_bits", small);
  RecordProperty("errors_1024_bits", large);
  EXPECT_LT(tests::upper_bound(small, kTrials), 0.01);
  EXPECT_LT(tests::upper_bound(large, kTrials), 0.01);
}

TEST(Turbo, NoiseDoesNotPass) {
  std::mt19937 random(7);
  std::normal_distribution<float> noise;
  TurboDecoder decoder(168);
  textbook::Bits decoded(168);
  std::vector<float> soft(3 * 172);
  for (int t = 0; t < 1000; ++t) {
    for (auto& value : soft) value = noise(random);
    EXPECT_FALSE(decoder.decode(soft, decoded));
  }
  EXPECT_FALSE(decoder.decode(std::vector<float>(3 * 172, 1.0F), decoded))
      << "a block of zeros has a good CRC";
}

}  // namespace
}  // namespace sb::dsp::lte
