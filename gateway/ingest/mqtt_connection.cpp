#include "gateway/ingest/mqtt_connection.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <mqtt/async_client.h>

#include "wire/codec.hpp"
#include "wire/topics.hpp"

namespace sb::gateway {
namespace {

using std::chrono::seconds;

constexpr seconds kConnectTimeout{5};
constexpr seconds kShortestPause{1};
constexpr seconds kLongestPause{30};
constexpr seconds kKeepAlive{20};
constexpr int kQos = 1;
constexpr int kQosOfRows = 0;  // of spectrum: the next row is soon there

mqtt::connect_options options_of(const BrokerSettings& settings) {
  mqtt::ssl_options tls;
  tls.set_trust_store(settings.ca.string());
  tls.set_key_store(settings.certificate.string());
  tls.set_private_key(settings.key.string());
  tls.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);  // at least
  tls.set_verify(true);
  tls.set_enable_server_cert_auth(true);
  mqtt::connect_options options;
  options.set_ssl(tls);
  options.set_clean_session(true);
  options.set_keep_alive_interval(kKeepAlive);
  options.set_connect_timeout(kConnectTimeout);
  return options;
}

}  // namespace

struct MqttConnection::State {
  State(BrokerSettings s, std::function<void(Message)> m, std::function<void(const std::string&)> l)
      : settings(std::move(s)),
        on_message(std::move(m)),
        log(std::move(l)),
        client(fmt::format("ssl://{}:{}", settings.host, settings.port), settings.client_id) {}

  bool connect();
  void lost();
  void wait_while_connected(const std::stop_token& stop);
  void pause(const std::stop_token& stop, seconds time);

  const BrokerSettings settings;
  const std::function<void(Message)> on_message;
  const std::function<void(const std::string&)> log;
  std::atomic<std::uint64_t> dropped{0};
  std::mutex mutex;
  std::condition_variable_any changed;
  mqtt::async_client client;  // last: its threads use what stands above
};

MqttConnection::MqttConnection(BrokerSettings settings, std::function<void(Message)> on_message,
                               std::function<void(const std::string&)> log)
    : state_(std::make_unique<State>(std::move(settings), std::move(on_message), std::move(log))) {
  state_->client.set_message_callback([state = state_.get()](const mqtt::const_message_ptr& message) {
    if (message->get_payload().size() > wire::kMaxEnvelopeBytes) {
      state->on_message(
          {message->get_topic(), {}});  // refused and counted like any other rubbish, without the copy
    } else {
      state->on_message({message->get_topic(), message->get_payload_str()});
    }
  });
  state_->client.set_connection_lost_handler([state = state_.get()](const std::string&) { state->lost(); });
}

MqttConnection::~MqttConnection() {
  try {
    if (state_->client.is_connected()) state_->client.disconnect()->wait_for(seconds(2));
  } catch (const mqtt::exception&) {
    // going away either way
  }
}

bool MqttConnection::State::connect() {
  try {
    if (!client.is_connected()) client.connect(options_of(settings))->wait();
    client.subscribe(wire::subscription(settings.province, wire::Leaf::kReport), kQos)->wait();
    client.subscribe(wire::subscription(settings.province, wire::Leaf::kStatus), kQos)->wait();
    client.subscribe(wire::subscription(settings.province, wire::Leaf::kReply), kQos)->wait();
    client.subscribe(wire::subscription(settings.province, wire::Leaf::kSpectrum), kQosOfRows)->wait();
    log(fmt::format("connected to the broker at {}:{}", settings.host, settings.port));
    return true;
  } catch (const mqtt::exception& error) {
    log(fmt::format("broker at {}:{}: {}", settings.host, settings.port, error.to_string()));
    return false;
  }
}

void MqttConnection::State::lost() {
  log(fmt::format("the broker at {}:{} is gone", settings.host, settings.port));
  const std::scoped_lock lock(mutex);
  changed.notify_all();
}

void MqttConnection::State::wait_while_connected(const std::stop_token& stop) {
  std::unique_lock lock(mutex);
  while (client.is_connected() && !stop.stop_requested()) {
    changed.wait_for(lock, stop, kShortestPause, [this] { return !client.is_connected(); });
  }
}

void MqttConnection::State::pause(const std::stop_token& stop, seconds time) {
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, time, [] { return false; });
}

void MqttConnection::run(const std::stop_token& stop) {
  auto pause = kShortestPause;
  while (!stop.stop_requested()) {
    if (state_->connect()) {
      pause = kShortestPause;
      state_->wait_while_connected(stop);
    } else {
      state_->pause(stop, pause);
      pause = std::min(pause * 2, kLongestPause);
    }
  }
}

void MqttConnection::publish(const std::string& topic, const std::string& payload) {
  try {
    if (state_->client.is_connected() &&
        state_->client.get_pending_delivery_tokens().size() < kMostInFlight) {
      state_->client.publish(mqtt::make_message(topic, payload, kQos, false));
      return;
    }
  } catch (const mqtt::exception&) {
    // counted below
  }
  ++state_->dropped;
}

bool MqttConnection::connected() const {
  return state_->client.is_connected();
}

std::uint64_t MqttConnection::dropped() const {
  return state_->dropped.load();
}

}  // namespace sb::gateway
