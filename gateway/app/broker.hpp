#pragma once
// The gateway's connection to the broker: MQTT over TLS with a certificate of its own, never plain. Paho stays in broker.cpp.
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "gateway/config/config.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

class Broker {
 public:
  using OnMessage = std::function<void(std::string topic, std::string payload)>;  ///< called on Paho's thread
  using LogLine = std::function<void(const std::string&)>;

  Broker(const MqttConfig& config, std::string province, OnMessage on_message, LogLine log);
  ~Broker();

  /// Connects, subscribes, and connects again when the connection is lost, until stop.
  void run(std::stop_token stop);
  /// QoS 1. Dropped (and counted) without a connection: nodes send again what was not acknowledged.
  void publish(const std::string& topic, const std::string& payload);
  bool connected() const;
  std::uint64_t dropped() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::gateway
