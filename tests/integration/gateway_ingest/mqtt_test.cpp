// MqttConnection and Ingest over the real Mosquitto with the deployed ACL; mosquitto_pub and mosquitto_sub
// play the node.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/ingest/mqtt_connection.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/support/broker.hpp"
#include "tests/unit/gateway/ingest/signed_node.hpp"

namespace sb::gateway::testing {
namespace {

using namespace std::chrono_literals;

template <typename Condition>
bool within(std::chrono::seconds time, Condition condition) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    if (condition()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return condition();
}

class MqttIngest : public ::testing::Test {
 protected:
  void SetUp() override {
    broker_.start();
    node_files_ = broker_.identity("lc-01");
    store_->write([this](Transaction& tx) { tx.put_node(node_.row()); });
  }
  std::unique_ptr<MqttConnection> connection(const tests::Identity& files) {
    return std::make_unique<MqttConnection>(
        BrokerSettings{broker_.host(), broker_.port(), files.ca, files.certificate, files.key, "gateway",
                       "laocai"},
        [this](Message message) { ingest_.enqueue(std::move(message)); },
        [this](const std::string& line) {
          const std::scoped_lock lock(log_mutex_);
          log_ += line + "\n";
        });
  }
  std::string log() {
    const std::scoped_lock lock(log_mutex_);
    return log_;
  }
  std::string arguments(const std::string& topic) const {
    return " -V mqttv5 -q 1 -h localhost -p " + std::to_string(broker_.port()) + " --cafile " +
           node_files_.ca.string() + " --cert " + node_files_.certificate.string() + " --key " +
           node_files_.key.string() + " -t " + topic;
  }
  void publish(const Message& message) {
    const auto file = (folder_ / "payload").string();
    std::ofstream(file, std::ios::binary) << message.payload;
    ASSERT_EQ(std::system(("mosquitto_pub" + arguments(message.topic) + " -f " + file).c_str()), 0);
  }

  tests::Broker broker_;
  tests::Identity node_files_;
  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "gateway.db");
  Correlator correlator_{CommuneIndex::built_in()};
  wire::SigningKey key_ = std::move(*wire::SigningKey::generate());
  SignedNode node_{"lc-01"};
  MqttConnection* publisher_ = nullptr;
  std::mutex log_mutex_;
  std::string log_;
  Ingest ingest_{
      {"laocai"},
      *store_,
      correlator_,
      key_,
      [this](const std::string& topic, const std::string& payload) { publisher_->publish(topic, payload); },
      [] { return kNoon; }};
};

TEST_F(MqttIngest, AReportArrivesAndItsAcknowledgementReachesTheNode) {
  const auto link = connection(broker_.identity("gateway"));
  publisher_ = link.get();
  std::jthread opening([this](const std::stop_token& stop) { ingest_.run_opening(stop); });
  std::jthread storing([this](const std::stop_token& stop) { ingest_.run_storing(stop); });
  std::jthread mqtt([&link](std::stop_token stop) { link->run(stop); });
  ASSERT_TRUE(within(20s, [&] { return log().find("connected") != std::string::npos; })) << log();

  const auto answer = (folder_ / "command").string();
  std::jthread listener([&] {
    const auto command =
        "mosquitto_sub -N -C 1 -W 20" + arguments("songbien/v1/laocai/lc-01/command") + " > " + answer;
    EXPECT_EQ(std::system(command.c_str()), 0);
  });
  std::this_thread::sleep_for(
      500ms);  // mosquitto_sub does not say when it has subscribed; a late one gets the repetition below
  const auto message = node_.next();
  publish(message);
  ASSERT_TRUE(within(10s, [&] { return store_->observation_count() == 1; }));
  publish(message);  // as a node does that has heard nothing
  listener.join();

  std::ifstream in(answer, std::ios::binary);
  const std::string payload{std::istreambuf_iterator<char>(in), {}};
  const auto opened =
      wire::open(payload, wire::pb::BODY_KIND_COMMAND, *wire::VerifyingKey::from_pem(key_.public_pem()));
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(wire::decode_command(opened->body)->acknowledge().through_seq(), 1u);
  EXPECT_EQ(store_->observation_count(), 1u);
}

TEST_F(MqttIngest, ComesBackAfterTheBrokerWasKilled) {
  const auto link = connection(broker_.identity("gateway"));
  publisher_ = link.get();
  std::jthread opening([this](const std::stop_token& stop) { ingest_.run_opening(stop); });
  std::jthread storing([this](const std::stop_token& stop) { ingest_.run_storing(stop); });
  std::jthread mqtt([&link](std::stop_token stop) { link->run(stop); });
  ASSERT_TRUE(within(20s, [&] { return log().find("connected") != std::string::npos; })) << log();
  broker_.kill();
  ASSERT_TRUE(within(20s, [&] { return !link->connected(); }));
  broker_.start();
  const auto message = node_.next();
  ASSERT_TRUE(within(30s, [&] {
    publish(message);  // until the gateway has subscribed again
    std::this_thread::sleep_for(200ms);
    return store_->observation_count() == 1;
  })) << log();
}

TEST_F(MqttIngest, ACertificateOfAnotherAuthorityIsSaid) {
  const auto link = connection(broker_.stranger("gateway"));
  publisher_ = link.get();
  std::jthread mqtt([&link](std::stop_token stop) { link->run(stop); });
  EXPECT_TRUE(within(20s, [&] { return log().find("broker at localhost") != std::string::npos; }));
  EXPECT_FALSE(link->connected());
}

}  // namespace
}  // namespace sb::gateway::testing
