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

class SetClock final : public Clock {
 public:
  std::int64_t utc_ns() const override { return now_ns + kEpoch; }
  std::int64_t steady_ns() const override { return now_ns; }
  dsp::TimeQuality quality() const override {
    return trusted ? dsp::TimeQuality::kNtp : dsp::TimeQuality::kFreeRunning;
  }
  void sleep_ns(std::int64_t /*duration*/) const override {}
  static constexpr std::int64_t kEpoch = 1'700'000'000 * kSecond;
  std::int64_t now_ns = 1000 * kSecond;
  bool trusted = true;
};

/// Answers when the test says so.
class Desk final : public Orders {
 public:
  std::optional<pb::Reply> obey(const pb::Command& command) override {
    obeyed.push_back(command);
    return now;
  }
  std::optional<pb::Reply> next_reply() override { return std::exchange(later, std::nullopt); }
  std::optional<pb::SpectrumRow> next_row() override {
    if (rows == 0) return std::nullopt;
    --rows;
    pb::SpectrumRow row;
    row.set_node_id("lc-01");
    row.set_boot_id(500);
    row.set_bin_hz(1e3);
    row.set_step_db(0.75F);
    row.set_mean(std::string(1000, 'x'));
    return row;
  }
  std::vector<pb::Command> obeyed;
  std::optional<pb::Reply> now, later;
  int rows = 0;
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
        desk_, clock_, options_, log_);
  }
  /// A second passes, with as many looks as the sender asks for.
  void pass(double seconds) {
    const auto until = clock_.now_ns + static_cast<std::int64_t>(seconds * 1e9);
    while (clock_.now_ns < until)
      clock_.now_ns = std::min(until, std::min(sender_->step(clock_.now_ns), clock_.now_ns + kSecond));
    sender_->step(clock_.now_ns);
  }
  void go_down_for(double seconds) {
    uplink_.link = LinkState::kDown;
    pass(seconds);
    uplink_.link = LinkState::kUp;
  }
  pb::Command listen(std::int64_t issued_ns, std::int64_t expires_ns = 0) {
    pb::Command command;
    command.set_node_id("lc-01");
    command.set_command_id("c1");
    command.set_issued_utc_ns(issued_ns);
    command.set_expires_utc_ns(expires_ns);
    command.mutable_listen()->set_centre_hz(1e9);
    command.mutable_listen()->set_duration_s(1.0F);
    return command;
  }
  void order(const pb::Command& command) {
    uplink_.commands.push_back(wire::seal(pb::BODY_KIND_COMMAND, wire::encode(command), gateway_));
  }
  pb::Reply last_reply() {
    const auto own = wire::VerifyingKey::from_pem(key_.public_pem());
    const auto opened = wire::open(uplink_.others.back(), pb::BODY_KIND_REPLY, *own);
    EXPECT_TRUE(opened);
    return opened ? *wire::decode_reply(opened->body) : pb::Reply();
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
  Desk desk_;
  SetClock clock_;
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

TEST_F(SenderTest, OrdersAreObeyedOnceAndAnswered) {
  come_up();
  desk_.now = pb::Reply();
  desk_.now->set_done(true);
  desk_.now->set_text("heard");
  const auto issued = clock_.utc_ns();
  order(listen(issued));
  sender_->step(clock_.now_ns);
  ASSERT_EQ(desk_.obeyed.size(), 1U);
  EXPECT_EQ(last_reply().command_id(), "c1");
  EXPECT_EQ(last_reply().node_id(), "lc-01");
  EXPECT_TRUE(last_reply().done());
  order(listen(issued));
  sender_->step(clock_.now_ns);
  EXPECT_EQ(desk_.obeyed.size(), 1U) << "replayed";
  EXPECT_FALSE(last_reply().done());
  EXPECT_EQ(sender_->counters().commands_refused, 1U);
  desk_.later = pb::Reply();
  desk_.later->set_command_id("c0");
  sender_->step(clock_.now_ns);
  EXPECT_EQ(last_reply().command_id(), "c0");
}

TEST_F(SenderTest, OrdersThatAreOverOrFromBeforeThisProgramAreRefused) {
  come_up();
  const auto now = clock_.utc_ns();
  order(listen(now - 10 * kSecond, now - kSecond));
  sender_->step(clock_.now_ns);
  EXPECT_TRUE(desk_.obeyed.empty());
  EXPECT_THAT(last_reply().text(), HasSubstr("expires"));
  order(listen(now - 3600 * kSecond));
  sender_->step(clock_.now_ns);
  EXPECT_THAT(last_reply().text(), HasSubstr("before this program"));
  clock_.trusted = false;  // a clock that knows nothing refuses nothing
  order(listen(now - 5 * kSecond, now - kSecond));
  sender_->step(clock_.now_ns);
  EXPECT_EQ(desk_.obeyed.size(), 1U);
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
