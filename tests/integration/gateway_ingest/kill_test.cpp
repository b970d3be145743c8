// Reports of several nodes through the real broker while the gateway (with its database) and the broker are
// killed at random: none is lost, none is doubled, and what follows from them (ledger, incidents, chain,
// audit) is as if nothing had happened. The long form: SB_KILL_REPORTS=1000000; the short one is part of
// every check.
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <mqtt/async_client.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/ingest/mqtt_connection.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/support/broker.hpp"
#include "tests/unit/gateway/ingest/signed_node.hpp"

namespace sb::gateway::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// The gateway's receiving half as a process of its own: started by the test below, ends by SIGKILL.
TEST(Kill, DISABLED_GatewayProcess) {
  const std::filesystem::path folder = environment("SB_KILL_FOLDER");
  const auto store = open_sqlite_store(folder / "gateway.db");
  Correlator correlator(CommuneIndex::built_in());
  const auto key = wire::SigningKey::load_or_create(folder / "gateway.key");
  ASSERT_TRUE(key);
  std::unique_ptr<MqttConnection> link;
  Ingest ingest(
      {"laocai"}, *store, correlator, *key,
      [&](const std::string& topic, const std::string& payload) { link->publish(topic, payload); },
      [] { return kNoon; });
  link = std::make_unique<MqttConnection>(
      BrokerSettings{"localhost", std::atoi(environment("SB_KILL_PORT").c_str()), environment("SB_KILL_CA"),
                     environment("SB_KILL_CERTIFICATE"), environment("SB_KILL_KEY"), "gateway", "laocai"},
      [&](Message message) { ingest.enqueue(std::move(message)); }, [](const std::string&) {});
  const std::jthread opening([&](const std::stop_token& stop) { ingest.run_opening(stop); });
  const std::jthread storing([&](const std::stop_token& stop) { ingest.run_storing(stop); });
  link->run({});
}

class GatewayProcess {
 public:
  GatewayProcess(const tests::Broker& broker, const tests::Identity& files,
                 const std::filesystem::path& folder)
      : variables_{"SB_KILL_FOLDER=" + folder.string(), "SB_KILL_PORT=" + std::to_string(broker.port()),
                   "SB_KILL_CA=" + files.ca.string(), "SB_KILL_CERTIFICATE=" + files.certificate.string(),
                   "SB_KILL_KEY=" + files.key.string()} {
    start();
  }
  ~GatewayProcess() { kill(); }
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;

