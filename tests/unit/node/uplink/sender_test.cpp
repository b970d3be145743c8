#include "node/uplink/sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/node/uplink/sender_fixture.hpp"

namespace sb::node {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(SenderTest, SendsAtMostAWindowAndGoesOnWithEachAcknowledgement) {
  spool(1, 25);
  come_up();
  EXPECT_EQ(uplink_.reports.size(), 10U);
  gateway_says(4);
  sender_->step(now_);
  EXPECT_EQ(uplink_.reports.size(), 14U);
  gateway_says(14);
  sender_->step(now_);
  gateway_says(24);
  sender_->step(now_);
  ASSERT_EQ(uplink_.reports.size(), 25U);
  for (std::size_t i = 0; i < 25; ++i) EXPECT_EQ(uplink_.reports[i], std::to_string(i + 1));
  EXPECT_EQ(spool_->counters().records, 1U);
}

TEST_F(SenderTest, BeginsAgainAfterASilence) {
  spool(1, 3);
  come_up();
  sender_->step(now_ + options_.resend_after_ns - 1);
  EXPECT_EQ(uplink_.reports.size(), 3U);
  sender_->step(now_ + options_.resend_after_ns);
  EXPECT_THAT(uplink_.reports, ElementsAre("1", "2", "3", "1", "2", "3"));
  gateway_says(3);
  sender_->step(now_ + options_.resend_after_ns + 1);
  sender_->step(now_ + 10 * options_.resend_after_ns);
  EXPECT_EQ(uplink_.reports.size(), 6U) << "nothing left to say";
}

TEST_F(SenderTest, BeginsAgainAfterAReconnection) {
  spool(1, 2);
  come_up();
  uplink_.link = LinkState::kDown;
  sender_->step(now_);
  sender_->step(now_ += kSecond);
  EXPECT_EQ(uplink_.attempts, 2);
  uplink_.link = LinkState::kUp;
  sender_->step(now_);
  EXPECT_THAT(uplink_.reports, ElementsAre("1", "2", "1", "2"));
}

TEST_F(SenderTest, AFullQueueLeavesNothingOutAndSaysNothingTwice) {
  spool(1, 8);
  uplink_.room = 3;
  come_up();
  EXPECT_EQ(uplink_.reports.size(), 3U);
  uplink_.room = 100;
  sender_->step(now_ + 2 * kSecond);
  ASSERT_EQ(uplink_.reports.size(), 8U);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(uplink_.reports[i], std::to_string(i + 1));
}

TEST_F(SenderTest, TriesForEverAndLessAndLessOften) {
  start();
  std::vector<std::int64_t> gaps;
  std::int64_t last = now_;
  for (; gaps.size() < 8; now_ += kSecond / 20) {
    const int before = uplink_.attempts;
    sender_->step(now_);
    if (uplink_.attempts > before) {
      gaps.push_back((now_ - last) / (kSecond / 2));
      last = now_;
    }
    uplink_.link = LinkState::kDown;
  }
  EXPECT_THAT(gaps, ElementsAre(0, 1, 2, 4, 8, 16, 30, 30)) << "half seconds";
  const auto told = words_.str();
  EXPECT_THAT(told, HasSubstr("broker away"));
  EXPECT_EQ(told.find("broker away"), told.rfind("broker away")) << "said once";
}

TEST_F(SenderTest, StatusIsBornRepeatedAndWillsToBeOffline) {
  come_up();
  EXPECT_EQ(uplink_.others.size(), 1U);
  sender_->step(now_ + options_.status_every_ns - 1);
  EXPECT_EQ(uplink_.others.size(), 1U);
  sender_->step(now_ + options_.status_every_ns);
  EXPECT_EQ(uplink_.others.size(), 2U);
  const auto own = wire::VerifyingKey::from_pem(key_.public_pem());
  const auto will = wire::open(uplink_.will, pb::BODY_KIND_STATUS, *own);
  ASSERT_TRUE(will);
  EXPECT_EQ(wire::decode_status(will->body)->state(), pb::NODE_STATE_OFFLINE);
}

TEST_F(SenderTest, NewsGoesBeforeTheBacklogAndOnlyHistoryIsFlagged) {
  options_.window = 1000;
  options_.resend_after_ns = 1000 * kSecond;
  options_.budget.backlog_bytes_per_s = 40.0;  // octets of the bodies below
  come_up();
  spool(1, 2);
  sender_->step(now_);
  EXPECT_THAT(uplink_.reports, ElementsAre("1", "2"));
  gateway_says(2);
  go_down_for(3600.0);
  spool(3, 100);
  uplink_.reports.clear();
  pass(0.5);
  const std::size_t before = uplink_.reports.size();
  spool(101, 101);
  pass(0.02);
  EXPECT_THAT(uplink_.reports, ::testing::Contains("101")) << "at once, unflagged";
  EXPECT_LT(before, 20U) << "at a pace";
  pass(30.0);
  ASSERT_EQ(uplink_.reports.size(), 99U) << "each once";
  EXPECT_EQ(uplink_.reports[0], wire::as_historical("3"));
  EXPECT_EQ(sender_->counters().historical, 98U);
}

TEST_F(SenderTest, AShortBreakIsNoHistory) {
  come_up();
  spool(1, 2);
  sender_->step(clock_.now_ns);
  go_down_for(20.0);
  pass(1.0);
  EXPECT_THAT(uplink_.reports, ElementsAre("1", "2", "1", "2"));
  EXPECT_EQ(sender_->counters().historical, 0U);
}

TEST_F(SenderTest, ReportsOfAnEarlierBootAreHistory) {
  ASSERT_TRUE(spool_->append(RecordKind::kReport, 499, 7, "old"));
  come_up();
  pass(0.1);
  EXPECT_THAT(uplink_.reports, ElementsAre(wire::as_historical("old")));
}

TEST_F(SenderTest, AHistoricalEnvelopeIsTheSameEnvelope) {
  pb::Status status;
  status.set_node_id("lc-01");
  status.set_boot_id(1);
  status.set_state(pb::NODE_STATE_ONLINE);
  const auto sealed = wire::seal(pb::BODY_KIND_STATUS, wire::encode(status), key_);
  const auto own = wire::VerifyingKey::from_pem(key_.public_pem());
  const auto opened = wire::open(wire::as_historical(sealed), pb::BODY_KIND_STATUS, *own);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->body, wire::encode(status));
  pb::Envelope envelope;
  ASSERT_TRUE(envelope.ParseFromString(wire::as_historical(sealed)));
  EXPECT_TRUE(envelope.historical());
}

