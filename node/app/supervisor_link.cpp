#include "node/app/supervisor_link.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "wire/mcu/link.pb.h"

namespace sb::node {

namespace mcu = songbien::wire::v1;
namespace pb = wire::pb;

namespace {

constexpr std::uint32_t kOnline = 1;  // 1 + position in models/node_states
constexpr std::uint32_t kNotMeasuring = 4;

std::string cause_of(std::uint32_t value) {
  switch (value) {
    case mcu::MCU_RESET_CAUSE_BROWN_OUT:
      return "its supply failed";
    case mcu::MCU_RESET_CAUSE_WATCHDOG:
      return "its watchdog";
    case mcu::MCU_RESET_CAUSE_SOFTWARE:
      return "its own decision";
    default:
      return "power on";
  }
}

std::string level_of(std::uint32_t value) {
  if (value == mcu::MCU_POWER_LEVEL_STOP) return "the battery is empty: the host is stopped";
  return value == mcu::MCU_POWER_LEVEL_SAVING ? "the battery is low: amplifier and heater are off"
                                              : "the battery is well again";
}

std::string why_cycled(std::uint32_t value) {
  if (value == 1) return "receiver power cycled by order";
  return value == 2 ? "receiver power cycled: the host was silent" : "receiver power cycled: no samples";
}

BoxEvent event_of(const McuLogEntry& entry) {
  const bool on = entry.value != 0;
  switch (entry.kind) {
    case mcu::MCU_EVENT_KIND_BOOT:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, "supervisor started: " + cause_of(entry.value), entry.boot};
    case mcu::MCU_EVENT_KIND_DOOR:
      return {pb::NODE_EVENT_KIND_TAMPER, on ? "door opened" : "door closed", 0};
    case mcu::MCU_EVENT_KIND_TILT:
      return {pb::NODE_EVENT_KIND_TAMPER, on ? "mast tilted" : "mast upright again", 0};
    case mcu::MCU_EVENT_KIND_RADIO_CYCLED:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, why_cycled(entry.value), 0};
    case mcu::MCU_EVENT_KIND_HOST_RESET:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, "host reset by the supervisor", entry.value};
    case mcu::MCU_EVENT_KIND_HOST_CYCLED:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, "host power cycled by the supervisor", entry.value};
    case mcu::MCU_EVENT_KIND_POWER_LEVEL:
      return {pb::NODE_EVENT_KIND_POWER, level_of(entry.value), 0};
    case mcu::MCU_EVENT_KIND_RAIL_FAULT:
      return {pb::NODE_EVENT_KIND_POWER, fmt::format("supply {} is shorted and left off", entry.value), 0};
    case mcu::MCU_EVENT_KIND_HOST_OFF:
      return {pb::NODE_EVENT_KIND_POWER, on ? "host switched off in order" : "host cut off", 0};
    case mcu::MCU_EVENT_KIND_CLIMATE_LOST:
      return {pb::NODE_EVENT_KIND_TEMPERATURE, on ? "climate sensor silent" : "climate sensor back", 0};
    case mcu::MCU_EVENT_KIND_IMAGE_CONFIRMED:
      return {pb::NODE_EVENT_KIND_UPDATED, fmt::format("supervisor image {}", entry.value), 0};
    case mcu::MCU_EVENT_KIND_ROLLED_BACK:
      return {pb::NODE_EVENT_KIND_ROLLED_BACK, fmt::format("supervisor image {}", entry.value), 0};
    default:
      return {};
  }
}

/// What a box that talks says of itself.
void fill_senses(const McuHealth& health, pb::Status& status) {
  auto& box = *status.mutable_box();
  if (health.supply_v) box.set_supply_v(static_cast<float>(*health.supply_v));
  if (health.battery_v) box.set_battery_v(static_cast<float>(*health.battery_v));
  if (health.temperature_c) box.set_temperature_c(static_cast<float>(*health.temperature_c));
  if (health.humidity_percent) box.set_humidity_percent(static_cast<float>(*health.humidity_percent));
  if (health.door_open) box.set_door_open(*health.door_open);
  if (health.pps_jitter_ns) box.set_pps_jitter_ns(static_cast<float>(*health.pps_jitter_ns));
  box.set_firmware_version(health.firmware_version);
  if (health.door_open.value_or(false)) status.add_faults("box: the door is open");
  if (health.tilted.value_or(false)) status.add_faults("box: the mast is tilted");
  if (health.power_level == mcu::MCU_POWER_LEVEL_SAVING) status.add_faults("box: the battery is low");
}

}  // namespace

std::optional<BoxEvent> box_event(const McuLogEntry& entry) {
  BoxEvent event = event_of(entry);
  if (event.kind == pb::NODE_EVENT_KIND_UNSPECIFIED) return std::nullopt;
  // The box's own clock: the host may have been off when it happened.
  if (entry.utc_s != 0) {
    event.text +=
        fmt::format(" at {:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(entry.utc_s)));
  }
  event.text += fmt::format(" (box log {})", entry.seq);
  return event;
}

void fill_box(const McuHealth& health, pb::Status& status) {
  const int faults_before = status.faults_size();
  if (!health.talks) {
    status.add_faults("supervisor microcontroller: silent");
  } else {
    fill_senses(health, status);
  }
  const bool news = status.faults_size() > faults_before;
  if (news && status.state() == pb::NODE_STATE_ONLINE) status.set_state(pb::NODE_STATE_DEGRADED);
}

SupervisorLink::SupervisorLink(const std::filesystem::path& device, const Clock& clock, spdlog::logger& log,
                               std::function<void(const BoxEvent&)> tell, std::function<void()> stop)
    : log_(log),
      tell_(std::move(tell)),
      stop_(std::move(stop)),
      link_(device, clock, *this),
      thread_([this](const std::stop_token& token) { link_.run(token); }) {}

SupervisorLink::~SupervisorLink() = default;

void SupervisorLink::look(const ReceiverRun& receiver) {
  McuHeartbeatState state;
  state.stream_lost = !receiver.fault().empty();
  state.stopping = stopping_;
  state.node_state = state.stream_lost ? kNotMeasuring : kOnline;
  link_.set_heartbeat(state);
}

void SupervisorLink::on_mcu_event(const McuLogEntry& entry) noexcept {
  const auto event = box_event(entry);
  if (!event) return;
  log_.info("box: {}", event->text);
  tell_(*event);
}

void SupervisorLink::on_stop_host(std::uint32_t cut_after_s) noexcept {
  log_.critical("box: the battery is empty; this host loses its power in {} s", cut_after_s);
  stopping_ = true;
  stop_();
}

}  // namespace sb::node
