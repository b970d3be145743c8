#include "node/app/box_event.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "wire/mcu/link.pb.h"

namespace sb::node {

namespace mcu = songbien::wire::v1;
namespace pb = wire::pb;

namespace {

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
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, "supervisor started: " + cause_of(entry.value)};
    case mcu::MCU_EVENT_KIND_DOOR:
      return {pb::NODE_EVENT_KIND_TAMPER, on ? "door opened" : "door closed"};
    case mcu::MCU_EVENT_KIND_TILT:
      return {pb::NODE_EVENT_KIND_TAMPER, on ? "mast tilted" : "mast upright again"};
    case mcu::MCU_EVENT_KIND_RADIO_CYCLED:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, why_cycled(entry.value)};
    case mcu::MCU_EVENT_KIND_HOST_RESET:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, "host reset by the supervisor"};
    case mcu::MCU_EVENT_KIND_HOST_CYCLED:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, "host power cycled by the supervisor"};
    case mcu::MCU_EVENT_KIND_POWER_LEVEL:
      return {pb::NODE_EVENT_KIND_POWER, level_of(entry.value)};
    case mcu::MCU_EVENT_KIND_RAIL_FAULT:
      return {pb::NODE_EVENT_KIND_POWER, fmt::format("supply {} is shorted and left off", entry.value)};
    case mcu::MCU_EVENT_KIND_HOST_OFF:
      return {pb::NODE_EVENT_KIND_POWER, on ? "host switched off in order" : "host cut off"};
    case mcu::MCU_EVENT_KIND_CLIMATE_LOST:
      return {pb::NODE_EVENT_KIND_TEMPERATURE, on ? "climate sensor silent" : "climate sensor back"};
    case mcu::MCU_EVENT_KIND_IMAGE_CONFIRMED:
      return {pb::NODE_EVENT_KIND_UPDATED, fmt::format("supervisor image {}", entry.value)};
    case mcu::MCU_EVENT_KIND_ROLLED_BACK:
      return {pb::NODE_EVENT_KIND_ROLLED_BACK, fmt::format("supervisor image {}", entry.value)};
    default:
      return {};
  }
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

}  // namespace sb::node
