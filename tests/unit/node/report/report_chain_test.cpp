#include "node/report/report_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include "tests/support/faulty_file_system.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;
using ::testing::HasSubstr;

constexpr std::uint64_t kBoot = 0xB007;

pb::Report event(const std::string& text, pb::NodeEventKind kind = pb::NODE_EVENT_KIND_STREAM_STALLED) {
  pb::Report report;
  report.set_node_id("lc-01");
  report.set_detector("node.health");
  report.mutable_event()->set_kind(kind);
  report.mutable_event()->set_text(text);
  return report;
}

class ReportChainTest : public ::testing::Test {
 protected:
  ReportChainTest()
      : spool_(std::move(*Spool::open(disk_, {"/spool", 1U << 22U, 1U << 12U, SyncPolicy::kEachRecord}))) {
    chain_ = std::make_unique<ReportChain>(
        *spool_, key_, kBoot,
        [](const std::string& reason, std::uint64_t refused) {
          auto report = event(reason, pb::NODE_EVENT_KIND_SPOOL_FULL);
          report.mutable_event()->set_count(refused);
          return report;
        },
        log_);
  }

  /// Every report in the spool, with numbers and hashes checked.
  std::vector<pb::Report> read_chain() {
    std::vector<pb::Report> reports;
    std::string expected_hash(32, '\0');
    SpoolCursor cursor;
    const auto records = spool_->read(cursor, 10'000);
    EXPECT_TRUE(records);
    for (const auto& record : *records) {
      const auto opened =
          wire::open(record.body, pb::BODY_KIND_REPORT, *wire::VerifyingKey::from_pem(key_.public_pem()));
      EXPECT_TRUE(opened);
      auto report = wire::decode_report(opened->body);
      EXPECT_TRUE(report) << report.error().text;
      EXPECT_EQ(report->seq(), reports.size() + 1);
      EXPECT_EQ(report->boot_id(), kBoot);
      EXPECT_EQ(report->prev_hash(), expected_hash);
      const auto hash = wire::sha256(opened->body);
      expected_hash.assign(reinterpret_cast<const char*>(hash.data()), hash.size());
      reports.push_back(std::move(*report));
    }
    return reports;
  }

  tests::FaultyFileSystem disk_;
  std::unique_ptr<Spool> spool_;
  wire::SigningKey key_{*wire::SigningKey::generate()};
  std::ostringstream words_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(words_)};
  std::unique_ptr<ReportChain> chain_;
};

TEST_F(ReportChainTest, NumbersChainsAndSigns) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(chain_->store(event(std::to_string(i))));
  const auto reports = read_chain();
  ASSERT_EQ(reports.size(), 20U);
  EXPECT_EQ(reports[7].event().text(), "7");
  EXPECT_THAT(words_.str(), HasSubstr("spooled boot=000000000000b007 seq=20"));
}

TEST_F(ReportChainTest, WhatTheDiskRefusesWaitsAndFollowsInOrderWithAnEvent) {
  ASSERT_TRUE(chain_->store(event("before")));
  disk_.set_capacity(0);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(chain_->store(event(std::to_string(i))));
  EXPECT_EQ(chain_->counters().waiting, 5U);
  EXPECT_EQ(chain_->counters().made, 1U);
  EXPECT_THAT(chain_->refusal(), HasSubstr("No space left"));
  EXPECT_THAT(words_.str(), HasSubstr("disk refuses"));
  chain_->retry();
  EXPECT_EQ(chain_->counters().waiting, 5U);
  disk_.set_capacity(std::nullopt);
  chain_->retry();
  EXPECT_EQ(chain_->counters().waiting, 0U);
  EXPECT_EQ(chain_->refusal(), "");
  const auto reports = read_chain();
  ASSERT_EQ(reports.size(), 7U);
  EXPECT_EQ(reports[1].event().text(), "0");
  EXPECT_EQ(reports[5].event().text(), "4");
  EXPECT_EQ(reports[6].event().kind(), pb::NODE_EVENT_KIND_SPOOL_FULL);
  EXPECT_GE(reports[6].event().count(), 5U);
}

TEST_F(ReportChainTest, WhatWaitsIsBoundedAndWhatIsLostIsCounted) {
  disk_.set_capacity(0);
  for (std::size_t i = 0; i < ReportChain::kMaxWaiting + 3; ++i) chain_->store(event(std::to_string(i)));
  EXPECT_EQ(chain_->counters().waiting, ReportChain::kMaxWaiting);
  EXPECT_EQ(chain_->counters().lost, 3U);
  disk_.set_capacity(std::nullopt);
  ASSERT_TRUE(chain_->store(event("last")));
  const auto reports = read_chain();
  EXPECT_EQ(reports.front().event().text(), "3") << "the oldest were dropped";
  EXPECT_EQ(reports.back().event().text(), "last");
}

TEST_F(ReportChainTest, AReportThatBreaksARuleUsesNoNumber) {
  ASSERT_TRUE(chain_->store(event("good")));
  EXPECT_FALSE(chain_->store(event(std::string(600, 'x'))));
  EXPECT_EQ(chain_->counters().invalid, 1U);
  ASSERT_TRUE(chain_->store(event("good too")));
  EXPECT_EQ(read_chain().size(), 2U);
}

}  // namespace
}  // namespace sb::node
