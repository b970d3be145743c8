#pragma once
// The box's supervisor: one loop that never waits. Every part is a value with its own rules; this file only
// brings them together with the chip (Hal) and the host (Link).
#include <array>
#include <cstdint>

#include "firmware/core/battery.hpp"
#include "firmware/core/climate.hpp"
#include "firmware/core/debounced_input.hpp"
#include "firmware/core/event_log.hpp"
#include "firmware/core/hal.hpp"
#include "firmware/core/host_watch.hpp"
#include "firmware/core/messages.hpp"
#include "firmware/core/pps.hpp"
#include "firmware/core/rails.hpp"
#include "firmware/core/rf_path.hpp"
#include "firmware/core/update.hpp"
#include "firmware/core/watchdog_gate.hpp"
#include "wire/mcu/link.hpp"

namespace sb::fw {

class Supervisor final : private wire::mcu::LinkEnds {
 public:
  static constexpr std::uint32_t kTrialMs = 600'000;  ///< an image on trial must be confirmed within

  /// `hal` and `identity` outlive. `version` at most 23 octets.
  Supervisor(Hal& hal, const Identity& identity, const char* version);

  /// Reads the log, says why the chip started. Once.
  void start();
  /// One pass: some 0.1 ms, plus a page erasure or an image check when one is due. Call again and again.
  void step();

  const Rails& rails() const { return rails_; }
  const HostWatch& host() const { return host_; }
  const EventLog& log() const { return log_; }
  const wire::mcu::Link& link() const { return link_; }

 private:
  void write(std::span<const std::uint8_t> octets) override { hal_.send(octets); }
  void on_message(std::span<const std::uint8_t> message) override;
  void on_new_peer() override;

  void step_link(std::uint32_t now_ms);
  void step_pulses(std::uint32_t now_ms);
  void step_inputs(std::uint32_t now_ms);
  void step_second(std::uint32_t now_ms);
  void step_host(std::uint32_t now_ms);
  void step_rails(std::uint32_t now_ms);
  void step_lamp(std::uint32_t now_ms);

  void obey(const HostToMcu& order, std::uint32_t now_ms);
  void take_heartbeat(const McuHeartbeat& beat, std::uint32_t now_ms);
  McuOutcome obey_power(const McuCyclePower& order, std::uint32_t now_ms);
  McuOutcome obey_path(const McuSelectPath& order, std::uint32_t now_ms);
  McuOutcome obey_log(const McuReadLog& order, std::uint32_t command_id);
  McuOutcome confirm_image();
  void answer(std::uint32_t command_id, McuOutcome outcome, std::uint32_t value);

  void cycle_radio(std::uint32_t now_ms, std::uint32_t reason);
  void act(HostAction action, std::uint32_t now_ms);
  void drive_host(std::uint32_t now_ms);
  void note(McuEventKind kind, std::uint32_t value);
  bool send_next(std::uint32_t now_ms);
  bool send_event(std::uint32_t seq, std::uint32_t now_ms);
  bool send(const McuToHost& message, std::uint32_t now_ms);
  void send_telemetry(std::uint32_t now_ms);
  void send_pps();
  McuHello hello() const;

  Hal& hal_;
  const Identity& identity_;
  const char* version_;
  wire::mcu::Link link_;
  EventLog log_;
  Battery battery_;
  Climate climate_;
  RfPath rf_path_;
  Rails rails_;
  HostWatch host_;
  TickClock tick_clock_;
  Pps pps_;
  Update update_;
  WatchdogGate gate_;
  DebouncedInput door_{100};
  DebouncedInput tilt_{2'000};  ///< a gust is no fall

  /// Of this pass. Everybody counts from it: a later look at the clock would make a heartbeat younger than
  /// the pass, and its age some 50 days.
  std::uint32_t now_ms_ = 0;
  bool on_trial_ = false;
  bool climate_was_lost_ = false;
  bool pps_lost_ = true;
  std::uint32_t last_pulse_ms_ = 0;
  std::uint32_t inputs_ms_ = 0;
  std::uint32_t second_ms_ = 0;
  std::uint32_t supply_mv_ = 0;
  RailMask known_faults_ = 0;

  bool host_wanted_ = false;
  std::uint32_t host_off_ms_ = 0;   ///< rail held off since ...
  std::uint32_t host_off_for_ = 0;  ///< ... for so long; 0: not
  std::uint32_t host_reset_ms_ = 0;
  bool host_reset_held_ = false;
  std::uint32_t last_beat_ms_ = 0;
  bool host_talks_ = false;
  std::uint32_t node_state_ = 0;

  std::uint32_t radio_cycles_ = 0;
  std::uint32_t host_resets_ = 0;
  std::uint32_t host_cycles_ = 0;

  bool hello_due_ = true;
  bool stop_due_ = false;
  std::uint32_t next_event_ = 1;  ///< of the log, to tell the host by itself
  std::uint32_t asked_event_ = 0;
  std::uint32_t asked_left_ = 0;
  std::uint32_t asked_sent_ = 0;
  std::uint32_t asked_command_ = 0;
  bool asked_answer_due_ = false;
  std::array<McuAnswer, 4> answers_{};
  std::size_t answers_filled_ = 0;
  bool restart_due_ = false;
};

}  // namespace sb::fw
