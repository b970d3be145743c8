#include "gateway/app/broker.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>
#include <mqtt/async_client.h>

#include "wire/topics.hpp"

namespace sb::gateway {
namespace {

using namespace std::chrono_literals;

constexpr int kInflight = 100;
constexpr auto kPatience = 5s;
constexpr auto kFirstPause = 1000ms;
constexpr auto kLongestPause = 30'000ms;

mqtt::connect_options options_of(const MqttConfig& config) {
  mqtt::ssl_options ssl;
  ssl.set_trust_store(config.ca.string());
  ssl.set_key_store(config.certificate.string());
  ssl.set_private_key(config.key.string());
  ssl.set_enable_server_cert_auth(true);
  ssl.set_verify(true);  // the broker's name too
  ssl.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);
  mqtt::connect_options options;
  options.set_ssl(std::move(ssl));
  options.set_clean_session(true);  // nodes keep what was not acknowledged, so the broker need not
  options.set_keep_alive_interval(20s);
  options.set_connect_timeout(kPatience);
  options.set_max_inflight(kInflight);
  return options;
}

}  // namespace

struct Broker::State {
  State(const MqttConfig& config, std::string province_code, LogLine log_line)
      : client(fmt::format("ssl://{}:{}", config.host, config.port), config.client_id),
        options(options_of(config)),
        province(std::move(province_code)),
        log(std::move(log_line)) {}

  void connect() {
    client.connect(options)->wait_for(kPatience);
    if (!client.is_connected()) throw mqtt::exception(MQTTASYNC_DISCONNECTED);
    for (const auto leaf : {wire::Leaf::kReport, wire::Leaf::kStatus}) {
      client.subscribe(wire::subscription(province, leaf), 1)->wait_for(kPatience);
    }
  }

  mqtt::async_client client;
  mqtt::connect_options options;
  std::string province;
  LogLine log;
  std::atomic<std::uint64_t> dropped{0};
  std::mutex mutex;
  std::condition_variable_any changed;
};

Broker::Broker(const MqttConfig& config, std::string province, OnMessage on_message, LogLine log)
    : state_(std::make_unique<State>(config, std::move(province), std::move(log))) {
  state_->client.set_message_callback([receive = std::move(on_message)](const mqtt::const_message_ptr& message) {
    receive(message->get_topic(), message->to_string());
  });
  state_->client.set_connection_lost_handler([this](const std::string&) { state_->changed.notify_all(); });
}

Broker::~Broker() = default;

void Broker::run(std::stop_token stop) {
  auto pause = kFirstPause;
  while (!stop.stop_requested()) {
    if (!state_->client.is_connected()) {
      try {
        state_->connect();
        state_->log("broker: connected");
        pause = kFirstPause;
      } catch (const mqtt::exception& error) {
        state_->log(fmt::format("broker: {}; again in {} s", error.what(), pause.count() / 1000));
        std::unique_lock lock(state_->mutex);
        state_->changed.wait_for(lock, stop, pause, [] { return false; });
        pause = std::min(pause * 2, kLongestPause);
        continue;
      }
    }
    std::unique_lock lock(state_->mutex);
    state_->changed.wait_for(lock, stop, kFirstPause, [this] { return !state_->client.is_connected(); });
  }
  try {
    if (state_->client.is_connected()) state_->client.disconnect(200)->wait_for(500ms);
  } catch (const mqtt::exception& error) {
    state_->log(fmt::format("broker: {}", error.what()));
  }
}

void Broker::publish(const std::string& topic, const std::string& payload) {
  try {
    state_->client.publish(topic, payload.data(), payload.size(), 1, false);
  } catch (const mqtt::exception&) {
    ++state_->dropped;
  }
}

bool Broker::connected() const { return state_->client.is_connected(); }

std::uint64_t Broker::dropped() const { return state_->dropped; }

}  // namespace sb::gateway
