#include "dsp/cell/lte/coding/convolutional.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/binomial_bound.hpp"
#include "tests/support/lte_textbook.hpp"

namespace sb::dsp::lte {
namespace {

namespace textbook = tests::textbook;

textbook::Bits encode(const textbook::Bits& bits) {
  textbook::Bits coded(3 * bits.size());
  convolutional_encode(bits, coded);
  return coded;
}

/// Block errors of 40-bit blocks in white noise.
int block_errors(double es_n0_db, int trials) {
  std::mt19937 random(40);
  std::normal_distribution<float> noise(0.0F, static_cast<float>(std::pow(10.0, -es_n0_db / 20.0)));
  TailBitingDecoder decoder(40);
  textbook::Bits decoded(40);
  std::vector<float> soft(120);
  int errors = 0;
  for (int t = 0; t < trials; ++t) {
    const auto bits = textbook::random_bits(40, random);
    const auto coded = encode(bits);
    for (std::size_t i = 0; i < soft.size(); ++i) soft[i] = (coded[i] != 0 ? -1.0F : 1.0F) + noise(random);
    decoder.decode(soft, decoded);
    errors += decoded != bits ? 1 : 0;
  }
  return errors;
}

TEST(Convolutional, EncodesAsTheStandardSays) {
  std::mt19937 random(4);
  for (const std::size_t n : {7U, 24U, 40U, 43U, 47U}) {
    const auto bits = textbook::random_bits(n, random);
    const auto d = textbook::tail_biting(bits);
    const auto coded = encode(bits);
    for (std::size_t g = 0; g < 3; ++g) {
      for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(coded[g * n + i], d[g][i]) << n;
    }
  }
}

TEST(Convolutional, DecodesWithoutNoise) {
  std::mt19937 random(5);
  TailBitingDecoder decoder(64);
  for (std::size_t n = 24; n <= 64; ++n) {
    const auto bits = textbook::random_bits(n, random);
    std::vector<float> soft;
    for (const auto bit : encode(bits)) soft.push_back(bit != 0 ? -1.0F : 1.0F);
    textbook::Bits decoded(n);
    decoder.decode(soft, decoded);
    ASSERT_EQ(decoded, bits) << n;
  }
}

// The normal approximation for 40 bits in 120 puts 1 % at Es/N0 = -0.1 dB and 10 % at -1.2 dB: no code does
// much better.
TEST(Convolutional, BlockErrorRateIsNearTheLimit) {
  constexpr int kTrials = 4000;
  const int at_one = block_errors(0.9, kTrials);
  const int at_zero = block_errors(-0.4, kTrials);
  RecordProperty("errors_0.9_dB", at_one);
  RecordProperty("errors_-0.4_dB", at_zero);
  EXPECT_LT(tests::upper_bound(at_one, kTrials), 0.01);
  EXPECT_LT(tests::upper_bound(at_zero, kTrials), 0.10);
}

}  // namespace
}  // namespace sb::dsp::lte
