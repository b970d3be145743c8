// What the supervisor says to the host, and what it does at the host's word.
#include <algorithm>
#include <iterator>

#include "firmware/core/supervisor.hpp"

namespace sb::fw {

namespace {

constexpr std::uint32_t kStopHostS = 60;
constexpr std::uint32_t kMostLogRecords = 64;
constexpr std::uint32_t kClockSlackS = 2;

McuRfPath path_number(RfPathChoice choice) {
  switch (choice) {
    case RfPathChoice::kTerminator:
      return McuRfPath_MCU_RF_PATH_TERMINATOR;
    case RfPathChoice::kNoiseDiode:
      return McuRfPath_MCU_RF_PATH_NOISE_DIODE;
    default:
      return McuRfPath_MCU_RF_PATH_ANTENNA;
  }
}

std::optional<Rail> rail_of(McuRail number) {
  switch (number) {
    case McuRail_MCU_RAIL_SDR:
      return Rail::kSdr;
    case McuRail_MCU_RAIL_LNA:
      return Rail::kLna;
    case McuRail_MCU_RAIL_MODEM:
      return Rail::kModem;
    case McuRail_MCU_RAIL_GNSS:
      return Rail::kGnss;
    default:
      return std::nullopt;  // none, the host's own, or one that this version does not have
  }
}

std::uint32_t rails_number(RailMask on, bool host_on) {
  std::uint32_t bits = host_on ? 1U << McuRail_MCU_RAIL_HOST : 0;
  if ((on & bit(Rail::kSdr)) != 0) bits |= 1U << McuRail_MCU_RAIL_SDR;
  if ((on & bit(Rail::kLna)) != 0) bits |= 1U << McuRail_MCU_RAIL_LNA;
  if ((on & bit(Rail::kModem)) != 0) bits |= 1U << McuRail_MCU_RAIL_MODEM;
  if ((on & bit(Rail::kGnss)) != 0) bits |= 1U << McuRail_MCU_RAIL_GNSS;
  return bits;
}

McuOutcome outcome_of(bool done, McuOutcome otherwise) {
  return done ? McuOutcome_MCU_OUTCOME_DONE : otherwise;
}

}  // namespace

McuHello Supervisor::hello() const {
  McuHello hello = McuHello_init_zero;
  hello.protocol_version = wire::mcu::kProtocolVersion;
  for (std::size_t i = 0; i + 1 < std::size(hello.firmware_version) && version_[i] != '\0'; ++i) {
    hello.firmware_version[i] = version_[i];
  }
  hello.image_number = identity_.number;
  hello.slot = identity_.slot;
  hello.trial = on_trial_;
  hello.reset_cause = static_cast<McuResetCause>(hal_.reset_cause());
  hello.tick_rate_hz = hal_.tick_rate_hz();
  return hello;
}

void Supervisor::on_new_peer() {
  hello_due_ = true;
}

bool Supervisor::send(const McuToHost& message, std::uint32_t now_ms) {
  MessageBuffer buffer;
  return link_.send(encode(message, buffer), now_ms);
}

/// The most pressing first. False when there was nothing to say.
bool Supervisor::send_next(std::uint32_t now_ms) {
  McuToHost message = McuToHost_init_zero;
  if (hello_due_) {
    hello_due_ = false;
    message.which_body = McuToHost_hello_tag;
    message.body.hello = hello();
    return send(message, now_ms);
  }
  if (stop_due_) {
    stop_due_ = false;
    message.which_body = McuToHost_stop_host_tag;
    message.body.stop_host.cut_after_s = kStopHostS;
    return send(message, now_ms);
  }
  if (answers_filled_ > 0) {
    message.which_body = McuToHost_answer_tag;
    message.body.answer = answers_[0];
    std::copy(answers_.begin() + 1, answers_.end(), answers_.begin());
    --answers_filled_;
    return send(message, now_ms);
  }
  // What was asked for, then what happened, as long as somebody listens.
  while (asked_left_ > 0) {
    --asked_left_;
    if (!send_event(asked_event_++, now_ms)) continue;
    ++asked_sent_;
    return true;
  }
  if (asked_answer_due_) {
    asked_answer_due_ = false;
    answer(asked_command_, McuOutcome_MCU_OUTCOME_DONE, asked_sent_);
    return true;
  }
  while (host_talks_ && next_event_ < log_.next_seq()) {
    if (send_event(next_event_++, now_ms)) return true;
  }
  return false;
}

bool Supervisor::send_event(std::uint32_t seq, std::uint32_t now_ms) {
  const auto event = log_.read(seq);
  if (!event) return false;
  McuToHost message = McuToHost_init_zero;
  message.which_body = McuToHost_event_tag;
  message.body.event = {
      event->seq,  event->boot, event->uptime_s, event->utc_s, static_cast<McuEventKind>(event->kind),
      event->value};
  return send(message, now_ms);
}

void Supervisor::send_telemetry(std::uint32_t now_ms) {
  McuToHost message = McuToHost_init_zero;
  message.which_body = McuToHost_telemetry_tag;
  McuTelemetry& t = message.body.telemetry;
  t.uptime_s = now_ms / 1'000;
  t.supply_mv = supply_mv_;
  t.battery_mv = battery_.filtered_mv();
  t.temperature_mk = climate_.air().temperature_mk;
  t.humidity_permille = climate_.air().humidity_permille;
  t.door_open = door_.state();
  t.tilted = tilt_.state();
  t.fan_on = climate_.fan();
  t.heater_on = climate_.heater();
  t.rails_on = rails_number(rails_.on(), host_wanted_ && host_off_for_ == 0);
  t.rf_path = path_number(rf_path_.choice());
  t.power_level = static_cast<McuPowerLevel>(static_cast<std::uint32_t>(battery_.level()) + 1);
  t.radio_cycles = radio_cycles_;
  t.host_resets = host_resets_;
  t.host_cycles = host_cycles_;
  t.frames_refused = link_.frames().refused();
  t.log_next_seq = log_.next_seq();
  t.stack_free_bytes = hal_.stack_free_bytes();
  t.utc_s = hal_.utc_s();
  MessageBuffer buffer;
  link_.send_datagram(encode(message, buffer));
}

void Supervisor::send_pps() {
  const PpsStatistics s = pps_.statistics();
  McuToHost message = McuToHost_init_zero;
  message.which_body = McuToHost_pps_tag;
  message.body.pps = {s.pulse_ticks, tick_clock_.extend(hal_.ticks()), s.pulses,        s.missing,
                      s.rejected,    s.measured_tick_rate_hz,          s.jitter_rms_ps, s.jitter_peak_ps};
  MessageBuffer buffer;
  link_.send_datagram(encode(message, buffer));
}

void Supervisor::on_message(std::span<const std::uint8_t> message) {
  const auto order = decode(message);
  if (!order) return;  // the link has brought it whole: a peer of another making
  obey(*order, now_ms_);
}

void Supervisor::answer(std::uint32_t command_id, McuOutcome outcome, std::uint32_t value) {
  if (answers_filled_ == answers_.size()) return;  // a host that does not listen asks again
  answers_.at(answers_filled_++) = {command_id, outcome, value};
}

void Supervisor::take_heartbeat(const McuHeartbeat& beat, std::uint32_t now_ms) {
  HostState state = HostState::kRunning;
  if (beat.state == McuHostState_MCU_HOST_STATE_STREAM_LOST) state = HostState::kStreamLost;
  if (beat.state == McuHostState_MCU_HOST_STATE_STOPPING) state = HostState::kStopping;
  if (beat.state == McuHostState_MCU_HOST_STATE_PAUSED) state = HostState::kPaused;
  host_.heartbeat(now_ms, state);
  host_talks_ = true;
  last_beat_ms_ = now_ms;
  node_state_ = beat.node_state;
  const std::uint32_t ours = hal_.utc_s();
  const std::uint32_t apart = ours > beat.utc_s ? ours - beat.utc_s : beat.utc_s - ours;
  if (beat.utc_s != 0 && apart > kClockSlackS) hal_.set_utc_s(beat.utc_s);
}

McuOutcome Supervisor::obey_power(const McuCyclePower& order, std::uint32_t now_ms) {
  const auto rail = rail_of(order.rail);
  if (!rail || order.off_ms < 100 || order.off_ms > 60'000) return McuOutcome_MCU_OUTCOME_REFUSED;
  if (!rails_.cycle(now_ms, *rail, order.off_ms)) return McuOutcome_MCU_OUTCOME_REFUSED;
  if (*rail == Rail::kSdr) {
    ++radio_cycles_;
    note(McuEventKind_MCU_EVENT_KIND_RADIO_CYCLED, 1);
  }
  return McuOutcome_MCU_OUTCOME_DONE;
}

McuOutcome Supervisor::obey_path(const McuSelectPath& order, std::uint32_t now_ms) {
  RfPathChoice choice = RfPathChoice::kAntenna;
  if (order.path == McuRfPath_MCU_RF_PATH_TERMINATOR) choice = RfPathChoice::kTerminator;
  if (order.path == McuRfPath_MCU_RF_PATH_NOISE_DIODE) choice = RfPathChoice::kNoiseDiode;
  return outcome_of(rf_path_.select(now_ms, choice, order.hold_s), McuOutcome_MCU_OUTCOME_REFUSED);
}

McuOutcome Supervisor::obey_log(const McuReadLog& order, std::uint32_t command_id) {
  if (order.count == 0 || order.count > kMostLogRecords || asked_answer_due_) {
    return McuOutcome_MCU_OUTCOME_REFUSED;
  }
  // Nothing stands before the oldest: asking for it costs a look at every page.
  asked_event_ = std::max(order.from_seq, log_.oldest_seq());
  asked_left_ = asked_event_ < log_.next_seq() ? std::min(order.count, log_.next_seq() - asked_event_) : 0;
  asked_sent_ = 0;
  asked_command_ = command_id;
  asked_answer_due_ = true;
  return McuOutcome_MCU_OUTCOME_DONE;
}

McuOutcome Supervisor::confirm_image() {
  if (!on_trial_) return McuOutcome_MCU_OUTCOME_DONE;
  BootStore store(hal_.flash());
  BootState state;
  state.confirmed_slot = identity_.slot;
  if (!store.store(state)) return McuOutcome_MCU_OUTCOME_FAILED;
  on_trial_ = false;
  note(McuEventKind_MCU_EVENT_KIND_IMAGE_CONFIRMED, identity_.number);
  return McuOutcome_MCU_OUTCOME_DONE;
}

void Supervisor::obey(const HostToMcu& order, std::uint32_t now_ms) {
  McuOutcome outcome = McuOutcome_MCU_OUTCOME_UNSUPPORTED;
  switch (order.which_body) {
    case HostToMcu_hello_tag:
      hello_due_ = true;
      return;
    case HostToMcu_heartbeat_tag:
      return take_heartbeat(order.body.heartbeat, now_ms);
    case HostToMcu_cycle_power_tag:
      outcome = obey_power(order.body.cycle_power, now_ms);
      break;
    case HostToMcu_restart_host_tag:
      host_.restarted(now_ms);
      act(HostAction::kCycleHost, now_ms);
      outcome = McuOutcome_MCU_OUTCOME_DONE;
      break;
    case HostToMcu_select_path_tag:
      outcome = obey_path(order.body.select_path, now_ms);
      break;
    case HostToMcu_read_log_tag:
      outcome = obey_log(order.body.read_log, order.command_id);
      if (outcome == McuOutcome_MCU_OUTCOME_DONE) return;  // answered behind the records
      break;
    case HostToMcu_begin_update_tag:
      outcome = outcome_of(!on_trial_ && update_.begin(order.body.begin_update.octets),
                           McuOutcome_MCU_OUTCOME_REFUSED);
      break;
    case HostToMcu_update_block_tag: {
      const auto& block = order.body.update_block;
      outcome = outcome_of(update_.block(block.offset, std::span(block.octets.bytes, block.octets.size)),
                           McuOutcome_MCU_OUTCOME_FAILED);
      break;
    }
    case HostToMcu_finish_update_tag:
      restart_due_ = update_.finish();
      outcome = outcome_of(restart_due_, McuOutcome_MCU_OUTCOME_FAILED);
      if (restart_due_) note(McuEventKind_MCU_EVENT_KIND_UPDATE, update_.taken());
      break;
    case HostToMcu_confirm_image_tag:
      outcome = confirm_image();
      break;
    default:
      break;  // a newer host's order
  }
  answer(order.command_id, outcome, update_.taken());
}

}  // namespace sb::fw
