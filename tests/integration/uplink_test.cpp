// Spool, sender and MQTT client against a real broker and a gateway that answers.
#include <chrono>
#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include "node/spool/posix_file_system.hpp"
#include "node/uplink/mqtt_uplink.hpp"
#include "node/uplink/sender.hpp"
#include "node/uplink/to_wire.hpp"
#include "tests/support/fake_gateway.hpp"
#include "tests/support/no_orders.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;
using ::testing::HasSubstr;

constexpr std::uint64_t kBoot = 0xB007;
constexpr const char* kNode = "lc-01";

std::int64_t steady_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

pb::Status status_of(pb::NodeState state) {
  pb::Status status;
  status.set_node_id(kNode);
  status.set_boot_id(kBoot);
  status.set_state(state);
  return status;
}

/// A node without a receiver: what it spools goes up.
class UplinkTest : public ::testing::Test {
 protected:
  UplinkTest() : key_(*wire::SigningKey::generate()), gateway_key_(*wire::SigningKey::generate()) {
    broker_.start();
    spool_ = std::move(
        *Spool::open(files_, {broker_.folder() / "spool", 1U << 24U, 1U << 14U, SyncPolicy::kBatch}));
    log_.set_level(spdlog::level::info);
  }

  MqttOptions options() {
    const auto identity = broker_.identity(kNode);
    return {"localhost",  broker_.port(),     identity.ca, identity.certificate,
            identity.key, broker_.province(), kNode};
  }

  void start_node(const MqttOptions& mqtt) {
    uplink_ = std::move(*MqttUplink::make(mqtt, [] {}));
    SenderOptions sending;
    sending.node_id = kNode;
    sending.boot_id = kBoot;
    sending.resend_after_ns = 1'000'000'000;
    sending.first_retry_ns = 100'000'000;
    sending.last_retry_ns = 400'000'000;
    sender_ = std::make_unique<Sender>(*uplink_, *spool_, key_, known_gateway_, status_of, orders_, clock_,
                                       sending, log_);
  }

  void start_gateway() {
    gateway_ = std::make_unique<tests::FakeGateway>(broker_, gateway_key_, key_.public_pem());
  }

  void spool(std::uint64_t count) {
    NodeIdentity node;
    node.node_id = kNode;
    node.boot_id = kBoot;
    for (std::uint64_t i = 0; i < count; ++i) {
      auto report = to_wire(pb::NODE_EVENT_KIND_STREAM_STALLED, "test", seq_, node, {});
      report.set_seq(++seq_);
      report.set_prev_hash(std::string(32, seq_ == 1 ? '\0' : 'h'));
      const auto envelope = wire::seal(pb::BODY_KIND_REPORT, wire::encode(report), key_);
      ASSERT_TRUE(spool_->append(RecordKind::kReport, kBoot, seq_, envelope));
    }
    ASSERT_TRUE(spool_->sync());
  }

  /// Runs the node until `done`, or fails after `seconds`.
  bool run_until(const std::function<bool()>& done, int seconds = 20) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (std::chrono::steady_clock::now() < deadline) {
      sender_->step(steady_ns());
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  /// As a gateway must: through the last report before a hole.
  void acknowledge_what_came() {
    std::uint64_t through = 0;
    for (const auto& [key, body] : gateway_->reports()) {
      if (key.second == through + 1) through = key.second;
    }
    if (through > 0) gateway_->acknowledge(kNode, kBoot, through);
  }

  tests::Broker broker_;
  wire::SigningKey key_, gateway_key_;
  wire::VerifyingKey known_gateway_{*wire::VerifyingKey::from_pem(gateway_key_.public_pem())};
  PosixFileSystem files_;
  std::unique_ptr<Spool> spool_;
  std::ostringstream words_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(words_)};
  std::unique_ptr<MqttUplink> uplink_;
  tests::NoOrders orders_;
  SystemClock clock_;
  std::unique_ptr<Sender> sender_;
  std::unique_ptr<tests::FakeGateway> gateway_;
  std::uint64_t seq_ = 0;
};

TEST_F(UplinkTest, DeliversInOrderAndForgetsOnlyOnTheGatewaysWord) {
  start_gateway();
  start_node(options());
  spool(600);
  ASSERT_TRUE(run_until([&] { return gateway_->reports().size() >= 256; })) << words_.str();
  EXPECT_EQ(spool_->counters().records, 600U) << "the broker's word is not enough";
  ASSERT_TRUE(run_until([&] {
    acknowledge_what_came();
    return spool_->counters().records == 0;
  })) << words_.str();
  const auto arrivals = gateway_->arrivals();
  for (std::uint64_t i = 0; i < 600; ++i) EXPECT_EQ(arrivals.at(i).second, i + 1);
  EXPECT_EQ(gateway_->rejected(), 0U);
}

TEST_F(UplinkTest, IsBornLivesAndSaysGoodbye) {
  start_gateway();
  start_node(options());
  ASSERT_TRUE(run_until([&] { return gateway_->status().has_value(); })) << words_.str();
  EXPECT_EQ(gateway_->status()->state(), pb::NODE_STATE_ONLINE);
  sender_->say_goodbye();
  EXPECT_TRUE(run_until([&] { return gateway_->status()->state() == pb::NODE_STATE_OFFLINE; }, 5));
}

