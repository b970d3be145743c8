#include "node/health/mcu_link.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>

#include "node/health/serial_port.hpp"
#include "wire/mcu/link.hpp"
#include "wire/mcu/link.pb.h"

namespace sb::node {

namespace pb = songbien::wire::v1;
namespace line = wire::mcu;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kNsPerS = 1'000'000'000;
constexpr std::int64_t kHeartbeatNs = kNsPerS;
constexpr std::int64_t kTalksNs = 5 * kNsPerS;
constexpr milliseconds kReadWait{20};
constexpr milliseconds kAnswerWait{6'000};  // the line's ten tries, an image check, and a second
constexpr std::size_t kBlockBytes = 128;
constexpr std::uint32_t kMostLogEntries = 64;

McuLogEntry entry_of(const pb::McuEvent& event) {
  return {
      event.seq(),  event.boot(), event.uptime_s(), event.utc_s(), static_cast<std::uint32_t>(event.kind()),
      event.value()};
}

}  // namespace

/// What is said and heard; `mutex` guards all of it, `changed` wakes those who wait for an answer.
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): final, and nobody deletes a LinkEnds
struct McuLink::State final : line::LinkEnds {
  State(const Clock& c, McuListener& l)
      : clock(c), listener(l), link(*this, static_cast<std::uint16_t>(c.steady_ns() / 1'000)) {}

  void write(std::span<const std::uint8_t> octets) override {
    to_line.insert(to_line.end(), octets.begin(), octets.end());
  }
  void on_new_peer() override { ++health.starts; }
  void on_message(std::span<const std::uint8_t> octets) override;
  void take(const pb::McuTelemetry& t);
  void take(const pb::McuPps& p);
  void take(const pb::McuHello& h);
  void speak(std::int64_t now_ns);
  void beat();

  const Clock& clock;
  McuListener& listener;
  std::mutex one_order;  ///< held from an order to its answer
  mutable std::mutex mutex;
  std::condition_variable changed;
  line::Link link;
  std::vector<std::uint8_t> to_line;
  std::deque<std::string> orders;
  std::vector<pb::McuAnswer> answers;
  std::vector<McuLogEntry> log;             ///< of a read_log() that runs
  std::vector<pb::McuToHost> for_listener;  ///< told without the mutex
  bool log_is_read = false;
  McuHealth health;
  McuHeartbeatState heartbeat;
  std::int64_t last_heard_ns = 0;
  std::int64_t last_beat_ns = 0;
  std::uint32_t next_command = 1;
};

void McuLink::State::take(const pb::McuTelemetry& t) {
  health.supply_v = t.supply_mv() / 1000.0;
  health.battery_v = t.battery_mv() / 1000.0;
  const bool has_air = t.temperature_mk() != 0;
  health.temperature_c = has_air ? std::optional(t.temperature_mk() / 1000.0 - 273.15) : std::nullopt;
  health.humidity_percent = has_air ? std::optional(t.humidity_permille() / 10.0) : std::nullopt;
  health.door_open = t.door_open();
  health.tilted = t.tilted();
  health.power_level = static_cast<std::uint32_t>(t.power_level());
  health.radio_cycles = t.radio_cycles();
  health.host_resets = t.host_resets();
  health.host_cycles = t.host_cycles();
  health.stack_free_bytes = t.stack_free_bytes();
}

void McuLink::State::take(const pb::McuPps& p) {
  health.pulses = p.pulses();
  health.missing_pulses = p.missing();
  health.tick_rate_hz = p.measured_tick_rate_hz();
  if (p.measured_tick_rate_hz() > 0) health.pps_jitter_ns = p.jitter_rms_ps() / 1000.0;
}

void McuLink::State::take(const pb::McuHello& h) {
  health.firmware_version = h.firmware_version();
  health.image_number = h.image_number();
  health.slot = h.slot();
  health.on_trial = h.trial();
}

void McuLink::State::on_message(std::span<const std::uint8_t> octets) {
  pb::McuToHost message;
  if (!message.ParseFromArray(octets.data(), static_cast<int>(octets.size()))) return;
  last_heard_ns = clock.steady_ns();
  switch (message.body_case()) {
    case pb::McuToHost::kHello:
      return take(message.hello());
    case pb::McuToHost::kTelemetry:
      return take(message.telemetry());
    case pb::McuToHost::kPps:
      return take(message.pps());
    case pb::McuToHost::kAnswer:
      answers.push_back(message.answer());
      return;
    case pb::McuToHost::kEvent:
      if (log_is_read) {
        log.push_back(entry_of(message.event()));
      } else {
        for_listener.push_back(message);
      }
      return;
    case pb::McuToHost::kStopHost:
      for_listener.push_back(message);
      return;
    case pb::McuToHost::BODY_NOT_SET:
      return;  // a newer firmware's word
  }
}

void McuLink::State::beat() {
  pb::HostToMcu message;
  auto& beat = *message.mutable_heartbeat();
  beat.set_state(pb::MCU_HOST_STATE_RUNNING);
  if (heartbeat.stream_lost) beat.set_state(pb::MCU_HOST_STATE_STREAM_LOST);
  if (heartbeat.paused) beat.set_state(pb::MCU_HOST_STATE_PAUSED);
  if (heartbeat.stopping) beat.set_state(pb::MCU_HOST_STATE_STOPPING);
  beat.set_node_state(heartbeat.node_state);
  if (clock.quality() != dsp::TimeQuality::kFreeRunning) {
    beat.set_utc_s(static_cast<std::uint32_t>(clock.utc_ns() / kNsPerS));
  }
  const std::string octets = message.SerializeAsString();
  link.send_datagram({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
}

void McuLink::State::speak(std::int64_t now_ns) {
  const auto now_ms = static_cast<std::uint32_t>(now_ns / kNsPerMs);
  link.tick(now_ms);
  if (now_ns - last_beat_ns >= kHeartbeatNs) {
    last_beat_ns = now_ns;
    beat();
  }
  if (!link.busy() && !orders.empty()) {
    const std::string& octets = orders.front();
    link.send({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()}, now_ms);
    orders.pop_front();
  }
  health.talks = last_heard_ns != 0 && now_ns - last_heard_ns < kTalksNs;
  health.frames_refused = link.frames().refused();
}

McuLink::McuLink(std::filesystem::path device, const Clock& clock, McuListener& listener)
    : device_(std::move(device)),
      clock_(clock),
      listener_(listener),
      state_(std::make_unique<State>(clock, listener)) {
  pb::HostToMcu hello;
  hello.mutable_hello()->set_protocol_version(line::kProtocolVersion);
  state_->orders.push_back(hello.SerializeAsString());
}

McuLink::~McuLink() = default;

void McuLink::run(const std::stop_token& stop) {
  Result<SerialPort> port = fail(ErrorCode::kUnavailable, "not opened yet");
  std::array<std::uint8_t, 512> octets{};
  while (!stop.stop_requested()) {
    if (!port) {
      port = SerialPort::open(device_);
      if (!port) clock_.sleep_ns(kNsPerS / 4);
      if (!port) continue;
    }
    const auto size = port->read(octets, kReadWait);
    std::vector<std::uint8_t> out;
    std::vector<pb::McuToHost> news;
    {
      const std::lock_guard lock(state_->mutex);
      if (size) state_->link.receive(std::span(octets).first(*size));
      state_->speak(clock_.steady_ns());
      out.swap(state_->to_line);
      news.swap(state_->for_listener);
    }
    state_->changed.notify_all();
    for (const auto& message : news) {
      if (message.has_event()) listener_.on_mcu_event(entry_of(message.event()));
      if (message.has_stop_host()) listener_.on_stop_host(message.stop_host().cut_after_s());
    }
    const bool written = port->write(out).has_value();
    if (!size || !written) port = fail(ErrorCode::kUnavailable, "the line is gone");
  }
}

void McuLink::set_heartbeat(const McuHeartbeatState& state) {
  const std::lock_guard lock(state_->mutex);
  const bool says_goodbye =
      state.stopping != state_->heartbeat.stopping || state.paused != state_->heartbeat.paused;
  if (says_goodbye) state_->last_beat_ns = 0;  // at once
  state_->heartbeat = state;
}

McuHealth McuLink::health() const {
  const std::lock_guard lock(state_->mutex);
  return state_->health;
}

/// The answer's value. kUnavailable: no answer; kRefused: the box said no; kUnsupported: an older firmware.
Result<std::uint32_t> McuLink::order(pb::HostToMcu& order, std::string_view what) {
  const std::lock_guard turn(state_->one_order);
  std::unique_lock lock(state_->mutex);
  const std::uint32_t id = state_->next_command++;
  order.set_command_id(id);
  state_->orders.push_back(order.SerializeAsString());
  const auto find = [this, id] {
    auto& answers = state_->answers;
    return std::find_if(answers.begin(), answers.end(), [id](const auto& a) { return a.command_id() == id; });
  };
  const bool answered =
      state_->changed.wait_for(lock, kAnswerWait, [&] { return find() != state_->answers.end(); });
  const std::string name = "supervisor microcontroller: " + std::string(what);
  if (!answered)
    return fail(ErrorCode::kUnavailable, name + ": no answer; is the line " + device_.string() + " right?");
  const pb::McuAnswer answer = *find();
  state_->answers.clear();  // one order at a time; what is older nobody waits for
  switch (answer.outcome()) {
    case pb::MCU_OUTCOME_DONE:
      return answer.value();
    case pb::MCU_OUTCOME_UNSUPPORTED:
      return fail(ErrorCode::kUnsupported, name + ": its firmware does not know this order");
    case pb::MCU_OUTCOME_FAILED:
      return fail(ErrorCode::kRefused, name + ": it failed there");
    default:
      return fail(ErrorCode::kRefused, name + ": refused");
  }
}

Result<void> McuLink::cycle_receiver(double off_s) {
  pb::HostToMcu message;
  message.mutable_cycle_power()->set_rail(pb::MCU_RAIL_SDR);
  message.mutable_cycle_power()->set_off_ms(static_cast<std::uint32_t>(off_s * 1000));
  if (auto done = order(message, "receiver power cycle"); !done) return tl::unexpected(done.error());
  clock_.sleep_ns(static_cast<std::int64_t>(off_s * kNsPerS) + kNsPerS / 2);
  return {};
}

Result<void> McuLink::reboot_host(std::string_view why) {
  pb::HostToMcu message;
  message.mutable_restart_host();
  if (auto done = order(message, "restart of the host (" + std::string(why) + ")"); !done) {
    return tl::unexpected(done.error());
  }
  return {};
}

Result<void> McuLink::select_path(McuRfPath path, std::uint32_t hold_s) {
  pb::HostToMcu message;
  auto& select = *message.mutable_select_path();
  select.set_path(pb::MCU_RF_PATH_ANTENNA);
  if (path == McuRfPath::kTerminator) select.set_path(pb::MCU_RF_PATH_TERMINATOR);
  if (path == McuRfPath::kNoiseDiode) select.set_path(pb::MCU_RF_PATH_NOISE_DIODE);
  select.set_hold_s(hold_s);
  if (auto done = order(message, "calibration path"); !done) return tl::unexpected(done.error());
  return {};
}

Result<std::vector<McuLogEntry>> McuLink::read_log(std::uint32_t from_seq, std::uint32_t count) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->log.clear();
    state_->log_is_read = true;
  }
  pb::HostToMcu message;
  message.mutable_read_log()->set_from_seq(from_seq);
  message.mutable_read_log()->set_count(std::min(count, kMostLogEntries));
  const auto done = order(message, "event log");
  const std::lock_guard lock(state_->mutex);
  state_->log_is_read = false;
  if (!done) return tl::unexpected(done.error());
  return std::move(state_->log);
}

Result<void> McuLink::update(std::string_view image) {
  pb::HostToMcu begin;
  begin.mutable_begin_update()->set_octets(static_cast<std::uint32_t>(image.size()));
  if (auto done = order(begin, "update"); !done) return tl::unexpected(done.error());
  for (std::size_t at = 0; at < image.size(); at += kBlockBytes) {
    pb::HostToMcu block;
    block.mutable_update_block()->set_offset(static_cast<std::uint32_t>(at));
    block.mutable_update_block()->set_octets(std::string(image.substr(at, kBlockBytes)));
    if (auto done = order(block, "update block"); !done) return tl::unexpected(done.error());
  }
  pb::HostToMcu finish;
  finish.mutable_finish_update();
  if (auto done = order(finish, "check of the new image"); !done) return tl::unexpected(done.error());
  return {};
}

Result<void> McuLink::confirm_image() {
  pb::HostToMcu message;
  message.mutable_confirm_image();
  if (auto done = order(message, "confirmation of its image"); !done) return tl::unexpected(done.error());
  return {};
}

}  // namespace sb::node
