#include "node/spool/spool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/node/spool/open_spool.hpp"

namespace sb::node {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::FaultyFileSystem;

TEST(Spool, GivesBackInOrderWhatWasAppended) {
  FaultyFileSystem disk;
  const auto spool = open_spool(disk);
  for (std::uint64_t seq = 1; seq <= 30; ++seq) ASSERT_TRUE(append(*spool, seq));
  const auto records = read_all(*spool);
  ASSERT_EQ(records.size(), 30U);
  for (std::uint64_t i = 0; i < 30; ++i) {
    EXPECT_EQ(records[i].seq, i + 1);
    EXPECT_EQ(records[i].boot_id, kBoot);
    EXPECT_EQ(records[i].body, body_of(i + 1));
  }
  EXPECT_GT(disk.files().size(), 3U) << "several segments";
  EXPECT_EQ(spool->counters().records, 30U);
}

TEST(Spool, KeepsEverythingOverAReopening) {
  FaultyFileSystem disk;
  for (std::uint64_t boot = 1; boot <= 5; ++boot) {
    const auto spool = open_spool(disk);
    for (std::uint64_t seq = 1; seq <= 4; ++seq) ASSERT_TRUE(append(*spool, seq, boot));
  }
  const auto spool = open_spool(disk);
  const auto records = read_all(*spool);
  ASSERT_EQ(records.size(), 20U);
  for (std::uint64_t i = 0; i < 20; ++i) EXPECT_EQ(records[i].boot_id, i / 4 + 1);
  EXPECT_EQ(spool->counters().oldest_boot_id, 1U);
  EXPECT_EQ(spool->counters().oldest_seq, 1U);
  EXPECT_EQ(spool->counters().torn_bytes, 0U);
}

TEST(Spool, ForgetsOnlyWhatIsAcknowledged) {
  FaultyFileSystem disk;
  auto spool = open_spool(disk);
  for (std::uint64_t seq = 1; seq <= 20; ++seq) ASSERT_TRUE(append(*spool, seq));
  const auto files_before = disk.files().size();
  spool->acknowledge(kBoot, 17);
  EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(18, 19, 20));
  EXPECT_LT(disk.files().size(), files_before) << "whole segments are removed";
  EXPECT_EQ(spool->counters().records, 3U);
  EXPECT_EQ(spool->counters().oldest_seq, 18U);
  spool = open_spool(disk);
  EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(18, 19, 20)) << "the position survives";
  spool->acknowledge(kBoot, 20);
  EXPECT_THAT(read_all(*spool), IsEmpty());
  EXPECT_EQ(spool->counters().oldest_seq, 0U);
}

TEST(Spool, AcknowledgementsAreCumulativeAndPerBoot) {
  FaultyFileSystem disk;
  const auto spool = open_spool(disk);
  for (std::uint64_t seq = 1; seq <= 3; ++seq) ASSERT_TRUE(append(*spool, seq, 1));
  for (std::uint64_t seq = 1; seq <= 3; ++seq) ASSERT_TRUE(append(*spool, seq, 2));
  spool->acknowledge(2, 2);
  EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(1, 2, 3, 3));
  spool->acknowledge(2, 1);  // older than what was said
  EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(1, 2, 3, 3));
  spool->acknowledge(99, 1000);  // a boot that is not here
  EXPECT_EQ(spool->counters().records, 4U);
}

TEST(Spool, AnAbsurdAcknowledgementDoesNotSwallowWhatComesLater) {
  FaultyFileSystem disk;
  const auto spool = open_spool(disk);
  ASSERT_TRUE(append(*spool, 1));
  spool->acknowledge(kBoot, UINT64_MAX);
  ASSERT_TRUE(append(*spool, 2));
  EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(2));
}

TEST(Spool, AReaderGoesOnWhileRecordsComeAndGo) {
  FaultyFileSystem disk;
  const auto spool = open_spool(disk);
  SpoolCursor cursor;
  std::vector<std::uint64_t> seen;
  std::uint64_t next = 1;
  for (int round = 0; round < 40; ++round) {
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(append(*spool, next++));
    const auto some = spool->read(cursor, 4);
    ASSERT_TRUE(some);
    for (const auto& record : *some) seen.push_back(record.seq);
    if (round % 5 == 4) spool->acknowledge(kBoot, seen.back());
  }
  ASSERT_EQ(seen.size(), 120U);
  for (std::uint64_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i + 1);
}

TEST(Spool, RefusesBeyondItsLimitAndTakesAgainAfterAnAcknowledgement) {
  FaultyFileSystem disk;
  auto options = small_options();
  options.max_bytes = 2000;
  const auto spool = open_spool(disk, options);
  std::uint64_t stored = 0;
  while (append(*spool, stored + 1)) ++stored;
  EXPECT_GT(stored, 20U);
  const auto refused = append(*spool, stored + 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(refused.error().text, HasSubstr("no space"));
  EXPECT_EQ(spool->counters().refused, 2U);
  EXPECT_EQ(read_all(*spool).size(), stored) << "nothing stored is lost";
  spool->acknowledge(kBoot, stored);
  EXPECT_TRUE(append(*spool, stored + 1)) << "the same seq is used";
  EXPECT_THAT(seqs(read_all(*spool)), ElementsAre(stored + 1));
}

TEST(Spool, RefusesWhatIsTooLargeForARecord) {
  FaultyFileSystem disk;
  const auto spool = open_spool(disk);
  EXPECT_EQ(spool->append(RecordKind::kReport, kBoot, 1, std::string(kMaxRecordBytes + 1, 'x')).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_TRUE(spool->append(RecordKind::kReport, kBoot, 1, std::string(kMaxRecordBytes, 'x')));
  EXPECT_EQ(read_all(*spool).at(0).body.size(), kMaxRecordBytes);
}

TEST(Spool, InBatchesOnlyWhatIsOnDiskIsRead) {
  FaultyFileSystem disk;
  auto options = small_options();
  options.sync = SyncPolicy::kBatch;
  options.segment_bytes = 1U << 20U;
  const auto spool = open_spool(disk, options);
  for (std::uint64_t seq = 1; seq < Spool::kBatchRecords; ++seq) ASSERT_TRUE(append(*spool, seq));
  EXPECT_THAT(read_all(*spool), IsEmpty());
  ASSERT_TRUE(append(*spool, Spool::kBatchRecords));
  EXPECT_EQ(read_all(*spool).size(), Spool::kBatchRecords);
  ASSERT_TRUE(append(*spool, Spool::kBatchRecords + 1));
  ASSERT_TRUE(spool->sync());
  EXPECT_EQ(read_all(*spool).size(), Spool::kBatchRecords + 1);
}

TEST(Spool, FilesOfOthersAreLeftAlone) {
  FaultyFileSystem disk;
  disk.set_content("/spool/notes.txt", "not ours");
  const auto spool = open_spool(disk);
  ASSERT_TRUE(append(*spool, 1));
  EXPECT_EQ(disk.content("/spool/notes.txt"), "not ours");
}

}  // namespace
}  // namespace sb::node
