#include "node/uplink/mqtt_uplink.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <fstream>
#include <mutex>

#include <fmt/format.h>
#include <mqtt/async_client.h>

#include "node/uplink/tls_probe.hpp"
#include "node/uplink/tls_words.hpp"
#include "wire/codec.hpp"

namespace sb::node {
namespace {

constexpr int kQos = 1;
constexpr auto kKeepAlive = std::chrono::seconds(20);
constexpr auto kConnectTimeout = std::chrono::seconds(10);
constexpr auto kGoodbye = std::chrono::milliseconds(800);
constexpr int kMaxInFlight = 1000;  ///< Paho refuses beyond that; the sender's window is smaller
constexpr auto kProbeTime = std::chrono::milliseconds(1000);
constexpr auto kProbeEvery = std::chrono::seconds(60);

Result<void> readable(const std::filesystem::path& file, std::string_view what) {
  if (std::ifstream(file).good()) return {};
  return fail(ErrorCode::kNotFound, fmt::format("uplink.{}: {} cannot be read", what, file.string()));
}

/// Paho's code of an attempt: -1 below MQTT, 1 .. 5 the broker's own words (MQTT 3.1.1 §3.2.2.3).
std::string attempt_failed(int code) {
  if (code < 0) return "no connection: is the broker running and the port right?";
  return fmt::format("the broker refuses us: {}", mqtt::exception::error_str(code));
}

}  // namespace

/// Everything that Paho's threads touch is behind `mutex`.
struct MqttUplink::State : public virtual mqtt::iaction_listener {
  State(MqttOptions the_options, std::function<void()> activity)
      : options(std::move(the_options)),
        on_activity(std::move(activity)),
        client(fmt::format("ssl://{}:{}", options.host, options.port), options.node_id,
               mqtt::create_options(MQTTVERSION_3_1_1, kMaxInFlight), nullptr) {
    client.set_connection_lost_handler(
        [this](const std::string& cause) { went_down(cause.empty() ? "connection lost" : cause); });
    client.set_message_callback([this](const mqtt::const_message_ptr& message) { arrived(*message); });
  }

  void on_success(const mqtt::token&) override {
    try {
      client.subscribe(topic(wire::Leaf::kCommand), kQos);  // a clean session: at every connection
      went_up();
    } catch (const mqtt::exception& failure) {
      went_down(failure.to_string());
    }
  }
  void on_failure(const mqtt::token& token) override {
    const int code = token.get_return_code();
    {
      // Under TLS 1.3 the broker looks at our certificate after Paho's handshake is over, and Paho drops its
      // alert.
      const std::scoped_lock lock(mutex);
      unexplained = code < 0 && tls_text.empty();
      if (unexplained) tls_text = probed;
    }
    went_down(attempt_failed(code));
  }

  void went_up() {
    {
      const std::scoped_lock lock(mutex);
      link = LinkState::kUp;
      tls_text.clear();
      probed.clear();
    }
    on_activity();
  }

  void went_down(const std::string& cause) {
    {
      const std::scoped_lock lock(mutex);
      link = LinkState::kDown;
      error = explain_failure(options, tls_text, cause);
      tls_text.clear();
    }
    on_activity();
  }

  void arrived(const mqtt::message& message) {
    {
      const std::scoped_lock lock(mutex);
      if (commands.size() >= kMaxCommands || message.get_payload().size() > wire::kMaxEnvelopeBytes) return;
      commands.emplace_back(message.get_payload_str());
    }
    on_activity();
  }

  mqtt::connect_options connect_options(std::string_view last_will) {
    mqtt::ssl_options tls;
    tls.set_trust_store(options.ca.string());
    tls.set_key_store(options.certificate.string());
    tls.set_private_key(options.key.string());
    tls.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);  // at least
    tls.set_enable_server_cert_auth(true);
    tls.set_verify(true);  // the name in the certificate is that of the host
    tls.set_error_handler([this](const std::string& line) {
      const std::scoped_lock lock(mutex);
      if (tls_text.size() < 4096) tls_text += line;
    });
    mqtt::connect_options connect;
    connect.set_ssl(std::move(tls));
    connect.set_clean_session(true);
    connect.set_automatic_reconnect(false);
    connect.set_keep_alive_interval(kKeepAlive);
    connect.set_connect_timeout(kConnectTimeout);
    connect.set_max_inflight(kMaxInFlight);
    connect.set_mqtt_version(MQTTVERSION_3_1_1);
    connect.set_will_message(mqtt::message(topic(wire::Leaf::kStatus), std::string(last_will), kQos, true));
    return connect;
  }