  void start() {
    std::vector<char*> all;
    for (char** variable = environ; *variable != nullptr; ++variable) all.push_back(*variable);
    for (auto& variable : variables_) all.push_back(variable.data());
    all.push_back(nullptr);
    std::string name = "kill_test", disabled = "--gtest_also_run_disabled_tests",
                filter = "--gtest_filter=Kill.DISABLED_GatewayProcess";
    std::array<char*, 4> arguments{name.data(), disabled.data(), filter.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ASSERT_EQ(::posix_spawn(&process_, "/proc/self/exe", &actions, nullptr, arguments.data(), all.data()), 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  void kill() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

 private:
  std::vector<std::string> variables_;
  pid_t process_ = -1;
};

/// As node/uplink: keeps what is not acknowledged, sends it again after a silence.
class StubbornNode {
 public:
  StubbornNode(const tests::Broker& broker, const tests::Identity& files, std::string id,
               const std::string& gateway_pem, std::uint64_t reports)
      : node_(std::move(id)),
        gateway_(std::move(*wire::VerifyingKey::from_pem(gateway_pem))),
        reports_(reports),
        client_("ssl://localhost:" + std::to_string(broker.port()), node_.id()) {
    mqtt::ssl_options tls;
    tls.set_trust_store(files.ca.string());
    tls.set_key_store(files.certificate.string());
    tls.set_private_key(files.key.string());
    options_.set_ssl(tls);
    options_.set_clean_session(true);
    options_.set_max_inflight(200);
    client_.set_message_callback(
        [this](const mqtt::const_message_ptr& m) { on_command(m->get_payload_str()); });
  }
  const SignedNode& identity() const { return node_; }

  void run() {
    while (acknowledged() < reports_) {
      try {
        if (!client_.is_connected()) connect();
        send_some();
      } catch (const mqtt::exception&) {
        sent_ = acknowledged();
        std::this_thread::sleep_for(100ms);
      }
    }
    if (client_.is_connected()) client_.disconnect()->wait();
  }
  std::uint64_t again() const { return again_; }

 private:
  static constexpr std::uint64_t kWindow = 600;

  std::uint64_t acknowledged() {
    const std::scoped_lock lock(mutex_);
    return acknowledged_;
  }
  void connect() {
    client_.connect(options_)->wait_for(5s);
    client_.subscribe(wire::topic("laocai", node_.id(), wire::Leaf::kCommand), 1)->wait_for(5s);
    sent_ = acknowledged();
  }
  void on_command(const std::string& payload) {
    const auto opened = wire::open(payload, wire::pb::BODY_KIND_COMMAND, gateway_);
    if (!opened) return;
    const auto through = wire::decode_command(opened->body)->acknowledge().through_seq();
    const std::scoped_lock lock(mutex_);
    while (acknowledged_ < through) {
      held_.pop_front();
      ++acknowledged_;
      progress_ = Clock::now();
    }
  }
  void send_some() {
    Message next;
    {
      const std::scoped_lock lock(mutex_);
      if (Clock::now() - progress_ > 1500ms) {
        again_ += sent_ > acknowledged_ ? sent_ - acknowledged_ : 0;
        sent_ = acknowledged_;
        progress_ = Clock::now();
      }
      sent_ = std::max(sent_, acknowledged_);
      if (sent_ < std::min(reports_, acknowledged_ + kWindow)) {
        if (sent_ - acknowledged_ == held_.size()) held_.push_back(node_.next());
        next = held_[sent_ - acknowledged_];
        ++sent_;
      }
    }
    if (next.topic.empty()) {
      std::this_thread::sleep_for(2ms);
      return;
    }
    client_.publish(mqtt::make_message(next.topic, next.payload, 1, false));
  }

  SignedNode node_;
  wire::VerifyingKey gateway_;
  std::uint64_t reports_;
  mqtt::connect_options options_;
  std::mutex mutex_;
  std::deque<Message> held_;  ///< from acknowledged_ + 1 on
  std::uint64_t acknowledged_ = 0;
  Clock::time_point progress_ = Clock::now();
  std::uint64_t sent_ = 0, again_ = 0;
  mqtt::async_client client_;  // last: its threads use what stands above
};

TEST(Kill, NothingIsLostAndNothingDoubled) {
  constexpr std::uint64_t kNodes = 3;
  const auto asked = environment("SB_KILL_REPORTS");
  const std::uint64_t each = (asked.empty() ? 6000 : std::stoull(asked)) / kNodes;
  tests::Broker broker;
  broker.start();
  ScratchFolder folder;
  const auto gateway_pem = wire::SigningKey::load_or_create(folder / "gateway.key")->public_pem();
  std::vector<std::unique_ptr<StubbornNode>> nodes;
  for (std::uint64_t i = 0; i < kNodes; ++i) {
    const auto id = "lc-0" + std::to_string(i + 1);
    nodes.push_back(std::make_unique<StubbornNode>(broker, broker.identity(id), id, gateway_pem, each));
  }
  open_sqlite_store(folder / "gateway.db")->write([&](Transaction& tx) {
    for (const auto& node : nodes) tx.put_node(node->identity().row());
  });
  GatewayProcess gateway(broker, broker.identity("gateway"), folder / "");
  std::atomic<int> running = kNodes;
  std::vector<std::jthread> threads;
  for (auto& node : nodes) {
    threads.emplace_back([&] {
      node->run();
      --running;
    });
  }
  std::mt19937_64 random(20261124);
  int gateway_kills = 0, broker_kills = 0;
  while (running > 0) {
    const auto pause = 300 + random() % 2500;
    for (std::uint64_t waited = 0; waited < pause && running > 0; waited += 20)
      std::this_thread::sleep_for(20ms);
    if (running == 0) break;
    if (random() % 10 < 7) {
      gateway.kill();
      gateway.start();
      ++gateway_kills;
    } else {
      broker.kill();
      broker.start();
      ++broker_kills;
    }
  }
  threads.clear();
  gateway.kill();
  std::uint64_t again = 0;
  for (const auto& node : nodes) again += node->again();
  RecordProperty("gateway_kills", gateway_kills);
  RecordProperty("broker_kills", broker_kills);
  std::printf("%llu reports, gateway killed %d times, broker %d times, %llu sent again\n",
              static_cast<unsigned long long>(each * kNodes), gateway_kills, broker_kills,
              static_cast<unsigned long long>(again));

  const auto store = open_sqlite_store(folder / "gateway.db");
  EXPECT_EQ(store->observation_count(), each * kNodes);
  store->write([&](Transaction& tx) {
    for (const auto& node : nodes)
      EXPECT_EQ(tx.contiguous_through(node->identity().id(), node->identity().boot()), each);
  });
  const auto incidents = store->incidents({});
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].observation_count, each * kNodes);
  EXPECT_EQ(store->emitters({}).at(0).observations, each * kNodes);
  store->read([&](Ledgers& ledgers) { EXPECT_EQ(ledgers.check_audit_chain().broken_at, 0); });
  for (const auto& o : store->observations({})) EXPECT_TRUE(o.chain_intact);
  EXPECT_GT(gateway_kills + broker_kills, 0);
}

}  // namespace
}  // namespace sb::gateway::testing
