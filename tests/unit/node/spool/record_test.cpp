#include "node/spool/record.hpp"

#include <gtest/gtest.h>

#include "node/spool/acknowledgements.hpp"
#include "node/spool/segment.hpp"

namespace sb::node {
namespace {

std::string record(std::uint64_t seq, std::string_view body) {
  return encode_record({RecordKind::kReport, 0x0123456789ABCDEF, seq, body});
}

// RFC 3720 §B.4: 32 octets of zeroes, of ones, ascending.
TEST(SpoolRecord, CrcIsThatOfRfc3720) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  std::string ascending;
  for (int i = 0; i < 32; ++i) ascending.push_back(static_cast<char>(i));
  EXPECT_EQ(crc32c(ascending), 0x46DD794EU);
}

// The worked example of node/spool/FORMAT.md, put together by hand there.
TEST(SpoolRecord, OctetsAreThoseOfTheFormat) {
  const std::string octets = record(7, "abc");
  ASSERT_EQ(octets.size(), 39U);
  EXPECT_EQ(octets.substr(0, 4), "SBR1");
  EXPECT_EQ(octets.substr(8, 4), std::string("\xB7\x3F\x4B\x36", 4));  // crc32c("abc") = 364B3FB7
  EXPECT_EQ(octets.substr(12, 8), std::string("\x03\0\0\0\x01\0\0\0", 8));
  EXPECT_EQ(octets.substr(20, 8), "\xEF\xCD\xAB\x89\x67\x45\x23\x01");
  EXPECT_EQ(octets.substr(28, 8), std::string("\x07\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(octets.substr(36), "abc");
}

TEST(SpoolRecord, AnySingleChangedBitIsNoticed) {
  const std::string good = record(1, "one") + record(2, "two");
  for (std::size_t bit = 0; bit < record(1, "one").size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    const Step step = next_record(bad, 0);
    ASSERT_EQ(step.kind, Step::Kind::kDamaged) << bit;
    EXPECT_EQ(next_record(bad, step.next).record.body, "two") << bit;
  }
}

TEST(SpoolRecord, EveryCutIsATail) {
  const std::string good = record(1, "some body");
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_EQ(next_record(std::string_view(good).substr(0, size), 0).kind, Step::Kind::kTail) << size;
  }
  EXPECT_EQ(next_record(good, 0).kind, Step::Kind::kRecord);
}

// A broadcast message can hold any octets; a record inside a damaged record's body is not one of ours.
TEST(SpoolRecord, ABodyThatLooksLikeARecordIsNotTakenForOne) {
  std::string bytes = record(1, "prefix" + record(99, "forged")) + record(2, "two");
  bytes[kRecordHeaderBytes] ^= 1;
  const Step step = next_record(bytes, 0);
  ASSERT_EQ(step.kind, Step::Kind::kDamaged);
  EXPECT_EQ(next_record(bytes, step.next).record.seq, 2U);
  const std::string torn = record(1, record(99, "forged") + "suffix");
  EXPECT_EQ(next_record(std::string_view(torn).substr(0, torn.size() - 1), 0).kind, Step::Kind::kTail);
}

TEST(SpoolSegment, HeaderKnowsItsVersion) {
  std::string header = encode_segment_header();
  EXPECT_EQ(header.size(), kSegmentHeaderBytes);
  EXPECT_EQ(check_segment_header(header), SegmentHeader::kGood);
  EXPECT_EQ(check_segment_header(header.substr(0, 15)), SegmentHeader::kDamaged);
  header[8] ^= 1;
  EXPECT_EQ(check_segment_header(header), SegmentHeader::kDamaged);
  const std::uint32_t crc = crc32c(header.substr(0, 12));
  for (std::size_t i = 0; i < 4; ++i) header[12 + i] = static_cast<char>(crc >> (8 * i));
  EXPECT_EQ(check_segment_header(header), SegmentHeader::kOtherVersion);
}

TEST(SpoolSegment, NamesAreNumbers) {
  EXPECT_EQ(segment_name(42), "0000000000000042.seg");
  EXPECT_EQ(segment_number(segment_name(42)), 42U);
  for (const char* name : {"", "42.seg", "000000000000004x.seg", "0000000000000042.sex", "acknowledged"}) {
    EXPECT_EQ(segment_number(name), 0U) << name;
  }
}

TEST(SpoolSegment, CountsWhatIsNotAcknowledged) {
  Segment segment;
  for (const std::uint64_t seq : {3, 4, 5, 8, 9}) segment.add(1, seq);
  segment.add(2, 1);
  EXPECT_EQ(segment.ranges.size(), 3U);
  EXPECT_EQ(segment.unacknowledged({}), 6U);
  EXPECT_EQ(segment.unacknowledged({{1, 4}}), 4U);
  EXPECT_EQ(segment.unacknowledged({{1, 8}, {2, 1}}), 1U);
  EXPECT_TRUE(segment.wholly_acknowledged({{1, 9}, {2, 5}}));
  segment.supersede(1, 5);
  EXPECT_TRUE(segment.holds(1, 4));
  EXPECT_FALSE(segment.holds(1, 5));
  EXPECT_FALSE(segment.holds(1, 8));
  EXPECT_TRUE(segment.holds(2, 1));
}

TEST(SpoolAcknowledged, ComesBackOrNotAtAll) {
  const Acknowledged some{{1, 7}, {UINT64_MAX, 3}};
  const std::string good = encode_acknowledged(some);
  EXPECT_EQ(decode_acknowledged(good), some);
  EXPECT_EQ(decode_acknowledged(encode_acknowledged({})), Acknowledged{});
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(decode_acknowledged(good.substr(0, size)));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] ^= 0x10;
    EXPECT_FALSE(decode_acknowledged(bad)) << i;
  }
}

}  // namespace
}  // namespace sb::node
