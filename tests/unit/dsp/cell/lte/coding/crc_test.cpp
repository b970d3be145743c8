#include "dsp/cell/lte/coding/crc.hpp"

#include <random>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/lte_textbook.hpp"

namespace sb::dsp::lte {
namespace {

std::vector<std::uint8_t> bits_of(std::string_view text) {
  std::vector<std::uint8_t> bits;
  for (const char c : text) {
    for (int i = 7; i >= 0; --i) bits.push_back(static_cast<std::uint8_t>(c >> i & 1));
  }
  return bits;
}

// Check values of the catalogue of parametrised CRC algorithms (reveng): CRC-24/LTE-A and CRC-16/XMODEM.
TEST(Crc, CatalogueCheckValues) {
  EXPECT_EQ(crc_parity(bits_of("123456789"), kCrc24A), 0xCDE703U);
  EXPECT_EQ(crc_parity(bits_of("123456789"), kCrc16), 0x31C3U);
}

TEST(Crc, MaskIsWhatWasAddedToTheParity) {
  std::mt19937 random(1);
  const auto data = tests::textbook::random_bits(24, random);
  EXPECT_EQ(crc_mask(tests::textbook::with_crc(data, tests::textbook::kCrc16), kCrc16), 0U);
  const tests::textbook::Bits four_ports{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  EXPECT_EQ(crc_mask(tests::textbook::with_crc(data, tests::textbook::kCrc16, four_ports), kCrc16), 0x5555U);
  auto broken = tests::textbook::with_crc(data, tests::textbook::kCrc24A);
  broken[3] ^= 1;
  EXPECT_NE(crc_mask(broken, kCrc24A), 0U);
}

}  // namespace
}  // namespace sb::dsp::lte
