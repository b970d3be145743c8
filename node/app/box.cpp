#include "node/app/box.hpp"

#include <limits>
#include <utility>

#include <fmt/format.h>

#include "wire/mcu/link.pb.h"

namespace sb::node {
namespace {

namespace pb = wire::pb;

/// What a report says of a line of the box's log; nothing for what concerns the box alone.
std::pair<pb::NodeEventKind, std::string> words_of(const McuLogEntry& entry) {
  const bool begins = entry.value != 0;
  switch (static_cast<pb::McuEventKind>(entry.kind)) {
    case pb::MCU_EVENT_KIND_DOOR:
      return {pb::NODE_EVENT_KIND_TAMPER, begins ? "the box was opened" : "the box was closed"};
    case pb::MCU_EVENT_KIND_TILT:
      return {pb::NODE_EVENT_KIND_TAMPER, begins ? "the mast tilts" : "the mast is upright again"};
    case pb::MCU_EVENT_KIND_POWER_LEVEL:
      return {pb::NODE_EVENT_KIND_POWER, fmt::format("power level {}", entry.value)};
    case pb::MCU_EVENT_KIND_RAIL_FAULT:
      return {pb::NODE_EVENT_KIND_POWER, fmt::format("supply rail {} failed", entry.value)};
    case pb::MCU_EVENT_KIND_RADIO_CYCLED:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, "the box cycled the receiver's power"};
    case pb::MCU_EVENT_KIND_HOST_RESET:
    case pb::MCU_EVENT_KIND_HOST_CYCLED:
      return {pb::NODE_EVENT_KIND_RECOVERY_STEP, "the box restarted the host"};
    default:
      return {pb::NODE_EVENT_KIND_UNSPECIFIED, {}};
  }
}

}  // namespace

Box::Box(const std::filesystem::path& device, const Clock& clock, Tell tell, std::function<void()> stop_host)
    : tell_(std::move(tell)),
      stop_host_(std::move(stop_host)),
      link_(device, clock, *this),
      talking_([this](const std::stop_token& stop) { link_.run(stop); }) {}

void Box::beat(bool stream_lost, bool stopping) {
  link_.set_heartbeat({stream_lost, stopping, 0});
}

double Box::temperature_c() const {
  return link_.health().temperature_c.value_or(std::numeric_limits<double>::quiet_NaN());
}

void Box::fill(pb::Box& out) const {
  const McuHealth health = link_.health();
  if (!health.talks) return;
  if (health.supply_v) out.set_supply_v(static_cast<float>(*health.supply_v));
  if (health.battery_v) out.set_battery_v(static_cast<float>(*health.battery_v));
  if (health.temperature_c) out.set_temperature_c(static_cast<float>(*health.temperature_c));
  if (health.humidity_percent) out.set_humidity_percent(static_cast<float>(*health.humidity_percent));
  if (health.door_open) out.set_door_open(*health.door_open);
  if (health.pps_jitter_ns) out.set_pps_jitter_ns(static_cast<float>(*health.pps_jitter_ns));
  out.set_firmware_version(health.firmware_version);
}

void Box::on_mcu_event(const McuLogEntry& entry) noexcept {
  const auto [kind, text] = words_of(entry);
  if (kind != pb::NODE_EVENT_KIND_UNSPECIFIED) tell_(kind, text);
}

void Box::on_stop_host(std::uint32_t cut_after_s) noexcept {
  tell_(pb::NODE_EVENT_KIND_POWER, fmt::format("the battery is empty: power goes in {} s", cut_after_s));
  stop_host_();
}

}  // namespace sb::node
