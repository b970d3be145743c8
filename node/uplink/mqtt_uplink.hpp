#pragma once
// The uplink over MQTT 3.1.1 (Paho) and mutual TLS. There is no way to connect without TLS or without
// checking the broker's name.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "node/uplink/uplink.hpp"

namespace sb::node {

struct MqttOptions {
  std::string host;
  std::uint16_t port = 8883;
  std::filesystem::path ca;           ///< PEM; who may have signed the broker's certificate
  std::filesystem::path certificate;  ///< PEM; ours, common name = node_id
  std::filesystem::path key;          ///< PEM
  std::string province;
  std::string node_id;  ///< also the MQTT client id
};

class MqttUplink final : public Uplink {
 public:
  /// Commands waiting to be taken; the newest is dropped beyond that, and the gateway says it again.
  static constexpr std::size_t kMaxCommands = 256;

  /// `on_activity` is called on Paho's threads when the state changes or a command has come: wake up and
  /// look. Refuses files that cannot be read.
  static Result<std::unique_ptr<MqttUplink>> make(MqttOptions options, std::function<void()> on_activity);
  ~MqttUplink() override;

  Result<void> begin_connect(std::string_view last_will) override;
  LinkState state() const override;
  std::string last_error() const override;
  Result<void> publish(wire::Leaf leaf, std::string_view envelope) override;
  std::vector<std::string> take_commands() override;
  void close() override;

 private:
  struct State;
  explicit MqttUplink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sb::node