TEST_F(UplinkTest, TheLastWillIsSignedToo) {
  start_gateway();
  start_node(options());
  ASSERT_TRUE(run_until([&] { return gateway_->status().has_value(); })) << words_.str();
  // The same client id again: the broker cuts the first off, and says its will.
  const auto second = std::move(*MqttUplink::make(options(), [] {}));
  ASSERT_TRUE(second->begin_connect("will of the second"));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (gateway_->status()->state() != pb::NODE_STATE_OFFLINE &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(gateway_->status()->state(), pb::NODE_STATE_OFFLINE);
  EXPECT_EQ(gateway_->rejected(), 0U);
}

TEST_F(UplinkTest, ABrokerThatIsKilledAgainAndAgainLosesNothing) {
  start_gateway();
  start_node(options());
  for (int round = 0; round < 5; ++round) {
    spool(100);
    const auto before = gateway_->reports().size();
    run_until([&] { return gateway_->reports().size() > before + 20; });
    broker_.kill();
    spool(20);
    run_until([&] { return uplink_->state() == LinkState::kDown; });
    broker_.start();
  }
  ASSERT_TRUE(run_until(
      [&] {
        acknowledge_what_came();
        return spool_->counters().records == 0;
      },
      40))
      << words_.str();
  EXPECT_EQ(gateway_->reports().size(), 600U);
  EXPECT_GE(sender_->counters().connects, 5U);
}

TEST_F(UplinkTest, SaysAgainWhatNobodyAcknowledges) {
  start_gateway();
  start_node(options());
  spool(3);
  ASSERT_TRUE(run_until([&] { return gateway_->arrivals().size() >= 6; })) << words_.str();
  EXPECT_GE(sender_->counters().resent, 1U);
  EXPECT_EQ(gateway_->reports().size(), 3U);
}

TEST_F(UplinkTest, ForgedAndReplayedCommandsAreIgnored) {
  start_gateway();
  start_node(options());
  spool(3);
  ASSERT_TRUE(run_until([&] { return gateway_->reports().size() == 3; })) << words_.str();
  pb::Command order;
  order.set_node_id(kNode);
  order.set_command_id("forged");
  order.mutable_acknowledge()->set_boot_id(kBoot);
  order.mutable_acknowledge()->set_through_seq(3);
  const auto stranger = wire::SigningKey::generate();
  gateway_->send(kNode, wire::seal(pb::BODY_KIND_COMMAND, wire::encode(order), *stranger));
  gateway_->send(kNode, wire::seal(pb::BODY_KIND_COMMAND, wire::encode(order), key_));  // the node's own key
  gateway_->send(kNode, wire::seal(pb::BODY_KIND_REPLY, wire::encode(order), gateway_key_));
  gateway_->send(kNode, "no envelope");
  order.set_node_id("lc-02");
  gateway_->send(kNode, gateway_->sealed(order));
  ASSERT_TRUE(run_until([&] { return sender_->counters().commands_refused == 5; })) << words_.str();
  EXPECT_EQ(spool_->counters().records, 3U);

  pb::Command ask;
  ask.set_node_id(kNode);
  ask.set_command_id("ask");
  ask.set_issued_utc_ns(1000);
  ask.mutable_request_status();
  const auto asked = gateway_->sealed(ask);
  gateway_->send(kNode, asked);
  ASSERT_TRUE(run_until([&] { return gateway_->replies() == 1; })) << words_.str();
  gateway_->send(kNode, asked);
  ASSERT_TRUE(run_until([&] { return sender_->counters().commands_refused == 6; })) << words_.str();
  EXPECT_EQ(gateway_->replies(), 1U);
}

TEST_F(UplinkTest, ACertificateOfAnotherAuthorityIsSaid) {
  auto wrong = options();
  const auto stranger = broker_.stranger(kNode);
  wrong.certificate = stranger.certificate;
  wrong.key = stranger.key;
  start_node(wrong);
  run_until([&] { return uplink_->last_error().find("certificate") != std::string::npos; });
  EXPECT_THAT(uplink_->last_error(), HasSubstr("refuses our certificate " + stranger.certificate.string()));
}

TEST_F(UplinkTest, ABrokerOfAnotherAuthorityIsRefused) {
  auto wrong = options();
  broker_.stranger(kNode);
  wrong.ca = broker_.folder() / "stranger" / "ca.crt";
  start_node(wrong);
  ASSERT_TRUE(run_until([&] { return !uplink_->last_error().empty(); }));
  EXPECT_THAT(uplink_->last_error(), HasSubstr("certificate of broker localhost"));
  EXPECT_EQ(sender_->counters().connects, 0U);
}

// 127.1 is 127.0.0.1, but not the name in the certificate.
TEST_F(UplinkTest, ABrokerOfAnotherNameIsRefused) {
  auto wrong = options();
  wrong.host = "127.1";
  start_node(wrong);
  run_until([&] { return uplink_->last_error().find("certificate") != std::string::npos; });
  EXPECT_THAT(uplink_->last_error(), HasSubstr("names another host"));
  EXPECT_EQ(sender_->counters().connects, 0U);
}

TEST_F(UplinkTest, ABrokerThatIsNotThereIsSaid) {
  broker_.kill();
  start_node(options());
  ASSERT_TRUE(run_until([&] { return !uplink_->last_error().empty(); }));
  EXPECT_THAT(uplink_->last_error(), HasSubstr("is the broker running"));
}

TEST_F(UplinkTest, AMissingFileIsSaidAtOnce) {
  auto wrong = options();
  wrong.key = "/nowhere/node.key";
  const auto made = MqttUplink::make(wrong, [] {});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().text, HasSubstr("uplink.key: /nowhere/node.key"));
}

}  // namespace
}  // namespace sb::node
