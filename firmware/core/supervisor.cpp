#include "firmware/core/supervisor.hpp"

#include "firmware/core/lamp.hpp"

namespace sb::fw {

namespace {

using board::Input;
using board::Output;

constexpr std::uint32_t kInputsMs = 20;
constexpr std::uint32_t kPpsLostMs = 3'500;
constexpr std::uint32_t kHostOffMs = 5'000;  // capacitors of the host
constexpr std::uint32_t kResetPulseMs = 300;
constexpr std::uint32_t kRadioOffMs = 3'000;
constexpr std::uint32_t kTalksMs = 15'000;

constexpr std::array<Output, kRails> kRailOutputs = {Output::kGnssEnable, Output::kModemEnable,
                                                     Output::kSdrEnable, Output::kLnaEnable};
constexpr std::array<Input, kRails> kRailGood = {Input::kGnssPowerGood, Input::kModemPowerGood,
                                                 Input::kSdrPowerGood, Input::kLnaPowerGood};
constexpr std::array<std::uint32_t, kRails> kRailNumbers = {McuRail_MCU_RAIL_GNSS, McuRail_MCU_RAIL_MODEM,
                                                            McuRail_MCU_RAIL_SDR, McuRail_MCU_RAIL_LNA};

/// Differs from start to start: the number of the boot does.
std::uint16_t session_of(std::uint32_t boot) {
  return static_cast<std::uint16_t>(0x5300U + boot);
}

}  // namespace

Supervisor::Supervisor(Hal& hal, const Identity& identity, const char* version)
    : hal_(hal),
      identity_(identity),
      version_(version),
      link_(*this, 0),
      log_(hal.flash(), board::kLogAt, board::kLogPages),
      pps_(hal.tick_rate_hz()),
      update_(hal.flash(), identity) {}

void Supervisor::start() {
  log_.open();
  link_.set_session(session_of(log_.boot()));
  next_event_ = log_.next_seq();
  note(McuEventKind_MCU_EVENT_KIND_BOOT, static_cast<std::uint32_t>(hal_.reset_cause()));
  BootStore store(hal_.flash());
  BootState state = store.load();
  on_trial_ = state.trial_slot == identity_.slot;
  if (state.given_up_number != 0) {
    note(McuEventKind_MCU_EVENT_KIND_ROLLED_BACK, state.given_up_number);
    state.given_up_number = 0;
    store.store(state);
  }
  // A door that was opened while the chip had no supply is news as well.
  if (hal_.read(Input::kDoorOpen)) note(McuEventKind_MCU_EVENT_KIND_DOOR, 1);
  if (hal_.read(Input::kTilted)) note(McuEventKind_MCU_EVENT_KIND_TILT, 1);
  rails_.want(Rail::kGnss, true);
  rails_.want(Rail::kModem, true);
}

void Supervisor::step() {
  now_ms_ = hal_.now_ms();
  const std::uint32_t now_ms = now_ms_;
  step_link(now_ms);
  step_pulses(now_ms);
  if (now_ms - inputs_ms_ >= kInputsMs) {
    inputs_ms_ = now_ms;
    step_inputs(now_ms);
    step_rails(now_ms);
    step_lamp(now_ms);
  }
  if (now_ms - second_ms_ >= 1'000) {
    second_ms_ += 1'000;
    if (now_ms - second_ms_ >= 1'000) second_ms_ = now_ms;  // after a long page erasure or image check
    step_second(now_ms);
  }
  step_host(now_ms);
  gate_.check_in(Part::kSensors);
  if (gate_.open(now_ms)) hal_.kick_watchdog();
  const bool trial_is_over = on_trial_ && now_ms >= kTrialMs;
  if (trial_is_over || (restart_due_ && !link_.busy() && answers_filled_ == 0)) hal_.restart();
}

void Supervisor::step_link(std::uint32_t now_ms) {
  std::array<std::uint8_t, 64> octets{};
  for (std::size_t size = hal_.receive(octets); size > 0;
       size = size < octets.size() ? 0 : hal_.receive(octets)) {
    link_.receive(std::span<const std::uint8_t>(octets).first(size));
  }
  link_.tick(now_ms);
  if (!link_.busy()) send_next(now_ms);
  gate_.check_in(Part::kLink);
}

void Supervisor::step_pulses(std::uint32_t now_ms) {
  tick_clock_.extend(hal_.ticks());
  bool any = false;
  while (const auto edge = hal_.take_pulse()) {
    if (!pps_.pulse(tick_clock_.at(*edge))) continue;
    any = true;
    last_pulse_ms_ = now_ms;
  }
  if (any) send_pps();
  const bool lost = last_pulse_ms_ == 0 || now_ms - last_pulse_ms_ > kPpsLostMs;
  if (lost != pps_lost_) {
    pps_lost_ = lost;
    note(McuEventKind_MCU_EVENT_KIND_PPS_LOST, lost ? 1 : 0);
  }
  gate_.check_in(Part::kPps);
}

void Supervisor::step_inputs(std::uint32_t now_ms) {
  if (door_.step(now_ms, hal_.read(Input::kDoorOpen))) {
    note(McuEventKind_MCU_EVENT_KIND_DOOR, door_.state() ? 1 : 0);
  }
  if (tilt_.step(now_ms, hal_.read(Input::kTilted))) {
    note(McuEventKind_MCU_EVENT_KIND_TILT, tilt_.state() ? 1 : 0);
  }
  rf_path_.step(now_ms);
  hal_.write(Output::kRfOnLoad, rf_path_.switch_on_load());
  hal_.write(Output::kNoiseDiode, rf_path_.diode_on());
}

void Supervisor::step_rails(std::uint32_t now_ms) {
  RailMask good = 0;
  for (std::size_t i = 0; i < kRails; ++i) {
    if (hal_.read(kRailGood.at(i))) good = static_cast<RailMask>(good | bit(static_cast<Rail>(i)));
  }
  const bool host_runs = host_.is_on();
  rails_.want(Rail::kSdr, host_runs);
  rails_.want(Rail::kLna, host_runs && battery_.level() == PowerLevel::kNormal);
  rails_.want(Rail::kModem, host_runs);
  rails_.want(Rail::kGnss, host_runs);
  const RailMask on = rails_.step(now_ms, good);
  const auto news = static_cast<RailMask>(rails_.faulty() & ~known_faults_);
  known_faults_ = rails_.faulty();
  for (std::size_t i = 0; i < kRails; ++i) {
    const RailMask rail = bit(static_cast<Rail>(i));
    hal_.write(kRailOutputs.at(i), (on & rail) != 0);
    if ((news & rail) != 0) note(McuEventKind_MCU_EVENT_KIND_RAIL_FAULT, kRailNumbers.at(i));
  }
  gate_.check_in(Part::kPower);
}

void Supervisor::step_second(std::uint32_t now_ms) {
  const auto analog_mv = [this](board::Analog analog) {
    return board::kScale.at(static_cast<std::size_t>(analog)).source_mv(hal_.read_pin_mv(analog));
  };
  const PowerLevel before = battery_.level();
  const PowerLevel level = battery_.step(now_ms, analog_mv(board::Analog::kBattery));
  supply_mv_ = analog_mv(board::Analog::kSupply);
  if (level != before) {
    note(McuEventKind_MCU_EVENT_KIND_POWER_LEVEL, static_cast<std::uint32_t>(level) + 1);
  }
  const auto words = hal_.read_climate();
  climate_.step(words ? read_sht4x(*words) : std::nullopt, level == PowerLevel::kNormal);
  hal_.write(Output::kFan, climate_.fan());
  hal_.write(Output::kHeater, climate_.heater());
  if (climate_.sensor_lost() != climate_was_lost_) {
    climate_was_lost_ = climate_.sensor_lost();
    note(McuEventKind_MCU_EVENT_KIND_CLIMATE_LOST, climate_was_lost_ ? 1 : 0);
  }
  send_telemetry(now_ms);
}

void Supervisor::step_host(std::uint32_t now_ms) {
  act(host_.step(now_ms, battery_.level() != PowerLevel::kStop), now_ms);
  drive_host(now_ms);
  if (host_talks_ && now_ms - last_beat_ms_ >= kTalksMs) host_talks_ = false;
  gate_.check_in(Part::kHost);
}

void Supervisor::drive_host(std::uint32_t now_ms) {
  if (host_off_for_ != 0 && now_ms - host_off_ms_ >= host_off_for_) host_off_for_ = 0;
  if (host_reset_held_ && now_ms - host_reset_ms_ >= kResetPulseMs) host_reset_held_ = false;
  hal_.write(Output::kHostEnable, host_wanted_ && host_off_for_ == 0);
  hal_.write(Output::kHostReset, host_reset_held_);
}

void Supervisor::step_lamp(std::uint32_t now_ms) {
  LampInputs inputs;
  inputs.updating = update_.taken() > 0;
  inputs.tampered = door_.state() || tilt_.state();
  inputs.rail_fault = rails_.faulty() != 0;
  inputs.host_talks = host_talks_;
  inputs.power = battery_.level();
  inputs.node_state = node_state_;
  const auto& pattern = board::kLampPatterns.at(static_cast<std::size_t>(lamp_state(inputs)));
  const unsigned step = now_ms / 250 % 8;
  hal_.write(Output::kLampRed, ((pattern.red >> step) & 1U) != 0);
  hal_.write(Output::kLampGreen, ((pattern.green >> step) & 1U) != 0);
  hal_.write(Output::kLampBlue, ((pattern.blue >> step) & 1U) != 0);
}

void Supervisor::cycle_radio(std::uint32_t now_ms, std::uint32_t reason) {
  ++radio_cycles_;
  rails_.cycle(now_ms, Rail::kSdr, kRadioOffMs);
  note(McuEventKind_MCU_EVENT_KIND_RADIO_CYCLED, reason);
}

void Supervisor::act(HostAction action, std::uint32_t now_ms) {
  switch (action) {
    case HostAction::kNone:
      return;
    case HostAction::kCycleRadioSilence:
      return cycle_radio(now_ms, 2);
    case HostAction::kCycleRadioStream:
      return cycle_radio(now_ms, 3);
    case HostAction::kResetHost:
      ++host_resets_;
      host_reset_held_ = true;
      host_reset_ms_ = now_ms;
      return note(McuEventKind_MCU_EVENT_KIND_HOST_RESET, host_.resets());
    case HostAction::kCycleHost:
      ++host_cycles_;
      host_off_ms_ = now_ms;
      host_off_for_ = kHostOffMs;
      return note(McuEventKind_MCU_EVENT_KIND_HOST_CYCLED, host_.cycles());
    case HostAction::kAskStop:
      stop_due_ = true;
      return;
    case HostAction::kCutHost:
      host_wanted_ = false;
      host_talks_ = false;
      return note(McuEventKind_MCU_EVENT_KIND_HOST_OFF, host_.said_goodbye() ? 1 : 0);
    case HostAction::kStartHost:
      host_wanted_ = true;
      return;
  }
}

void Supervisor::note(McuEventKind kind, std::uint32_t value) {
  Event event;
  event.boot = log_.boot();
  event.uptime_s = hal_.now_ms() / 1'000;
  event.utc_s = hal_.utc_s();
  event.kind = static_cast<std::uint16_t>(kind);
  event.value = value;
  log_.append(event);  // a page that cannot be erased loses this event; the next tries the next page
}

}  // namespace sb::fw
