// The sender against a link that a test moves by hand and a clock that it sets.
#include "node/uplink/sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include "tests/support/faulty_file_system.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int64_t kSecond = 1'000'000'000;

class FakeUplink final : public Uplink {
 public:
  Result<void> begin_connect(std::string_view last_will) override {
    ++attempts;
    will = last_will;
    link = LinkState::kConnecting;
    return {};
  }
  LinkState state() const override { return link; }
  std::string last_error() const override { return error; }
  Result<void> publish(wire::Leaf leaf, std::string_view envelope) override {
    if (leaf == wire::Leaf::kReport && room == 0) return fail(ErrorCode::kUnavailable, "queue is full");
    if (leaf == wire::Leaf::kReport) --room;
    (leaf == wire::Leaf::kReport ? reports : others).emplace_back(envelope);
    return {};
  }
  std::vector<std::string> take_commands() override { return std::exchange(commands, {}); }
  void close() override { link = LinkState::kDown; }

  LinkState link = LinkState::kDown;
  std::string error = "broker away", will;
  int attempts = 0;
  std::size_t room = 1'000'000;
  std::vector<std::string> reports, others, commands;
};

class SenderTest : public ::testing::Test {
 protected:
  SenderTest()
      : spool_(std::move(*Spool::open(disk_, {"/spool", 1U << 20U, 1U << 12U, SyncPolicy::kEachRecord}))) {
    options_.node_id = "lc-01";
    options_.boot_id = 500;  // no spread
    options_.window = 10;
  }
  void start() {
    sender_ = std::make_unique<Sender>(
        uplink_, *spool_, key_, gateway_key_,
        [](pb::NodeState state) {
          pb::Status status;
          status.set_node_id("lc-01");
          status.set_boot_id(500);
          status.set_state(state);
          return status;
        },
        options_, log_);
  }
  void come_up() {
    start();
    sender_->step(now_);
    uplink_.link = LinkState::kUp;
    sender_->step(now_);
  }
  void spool(std::uint64_t from, std::uint64_t through) {
    for (auto seq = from; seq <= through; ++seq) {
      ASSERT_TRUE(spool_->append(RecordKind::kReport, 500, seq, std::to_string(seq)));
    }
  }
  void gateway_says(std::uint64_t through) {
    pb::Command command;
    command.set_node_id("lc-01");
    command.set_command_id("ack");
    command.mutable_acknowledge()->set_boot_id(500);
    command.mutable_acknowledge()->set_through_seq(through);
    uplink_.commands.push_back(wire::seal(pb::BODY_KIND_COMMAND, wire::encode(command), gateway_));
  }

  tests::FaultyFileSystem disk_;
  std::unique_ptr<Spool> spool_;
  wire::SigningKey key_{*wire::SigningKey::generate()}, gateway_{*wire::SigningKey::generate()};
  wire::VerifyingKey gateway_key_{*wire::VerifyingKey::from_pem(gateway_.public_pem())};
  std::ostringstream words_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(words_)};
  FakeUplink uplink_;
  SenderOptions options_;
  std::unique_ptr<Sender> sender_;
  std::int64_t now_ = 1000 * kSecond;
};

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