  /// Why attempts fail, when Paho cannot say: asked for at most once in a while, on the caller's thread.
  void probe_when_unexplained() {
    const auto now = std::chrono::steady_clock::now();
    if (!unexplained || now < probe_again_at) return;
    probe_again_at = now + kProbeEvery;
    auto said = probe_tls(options, kProbeTime);
    const std::scoped_lock lock(mutex);
    probed = std::move(said);
  }

  std::string topic(wire::Leaf leaf) const { return wire::topic(options.province, options.node_id, leaf); }

  MqttOptions options;
  std::function<void()> on_activity;
  mutable std::mutex mutex;
  LinkState link = LinkState::kDown;
  std::string error;
  std::string tls_text;
  std::string probed;  ///< what the last probe heard
  std::atomic<bool> unexplained = false;
  std::chrono::steady_clock::time_point probe_again_at{};
  std::deque<std::string> commands;
  mqtt::async_client client;
};

MqttUplink::MqttUplink(std::unique_ptr<State> state) : state_(std::move(state)) {}

MqttUplink::~MqttUplink() {
  // Paho's threads call into State: they must be silent before it goes.
  try {
    state_->client.disable_callbacks();
  } catch (const mqtt::exception&) {
  }
}

Result<std::unique_ptr<MqttUplink>> MqttUplink::make(MqttOptions options, std::function<void()> on_activity) {
  for (const auto& [file, what] : {std::pair{options.ca, "ca"}, std::pair{options.certificate, "certificate"},
                                   std::pair{options.key, "key"}}) {
    if (auto can = readable(file, what); !can) return tl::unexpected(std::move(can.error()));
  }
  try {
    return std::unique_ptr<MqttUplink>(
        new MqttUplink(std::make_unique<State>(std::move(options), std::move(on_activity))));
  } catch (const mqtt::exception& error) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("uplink: {}", error.to_string()));
  }
}

Result<void> MqttUplink::begin_connect(std::string_view last_will) {
  state_->probe_when_unexplained();
  {
    const std::scoped_lock lock(state_->mutex);
    state_->link = LinkState::kConnecting;
    state_->tls_text.clear();
  }
  try {
    state_->client.connect(state_->connect_options(last_will), nullptr, *state_);
    return {};
  } catch (const mqtt::exception& error) {
    state_->went_down(error.to_string());
    return fail(ErrorCode::kUnavailable, last_error());
  }
}

LinkState MqttUplink::state() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->link;
}

std::string MqttUplink::last_error() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->error;
}

Result<void> MqttUplink::publish(wire::Leaf leaf, std::string_view envelope) {
  try {
    // A row of spectrum that is lost is followed by the next.
    const int qos = leaf == wire::Leaf::kSpectrum ? 0 : kQos;
    state_->client.publish(state_->topic(leaf), envelope.data(), envelope.size(), qos,
                           leaf == wire::Leaf::kStatus);
    return {};
  } catch (const mqtt::exception& error) {
    return fail(ErrorCode::kUnavailable, fmt::format("uplink: {}", error.to_string()));
  }
}

std::vector<std::string> MqttUplink::take_commands() {
  const std::scoped_lock lock(state_->mutex);
  std::vector<std::string> taken(std::make_move_iterator(state_->commands.begin()),
                                 std::make_move_iterator(state_->commands.end()));
  state_->commands.clear();
  return taken;
}

void MqttUplink::close() {
  try {
    if (state_->client.is_connected()) {
      mqtt::disconnect_options options;
      options.set_timeout(kGoodbye);
      state_->client.disconnect(std::move(options))->wait_for(kGoodbye + std::chrono::milliseconds(200));
    }
  } catch (const mqtt::exception&) {  // it is gone either way
  }
  const std::scoped_lock lock(state_->mutex);
  state_->link = LinkState::kDown;
}

}  // namespace sb::node
