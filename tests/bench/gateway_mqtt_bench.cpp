// Reports through the real broker (TLS, QoS 1): what a bare Paho subscriber receives that only counts, and
// what the gateway stores, correlates and commits, from the same publisher in the same run. Publisher, broker
// and receiver share the machine, so that the ratio of the two is the figure.
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <mqtt/async_client.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/ingest/mqtt_connection.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/support/broker.hpp"
#include "tests/unit/gateway/ingest/signed_node.hpp"

namespace sb::gateway::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kReports = 5000;  // fewer than the gateway's queue holds

tests::Broker& broker() {
  static tests::Broker instance;
  if (!instance.running()) instance.start();
  return instance;
}

mqtt::connect_options options_of(const tests::Identity& files) {
  mqtt::ssl_options tls;
  tls.set_trust_store(files.ca.string());
  tls.set_key_store(files.certificate.string());
  tls.set_private_key(files.key.string());
  mqtt::connect_options options;
  options.set_ssl(tls);
  options.set_clean_session(true);
  options.set_max_inflight(100);
  return options;
}

std::string address() {
  return "ssl://localhost:" + std::to_string(broker().port());
}

class Publisher {
 public:
  Publisher() : client_(address(), node_.id(), mqtt::create_options(MQTTVERSION_DEFAULT, 2 * kReports)) {
    client_.connect(options_of(broker().identity(node_.id())))->wait();
  }
  ~Publisher() { client_.disconnect()->wait(); }
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;
  const SignedNode& node() const { return node_; }
  std::vector<Message> make() {
    std::vector<Message> messages;
    for (std::int64_t i = 0; i < kReports; ++i) messages.push_back(node_.next());
    return messages;
  }
  void send(const std::vector<Message>& messages) {
    for (const auto& message : messages) {
      while (client_.get_pending_delivery_tokens().size() > 500) std::this_thread::sleep_for(1ms);
      client_.publish(mqtt::make_message(message.topic, message.payload, 1, false));
    }
  }

 private:
  SignedNode node_{"lc-01"};
  mqtt::async_client client_;
};

void bare_subscriber(benchmark::State& state) {
  Publisher publisher;
  std::atomic<std::int64_t> received = 0;
  mqtt::async_client subscriber(address(), "bare");
  subscriber.set_message_callback([&](const mqtt::const_message_ptr&) { ++received; });
  subscriber.connect(options_of(broker().identity("gateway")))->wait();
  subscriber.subscribe(wire::subscription("laocai", wire::Leaf::kReport), 1)->wait();
  std::int64_t sent = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto messages = publisher.make();
    sent += kReports;
    state.ResumeTiming();
    publisher.send(messages);
    while (received < sent) std::this_thread::sleep_for(200us);
  }
  state.SetItemsProcessed(sent);
  subscriber.disconnect()->wait();
}
BENCHMARK(bare_subscriber)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

void gateway(benchmark::State& state) {
  Publisher publisher;
  ScratchFolder folder;
  const auto store = open_sqlite_store(folder / "gateway.db");
  store->write([&](Transaction& tx) { tx.put_node(publisher.node().row()); });
  Correlator correlator(CommuneIndex::built_in());
  const auto key = std::move(*wire::SigningKey::generate());
  std::unique_ptr<MqttConnection> link;
  Ingest ingest(
      {"laocai"}, *store, correlator, key,
      [&](const std::string& topic, const std::string& payload) { link->publish(topic, payload); },
      [] { return kNoon; });
  const auto files = broker().identity("gateway");
  std::atomic<bool> connected = false;
  link = std::make_unique<MqttConnection>(
      BrokerSettings{broker().host(), broker().port(), files.ca, files.certificate, files.key, "gateway",
                     "laocai"},
      [&](Message message) { ingest.enqueue(std::move(message)); },
      [&](const std::string& line) { connected = connected || line.starts_with("connected"); });
  const std::jthread opening([&](const std::stop_token& stop) { ingest.run_opening(stop); });
  const std::jthread storing([&](const std::stop_token& stop) { ingest.run_storing(stop); });
  const std::jthread mqtt([&](const std::stop_token& stop) { link->run(stop); });
  while (!connected) std::this_thread::sleep_for(10ms);
  std::uint64_t sent = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto messages = publisher.make();
    sent += kReports;
    state.ResumeTiming();
    publisher.send(messages);
    while (ingest.counters().stored < sent) std::this_thread::sleep_for(200us);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(sent));
}
BENCHMARK(gateway)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sb::gateway::testing

BENCHMARK_MAIN();
