#include "node/app/box.hpp"

#include <limits>

#include <fmt/format.h>

#include "node/app/box_event.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

constexpr std::uint32_t kOnline = 1;  // 1 + position in models/node_states, for the lamp
constexpr std::uint32_t kNotMeasuring = 4;

}  // namespace

Box::Box(const std::filesystem::path& device, const Clock& clock, Tell tell, std::function<void()> stop_host)
    : tell_(std::move(tell)),
      stop_host_(std::move(stop_host)),
      link_(device, clock, *this),
      talking_([this](const std::stop_token& stop) { link_.run(stop); }) {}

void Box::beat(bool stream_lost, bool ending) {
  McuHeartbeatState state;
  state.stream_lost = stream_lost;
  state.stopping = ending && host_goes_down_;
  state.paused = ending && !host_goes_down_;
  state.node_state = stream_lost ? kNotMeasuring : kOnline;
  link_.set_heartbeat(state);
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
  if (const auto event = box_event(entry)) tell_(event->kind, event->text);
}

void Box::on_stop_host(std::uint32_t cut_after_s) noexcept {
  tell_(pb::NODE_EVENT_KIND_POWER, fmt::format("the battery is empty: power goes in {} s", cut_after_s));
  host_goes_down_ = true;
  stop_host_();
}

}  // namespace sb::node
