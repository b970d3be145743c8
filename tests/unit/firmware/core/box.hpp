#pragma once
// A whole box on this machine: supervisor, simulated chip, and a host that speaks protobuf over the same line
// code.
#include <functional>
#include <vector>

#include "firmware/core/supervisor.hpp"
#include "firmware/port/host/sim_hal.hpp"
#include "wire/mcu/link.pb.h"

namespace sb::fw::tests {

namespace pb = songbien::wire::v1;

class Box final : private wire::mcu::LinkEnds {
 public:
  explicit Box(SimFlash& flash, Identity identity = {}) : hal(flash), identity_(identity) {
    for (const auto input : {board::Input::kSdrPowerGood, board::Input::kLnaPowerGood,
                             board::Input::kModemPowerGood, board::Input::kGnssPowerGood}) {
      hal.set_input(input, true);
    }
    hal.set_air(22, 40);
  }

  void start() { supervisor.start(); }

  /// `ms` of the box's life; the host beats once a second while `beats`, and reads its line every 10 ms.
  void run(std::uint32_t ms) {
    for (const std::uint32_t end = hal.time_ms + ms; hal.time_ms < end && !hal.restarted;) {
      hal.time_ms += 10;
      hal.tick_count += 640'000;
      if (gnss && hal.time_ms % 1'000 == 0) hal.pulses.push_back(hal.tick_count - 77);
      if (beats && hal.time_ms >= next_beat_ms_) {
        beat();
        next_beat_ms_ = hal.time_ms + 1'000;
      }
      supervisor.step();
      if (hears) link.receive(hal.sent);
      hal.sent.clear();
      link.tick(hal.time_ms);
      if (!orders.empty() && !link.busy()) {
        link.send(octets(orders.front()), hal.time_ms);
        orders.erase(orders.begin());
      }
    }
  }

  void beat() {
    pb::HostToMcu message;
    message.mutable_heartbeat()->set_state(beat_state);
    message.mutable_heartbeat()->set_utc_s(beat_utc_s);
    message.mutable_heartbeat()->set_node_state(1);
    link.send_datagram(octets(message));
  }

  pb::HostToMcu& order() {
    orders.emplace_back();
    orders.back().set_command_id(++last_command);
    return orders.back();
  }

  /// The answer to the last order; UNSPECIFIED when none has come.
  pb::McuOutcome outcome(std::uint32_t ms = 500) {
    run(ms);
    for (const auto& answer : answers) {
      if (answer.command_id() == last_command) return answer.outcome();
    }
    return pb::MCU_OUTCOME_UNSPECIFIED;
  }

  std::size_t count(pb::McuEventKind kind) const {
    std::size_t n = 0;
    for (const auto& event : events) n += event.kind() == kind ? 1 : 0;
    return n;
  }

  SimHal hal;
  bool beats = true, hears = true, gnss = true;
  pb::McuHostState beat_state = pb::MCU_HOST_STATE_RUNNING;
  std::uint32_t beat_utc_s = 1'790'000'000;
  std::uint32_t last_command = 100;
  std::vector<pb::HostToMcu> orders;
  std::vector<pb::McuHello> hellos;
  std::vector<pb::McuEvent> events;
  std::vector<pb::McuAnswer> answers;
  std::vector<pb::McuPps> pulses;
  std::vector<pb::McuStopHost> stops;
  pb::McuTelemetry telemetry;
  int unreadable = 0;

 private:
  static std::vector<std::uint8_t> octets(const pb::HostToMcu& message) {
    const std::string text = message.SerializeAsString();
    return {text.begin(), text.end()};
  }
  void write(std::span<const std::uint8_t> out) override {
    hal.line.insert(hal.line.end(), out.begin(), out.end());
  }
  void on_new_peer() override {}
  void on_message(std::span<const std::uint8_t> message) override {
    pb::McuToHost read;
    if (!read.ParseFromArray(message.data(), static_cast<int>(message.size()))) ++unreadable;
    if (read.has_hello()) hellos.push_back(read.hello());
    if (read.has_event()) events.push_back(read.event());
    if (read.has_answer()) answers.push_back(read.answer());
    if (read.has_pps()) pulses.push_back(read.pps());
    if (read.has_stop_host()) stops.push_back(read.stop_host());
    if (read.has_telemetry()) telemetry = read.telemetry();
  }

  Identity identity_;
  std::uint32_t next_beat_ms_ = 500;

 public:
  wire::mcu::Link link{*this, 900};
  Supervisor supervisor{hal, identity_, "test 1.0 with a name that is too long"};
};

}  // namespace sb::fw::tests
