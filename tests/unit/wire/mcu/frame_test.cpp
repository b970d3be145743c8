// The serial line's octets. Expected values by hand or from the literature, never from the code.
#include "wire/mcu/frame.hpp"

#include <random>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/mcu/cobs.hpp"
#include "wire/mcu/crc32.hpp"

namespace sb::wire::mcu {
namespace {

using Octets = std::vector<std::uint8_t>;
using ::testing::ElementsAreArray;

Octets stuffed(const Octets& plain) {
  Octets out(cobs_bound(plain.size()));
  const auto size = cobs_encode(plain, out);
  EXPECT_TRUE(size.has_value());
  out.resize(size.value_or(0));
  return out;
}

TEST(Crc32, IsThatOfEthernet) {
  constexpr std::string_view kCheck = "123456789";
  const Octets octets(kCheck.begin(), kCheck.end());
  EXPECT_EQ(crc32(octets), 0xCBF43926U);  // the check value of every catalogue
  EXPECT_EQ(crc32({}), 0U);
  const auto first = crc32(std::span(octets).first(4));
  EXPECT_EQ(crc32(std::span(octets).subspan(4), first), 0xCBF43926U);
}

TEST(Cobs, EncodesTheExamplesOfThePaper) {
  // Cheshire and Baker 1999 and the table that everybody checks with.
  EXPECT_THAT(stuffed({}), ElementsAreArray(Octets{1}));
  EXPECT_THAT(stuffed({0}), ElementsAreArray(Octets{1, 1}));
  EXPECT_THAT(stuffed({0, 0}), ElementsAreArray(Octets{1, 1, 1}));
  EXPECT_THAT(stuffed({0x11, 0x22, 0, 0x33}), ElementsAreArray(Octets{3, 0x11, 0x22, 2, 0x33}));
  EXPECT_THAT(stuffed({0x11, 0, 0, 0}), ElementsAreArray(Octets{2, 0x11, 1, 1, 1}));
}

TEST(Cobs, AFullBlockStandsForNoZero) {
  Octets plain;
  for (int i = 1; i <= 254; ++i) plain.push_back(static_cast<std::uint8_t>(i));
  Octets expected = plain;
  expected.insert(expected.begin(), 0xFF);
  EXPECT_THAT(stuffed(plain), ElementsAreArray(expected));
  plain.push_back(0xFF);
  expected.push_back(2);
  expected.push_back(0xFF);
  EXPECT_THAT(stuffed(plain), ElementsAreArray(expected));
}

TEST(Cobs, SurvivesEveryLength) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 700; ++size) {
    Octets plain(size);
    for (auto& octet : plain) octet = static_cast<std::uint8_t>(random() % 3 == 0 ? 0U : random() & 0xFFU);
    Octets line = stuffed(plain);
    EXPECT_EQ(std::count(line.begin(), line.end(), 0), 0);
    const auto back = cobs_decode(line);
    ASSERT_TRUE(back.has_value());
    line.resize(*back);
    ASSERT_EQ(line, plain) << size;
  }
}

TEST(Cobs, RefusesWhatDoesNotFit) {
  Octets small(3);
  EXPECT_FALSE(cobs_encode(Octets{1, 2, 3}, small).has_value());
  EXPECT_FALSE(cobs_encode(Octets{1, 2, 0}, small).has_value());
  EXPECT_FALSE(cobs_encode(Octets{}, std::span<std::uint8_t>{}).has_value());
  Octets beyond = {5, 1, 2};
  EXPECT_FALSE(cobs_decode(beyond).has_value());
  Octets zero_inside = {3, 1, 0, 2};
  EXPECT_FALSE(cobs_decode(zero_inside).has_value());
  Octets zero_code = {0};
  EXPECT_FALSE(cobs_decode(zero_code).has_value());
}

/// All frames that `octets` hold.
std::vector<Octets> read_all(FrameReader& reader, const Octets& octets) {
  std::vector<Octets> found;
  for (const auto octet : octets) {
    if (const auto frame = reader.push(octet))
      found.emplace_back(frame->message.begin(), frame->message.end());
  }
  return found;
}

Octets line_of(const Frame& frame) {
  StuffedFrame out;
  const std::size_t size = encode_frame(frame, out);
  return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)};
}

TEST(Frame, HasTheOctetsOfTheFormat) {
  // FORMAT.md's example, its CRC from zlib.crc32 in Python.
  const Octets message = {0xAB, 0x00, 0xCD};
  EXPECT_THAT(line_of({FrameKind::kData, 0x5301, 7, message}),
              ElementsAreArray(Octets{0x00, 0x06, 0x11, 0x01, 0x53, 0x07, 0xAB, 0x06, 0xCD, 0x8F, 0x1A, 0x05,
                                      0x45, 0x00}));
}

TEST(Frame, IsReadBackBetweenNoise) {
  FrameReader reader;
  const Octets message = {1, 0, 2};
  Octets line = {0, 0, 0x55, 0xAA, 0};
  const Octets good = line_of({FrameKind::kDatagram, 0xBEEF, 200, message});
  line.insert(line.end(), good.begin(), good.end());
  EXPECT_THAT(read_all(reader, line), ElementsAreArray({message}));
  EXPECT_EQ(reader.counters().good, 1U);
  EXPECT_EQ(reader.counters().refused(), 1U);
}

TEST(Frame, EveryFlippedBitIsSeen) {
  const Octets message = {9, 8, 7, 6, 5};
  const Octets good = line_of({FrameKind::kData, 1, 1, message});
  for (std::size_t bit = 8; bit < 8 * (good.size() - 1); ++bit) {
    Octets bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1U << (bit % 8)));
    FrameReader reader;
    EXPECT_TRUE(read_all(reader, bad).empty()) << "bit " << bit;
    EXPECT_GE(reader.counters().refused(), 1U);
  }
}

TEST(Frame, LongestAndTooLong) {
  const Octets longest(kMaxMessageBytes, 0xEE);
  FrameReader reader;
  EXPECT_THAT(read_all(reader, line_of({FrameKind::kData, 2, 3, longest})), ElementsAreArray({longest}));
  const Octets too_long(kMaxMessageBytes + 1, 0xEE);
  EXPECT_TRUE(line_of({FrameKind::kData, 2, 3, too_long}).empty());
  Octets endless(1000, 0x41);
  endless.push_back(0);
  EXPECT_TRUE(read_all(reader, endless).empty());
  EXPECT_EQ(reader.counters().oversize, 1U);
  EXPECT_THAT(read_all(reader, line_of({FrameKind::kData, 2, 4, longest})), ElementsAreArray({longest}));
}

TEST(Frame, ANewerPeerIsCountedAndNotRead) {
  for (const std::uint8_t first : {std::uint8_t{0x21}, std::uint8_t{0x13}}) {  // version 2; kind 3
    Octets plain = {first, 0, 0, 1, 42};
    const std::uint32_t crc = crc32(plain);
    for (int i = 0; i < 4; ++i) plain.push_back(static_cast<std::uint8_t>(crc >> (8 * i)));
    Octets line = stuffed(plain);
    line.push_back(0);
    FrameReader reader;
    EXPECT_TRUE(read_all(reader, line).empty());
    EXPECT_EQ(reader.counters().other_version, 1U);
  }
}

TEST(Frame, TooShortIsDamaged) {
  Octets line = stuffed({0x11, 1, 2});
  line.push_back(0);
  FrameReader reader;
  EXPECT_TRUE(read_all(reader, line).empty());
  EXPECT_EQ(reader.counters().damaged, 1U);
}

}  // namespace
}  // namespace sb::wire::mcu