TEST_F(SenderTest, LiveRecordsWithoutAnAnswerAreSentAgainWhenTheBacklogIsThrough) {
  come_up();
  spool(1, 3);
  sender_->step(clock_.now_ns);
  pass(11.0);
  EXPECT_THAT(uplink_.reports, ElementsAre("1", "2", "3", "1", "2", "3"));
  gateway_says(3);
  pass(60.0);
  EXPECT_EQ(uplink_.reports.size(), 6U);
}

TEST_F(SenderTest, TheBudgetHoldsTheBacklogAndSpectrumBackButNotNews) {
  options_.window = 100000;
  options_.budget = {1.0, 1000.0, 1e6};  // 1 octet a second, 1000 saved
  spool_ = std::move(*Spool::open(disk_, {"/spool2", 1U << 24U, 1U << 20U, SyncPolicy::kBatch}));
  const std::string body(100, 'b');
  for (std::uint64_t seq = 1; seq <= 50; ++seq)
    ASSERT_TRUE(spool_->append(RecordKind::kReport, 499, seq, body));
  ASSERT_TRUE(spool_->sync());
  options_.resend_after_ns = 1'000'000 * kSecond;
  options_.status_every_ns = 1'000'000 * kSecond;
  come_up();
  pass(1.0);
  const std::size_t at_once = uplink_.reports.size();
  EXPECT_LT(at_once, 12U);
  desk_.rows = 5;
  pass(1.0);
  EXPECT_EQ(uplink_.others.size(), 1U) << "the status alone: no rows while in debt";
  ASSERT_TRUE(spool_->append(RecordKind::kReport, 500, 1, "news"));
  ASSERT_TRUE(spool_->sync());
  pass(0.02);
  EXPECT_EQ(uplink_.reports.back(), "news");
  pass(2000.0);
  EXPECT_NEAR(static_cast<double>(uplink_.reports.size() - at_once), 20.0, 4.0)
      << "a hundred octets in 100 s";
}

TEST_F(SenderTest, AnAcknowledgementOfAnotherBootDoesNotCountAsProgress) {
  spool(1, 3);
  come_up();
  pb::Command command;
  command.set_node_id("lc-01");
  command.set_command_id("ack");
  command.mutable_acknowledge()->set_boot_id(501);
  command.mutable_acknowledge()->set_through_seq(3);
  uplink_.commands.push_back(wire::seal(pb::BODY_KIND_COMMAND, wire::encode(command), gateway_));
  sender_->step(now_ + options_.resend_after_ns);
  EXPECT_EQ(spool_->counters().records, 3U);
  EXPECT_EQ(sender_->counters().resent, 1U);
}

}  // namespace
}  // namespace sb::node
