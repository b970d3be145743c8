#include "wire/spectrum_row.hpp"

#include <array>
#include <cmath>
#include <iostream>
#include <random>

#include <gtest/gtest.h>

namespace sb::wire {
namespace {

/// Rows of 64 averages of noise with a carrier that stands, as a node sends them.
std::string noisy_rows(std::size_t rows, std::size_t bins) {
  std::mt19937 random(1);
  std::gamma_distribution<float> noise(64.0F, 1e-9F / 64.0F);
  std::string all;
  LevelScale scale;
  scale.offset_dbfs = -150.0F;
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<float> powers(bins);
    for (std::size_t i = 0; i < bins; ++i)
      powers[i] = noise(random) * (i > bins / 3 && i < bins / 2 ? 100.0F : 1.0F);
    all += encode_levels(powers, scale);
  }
  return all;
}

double difference_entropy_octets(const std::string& rows, std::size_t bins) {
  std::array<double, 256> counts{};
  for (std::size_t i = bins; i < rows.size(); ++i)
    counts[static_cast<std::uint8_t>(rows[i] - rows[i - bins])] += 1.0;
  const auto n = static_cast<double>(rows.size() - bins);
  double bits = 0.0;
  for (const double c : counts) bits -= c > 0.0 ? c * std::log2(c / n) : 0.0;
  return bits / 8.0;
}

TEST(SpectrumRow, LevelsComeBackWithinHalfAStep) {
  std::vector<float> powers;
  for (int i = 0; i < 200; ++i) powers.push_back(std::pow(10.0F, -11.0F + 0.05F * static_cast<float>(i)));
  const LevelScale scale = scale_for(powers);
  const auto again = decode_levels(encode_levels(powers, scale), scale);
  for (std::size_t i = 0; i < powers.size(); ++i)
    EXPECT_NEAR(10.0 * std::log10(again[i] / powers[i]), 0.0, 0.2501) << i;
  EXPECT_EQ(static_cast<std::uint8_t>(encode_levels(std::vector<float>{0.0F}, scale)[0]), 0);
}

TEST(SpectrumRow, PackedRowsAreWithinTenPercentOfTheEntropyOfTheirDifferences) {
  const std::string rows = noisy_rows(64, 1024);
  const std::string packed = pack_rows(rows, 1024);
  const auto again = unpack_rows(packed);
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(*again, rows);
  const double first_row = 1024.0;  // at most: has no row before it
  const double bound = difference_entropy_octets(rows, 1024);
  std::cout << "packed " << packed.size() << " octets, order-0 entropy of the differences " << bound
            << " + first row\n";
  EXPECT_LT(static_cast<double>(packed.size()), 1.1 * bound + first_row);
  EXPECT_LT(packed.size(), rows.size() / 2);
}

TEST(SpectrumRow, AnyCodesComeBack) {
  std::mt19937 random(2);
  for (const std::size_t bins : {std::size_t{1}, std::size_t{3}, std::size_t{64}, kMostBins}) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{5}}) {
      std::string rows(bins * count, '\0');
      for (char& c : rows) c = static_cast<char>(random());
      const auto again = unpack_rows(pack_rows(rows, bins));
      ASSERT_TRUE(again) << bins << " x " << count;
      EXPECT_EQ(*again, rows);
    }
  }
  const std::string still(4096 * 50, 'x');
  const std::string packed = pack_rows(still, 4096);
  EXPECT_LT(packed.size(), 700U);
  EXPECT_EQ(*unpack_rows(packed), still);
}

TEST(SpectrumRow, DamageIsRefused) {
  const std::string packed = pack_rows(noisy_rows(4, 64), 64);
  EXPECT_FALSE(unpack_rows(""));
  EXPECT_FALSE(unpack_rows(packed.substr(0, packed.size() / 2)));
  EXPECT_FALSE(unpack_rows(packed + "more"));
  std::string other = packed;
  other[0] = 7;
  EXPECT_EQ(unpack_rows(other).error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(unpack_rows(std::string("\x01\xff\xff\xff\xff", 5) + "abcd"));
}

}  // namespace
}  // namespace sb::wire
