// Damage, full disks and failing flushes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/node/spool/open_spool.hpp"

namespace sb::node {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::FaultyFileSystem;

constexpr const char* kFirst = "/spool/0000000000000001.seg";

void fill(FaultyFileSystem& disk, std::uint64_t through) {
  const auto spool = open_spool(disk);
  for (std::uint64_t seq = 1; seq <= through; ++seq) ASSERT_TRUE(append(*spool, seq));
}

TEST(SpoolFault, ATornTailIsCutAndCounted) {
  FaultyFileSystem disk;
  fill(disk, 3);
  const std::string whole = disk.content(kFirst);
  for (std::size_t lost = 1; lost < kRecordHeaderBytes + body_of(3).size(); ++lost) {
    disk.set_content(kFirst, whole.substr(0, whole.size() - lost));
    const auto spool = open_spool(disk);
    EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(1, 2)) << lost;
    EXPECT_EQ(spool->counters().torn_bytes, kRecordHeaderBytes + body_of(3).size() - lost);
    ASSERT_TRUE(append(*spool, 1, 77));
    EXPECT_THAT(seqs(read_all(*open_spool(disk))), ElementsAre(1, 2, 1));
  }
}

TEST(SpoolFault, DamageInTheMiddleIsSkippedAndCounted) {
  const std::size_t record = kRecordHeaderBytes + body_of(1).size();
  for (std::size_t at = 0; at < record; ++at) {
    FaultyFileSystem disk;
    fill(disk, 5);
    std::string bad = disk.content(kFirst);
    bad[kSegmentHeaderBytes + record + at] ^= 0x40;  // in record 2
    disk.set_content(kFirst, bad);
    const auto spool = open_spool(disk);
    EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(1, 3, 4, 5)) << at;
    EXPECT_EQ(spool->counters().damaged, 1U);
    EXPECT_EQ(spool->counters().records, 4U);
    spool->acknowledge(kBoot, 1);
    EXPECT_EQ(spool->counters().oldest_seq, 3U) << "the gateway learns that 2 will never come";
  }
}

TEST(SpoolFault, DamageThatComesWhileRunningIsSkippedToo) {
  FaultyFileSystem disk;
  const auto spool = open_spool(disk);
  for (std::uint64_t seq = 1; seq <= 20; ++seq) ASSERT_TRUE(append(*spool, seq));
  std::string bad = disk.content(kFirst);
  bad[kSegmentHeaderBytes + 40] ^= 0x40;
  disk.set_content(kFirst, bad);
  disk.set_content("/spool/0000000000000002.seg", "");
  const auto left = seqs(read_all(*spool));
  EXPECT_EQ(left.front(), 2U);
  EXPECT_EQ(left.back(), 20U);
  EXPECT_EQ(spool->counters().damaged, 2U);
  EXPECT_EQ(spool->counters().records, left.size());
}

TEST(SpoolFault, ADamagedSegmentHeaderCostsNoRecord) {
  FaultyFileSystem disk;
  fill(disk, 3);
  std::string bad = disk.content(kFirst);
  bad[3] ^= 1;
  disk.set_content(kFirst, bad);
  const auto spool = open_spool(disk);
  EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(1, 2, 3));
  EXPECT_EQ(spool->counters().damaged, 1U);
  ASSERT_TRUE(append(*spool, 1, 77));
  EXPECT_EQ(disk.content(kFirst), bad) << "nothing is written behind a header that cannot be read";
}

