#include "node/evidence/evidence_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/evidence/tar.hpp"
#include "tests/support/faulty_file_system.hpp"

namespace sb::node {
namespace {

using ::testing::HasSubstr;

class EvidenceStoreTest : public ::testing::Test {
 protected:
  EvidenceStoreTest() : samples_(20'000, dsp::cf32(0.1F, 0.0F)) {
    options_.directory = "/evidence";
    options_.most_octets = 100'000;
    options_.most_per_hour = 10.0;
    options_.least_free_octets = 0;
    options_.snippet.most_octets = 8000;
    reopen();
  }
  void reopen() { store_ = std::move(*EvidenceStore::open(disk_, options_, key_)); }
  bool keep(std::uint64_t seq, double now_s) {
    dsp::IqBlock block;
    block.samples = samples_;
    block.sample_rate_hz = 1e6;
    block.centre_hz = 900e6;
    wire::pb::Report report;
    report.set_node_id("lc-01");
    report.set_boot_id(1);
    report.set_seq(seq);
    return store_->keep(block, 900e6, 300e3, report, {}, now_s);
  }
  static std::string id(std::uint64_t seq) {
    wire::pb::Report report;
    report.set_boot_id(1);
    report.set_seq(seq);
    return evidence_id_of(report);
  }
  std::string fetch(std::uint64_t seq) {
    std::string all;
    for (;;) {
      const auto chunk = store_->chunk(id(seq), all.size());
      EXPECT_TRUE(chunk);
      if (!chunk || chunk->octets().empty()) return all;
      all += chunk->octets();
      if (all.size() == chunk->total_octets()) return all;
    }
  }
  std::vector<dsp::cf32> samples_;
  tests::FaultyFileSystem disk_;
  EvidenceOptions options_;
  wire::SigningKey key_{*wire::SigningKey::generate()};
  std::unique_ptr<EvidenceStore> store_;
};

TEST_F(EvidenceStoreTest, IsFetchedInChunksAndVerifies) {
  ASSERT_TRUE(keep(1, 0.0));
  const auto key = wire::VerifyingKey::from_pem(key_.public_pem());
  EXPECT_TRUE(verify_bundle(fetch(1), *key));
  EXPECT_EQ(id(1), "0000000000000001-1");
  EXPECT_EQ(store_->chunk(id(2), 0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store_->chunk(id(1), 1'000'000).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(EvidenceStoreTest, TheChainGoesOnOverARestart) {
  keep(1, 0.0);
  const auto hash = statement_hash(fetch(1));
  reopen();
  keep(2, 1.0);
  EXPECT_THAT(read_tar(fetch(2), 1 << 20)->at("statement.json"), HasSubstr("\"prev_sha256\":\"" + *hash));
}

TEST_F(EvidenceStoreTest, TheOldestIsGivenUpForRoom) {
  for (std::uint64_t seq = 1; seq <= 9; ++seq) ASSERT_TRUE(keep(seq, 0.0));
  const auto counters = store_->counters();
  EXPECT_LE(counters.octets, options_.most_octets);
  EXPECT_GT(counters.given_up, 0U);
  EXPECT_FALSE(store_->chunk(id(1), 0));
  EXPECT_TRUE(store_->chunk(id(9), 0));
  EXPECT_EQ(disk_.files().size(), counters.kept);
}

TEST_F(EvidenceStoreTest, GivesWayBeforeReportsFindTheDiskFull) {
  for (std::uint64_t seq = 1; seq <= 4; ++seq) ASSERT_TRUE(keep(seq, 0.0));
  const auto used = store_->counters().octets;
  options_.least_free_octets = 30'000;
  disk_.set_capacity(used + 60'000);
  reopen();
  EXPECT_EQ(store_->counters().kept, 4U);
  disk_.set_capacity(used + 10'000);  // reports have taken the rest
  store_->give_way();
  EXPECT_LT(store_->counters().kept, 4U);
  EXPECT_TRUE(store_->chunk(id(4), 0)) << "the oldest goes first";
  disk_.set_capacity(20'000);
  EXPECT_FALSE(keep(5, 1.0));
  EXPECT_EQ(store_->counters().kept, 0U);
}

TEST_F(EvidenceStoreTest, NoMoreThanItsRate) {
  options_.most_octets = 10'000'000;
  reopen();
  int kept = 0;
  for (std::uint64_t seq = 1; seq <= 100; ++seq) kept += keep(seq, static_cast<double>(seq)) ? 1 : 0;
  EXPECT_EQ(kept, 10);
  EXPECT_TRUE(keep(200, 100.0 + 360.0)) << "one more in six minutes";
  EXPECT_FALSE(keep(201, 100.0 + 360.0));
}

TEST_F(EvidenceStoreTest, AFullDiskOrADamagedPieceStopsNothing) {
  keep(1, 0.0);
  disk_.set_capacity(1);
  EXPECT_FALSE(keep(2, 1.0));
  disk_.set_capacity(std::nullopt);
  disk_.set_content("/evidence/0000000007-broken.sigmf", "no tar");
  reopen();
  EXPECT_TRUE(keep(3, 2.0));
  EXPECT_FALSE(store_->chunk("broken", 0));
}

}  // namespace
}  // namespace sb::node
