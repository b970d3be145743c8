#pragma once
// The gateway's place on the broker: TLS with its client certificate, reports and statuses in, commands out.
// Clean sessions: what the broker loses while we are away the nodes send again (docs/adr/0003).
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "gateway/ingest/ingest.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct BrokerSettings {
  std::string host;
  int port = 8883;
  std::filesystem::path ca, certificate, key;  ///< PEM files
  std::string client_id = "songbien-gateway";
  std::string province;
};

class MqttConnection {
 public:
  /// `on_message` is called on Paho's thread; `log` gets one line for a person at each change of state.
  MqttConnection(BrokerSettings settings, std::function<void(Message)> on_message,
                 std::function<void(const std::string&)> log);
  ~MqttConnection();

  /// Connects, subscribes, and connects again after a loss (1 s doubling to 30 s), until stop.
  void run(const std::stop_token& stop);
  /// QoS 1, does not block. Dropped and counted while there is no connection or kMostInFlight are on their
  /// way: harmless for acknowledgements, which are cumulative and said again.
  void publish(const std::string& topic, const std::string& payload);

  bool connected() const;
  std::uint64_t dropped() const;

  static constexpr std::size_t kMostInFlight = 1000;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::gateway