TEST(SpoolFault, ASpoolOfALaterVersionIsNotTouched) {
  FaultyFileSystem disk;
  std::string header = encode_segment_header();
  header[8] = 2;
  const std::uint32_t crc = crc32c(header.substr(0, 12));
  for (std::size_t i = 0; i < 4; ++i) header[12 + i] = static_cast<char>(crc >> (8 * i));
  disk.set_content(kFirst, header + "what a later version writes");
  const auto spool = Spool::open(disk, small_options());
  ASSERT_FALSE(spool);
  EXPECT_EQ(spool.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(disk.content(kFirst), header + "what a later version writes");
}

TEST(SpoolFault, ADamagedAcknowledgementOnlySendsAgain) {
  FaultyFileSystem disk;
  fill(disk, 3);
  open_spool(disk)->acknowledge(kBoot, 2);
  std::string bad = disk.content("/spool/acknowledged");
  bad.back() ^= 1;
  disk.set_content("/spool/acknowledged", bad);
  EXPECT_THAT(seqs(read_all(*open_spool(disk))), ElementsAre(1, 2, 3));
}

TEST(SpoolFault, AFullDiskRefusesLosesNothingAndRecovers) {
  for (std::uint64_t capacity = 0; capacity < 1200; capacity += 7) {
    FaultyFileSystem disk;
    disk.set_capacity(capacity);
    const auto spool = open_spool(disk);
    std::uint64_t stored = 0;
    while (append(*spool, stored + 1)) ++stored;
    const auto refused = append(*spool, stored + 1);
    EXPECT_THAT(refused.error().text, HasSubstr("No space left"));
    EXPECT_EQ(read_all(*spool).size(), stored);
    EXPECT_EQ(spool->counters().refused, 2U);
    disk.set_capacity(capacity + 2000);
    ASSERT_TRUE(append(*spool, stored + 1)) << capacity;
    EXPECT_EQ(read_all(*spool).size(), stored + 1);
    const auto again = open_spool(disk);
    EXPECT_EQ(read_all(*again).size(), stored + 1) << capacity;
    EXPECT_EQ(again->counters().damaged, 0U) << capacity;
  }
}

TEST(SpoolFault, OnAFullDiskAcknowledgementsMakeRoom) {
  FaultyFileSystem disk;
  disk.set_capacity(250);  // less than a segment: only the growing one is there
  const auto spool = open_spool(disk);
  std::uint64_t stored = 0;
  while (append(*spool, stored + 1)) ++stored;
  ASSERT_GT(stored, 1U);
  spool->acknowledge(kBoot, stored);
  EXPECT_TRUE(append(*spool, stored + 1));
  EXPECT_THAT(seqs(read_all(*open_spool(disk))), ElementsAre(stored + 1));
}

TEST(SpoolFault, AFailingFlushIsARefusalAndTheSeqIsUsedOnce) {
  FaultyFileSystem disk;
  const auto spool = open_spool(disk);
  ASSERT_TRUE(append(*spool, 1));
  disk.fail_syncs(true);
  EXPECT_FALSE(append(*spool, 2));
  disk.fail_syncs(false);
  ASSERT_TRUE(spool->append(RecordKind::kReport, kBoot, 2, "the second attempt"));
  for (const auto& records : {read_all(*spool), read_all(*open_spool(disk))}) {
    ASSERT_THAT(seqs(records), ElementsAre(1, 2));
    EXPECT_EQ(records[1].body, "the second attempt");
  }
}

// Neither flushed nor taken back: what failed is still in its file, and the later record of the same number
// counts.
TEST(SpoolFault, AnAppendThatCannotBeTakenBackIsSuperseded) {
  FaultyFileSystem disk;
  const auto spool = open_spool(disk);
  ASSERT_TRUE(append(*spool, 1));
  disk.fail_syncs(true);
  disk.fail_truncates(true);
  EXPECT_FALSE(append(*spool, 2));
  disk.fail_syncs(false);
  disk.fail_truncates(false);
  ASSERT_TRUE(spool->append(RecordKind::kReport, kBoot, 2, "the second attempt"));
  ASSERT_TRUE(append(*spool, 3));
  for (const auto& records : {read_all(*spool), read_all(*open_spool(disk))}) {
    ASSERT_THAT(seqs(records), ElementsAre(1, 2, 3));
    EXPECT_EQ(records[1].body, "the second attempt");
  }
}

}  // namespace
}  // namespace sb::node
