#pragma once
// The host's end of the line to the supervisor microcontroller (wire/mcu): heartbeats out; orders with their
// answers; telemetry, pulses and events in.
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "node/health/power_control.hpp"
#include "node/source/clock.hpp"

namespace songbien::wire::v1 {
class HostToMcu;
}

namespace sb::node {

/// What the box said last. Optional where it was not said yet, or its sensor is dead.
struct McuHealth {
  bool talks = false;  ///< something came within the last 5 s
  std::string firmware_version;
  std::uint32_t image_number = 0;
  std::uint32_t slot = 0;
  bool on_trial = false;
  std::uint32_t starts = 0;  ///< of the microcontroller, since this program's
  std::optional<double> supply_v, battery_v, temperature_c, humidity_percent;
  std::optional<bool> door_open, tilted;
  std::uint32_t power_level = 0;  ///< McuPowerLevel
  std::uint32_t radio_cycles = 0, host_resets = 0, host_cycles = 0;
  std::uint32_t stack_free_bytes = 0;
  std::uint32_t pulses = 0, missing_pulses = 0;
  std::optional<double> pps_jitter_ns;
  double tick_rate_hz = 0;           ///< measured; 0: no pulses
  std::uint32_t frames_refused = 0;  ///< at this end
};

/// A line of the box's own log. Kinds and values: McuEventKind of wire/mcu/link.proto.
struct McuLogEntry {
  std::uint32_t seq = 0, boot = 0, uptime_s = 0;
  std::uint32_t utc_s = 0;  ///< 0: the box did not know
  std::uint32_t kind = 0, value = 0;
};

struct McuHeartbeatState {
  bool stream_lost = false;
  bool stopping = false;         ///< the host goes down: the box takes its power away in half a minute
  bool paused = false;           ///< only this program ends: the box waits ten minutes before it acts
  std::uint32_t node_state = 0;  ///< 1 + position in models/node_states; 0: not known
};

enum class McuRfPath { kAntenna, kTerminator, kNoiseDiode };

class McuListener {
 public:
  virtual ~McuListener() = default;
  /// On the thread of run().
  virtual void on_mcu_event(const McuLogEntry& entry) noexcept = 0;
  /// The battery is empty: the host's power goes in `cut_after_s`.
  virtual void on_stop_host(std::uint32_t cut_after_s) noexcept = 0;
};

class McuLink final : public PowerControl {
 public:
  /// References outlive.
  McuLink(std::filesystem::path device, const Clock& clock, McuListener& listener);
  ~McuLink() override;

  /// Speaks until the token stops it; a line that is gone is opened again. On a thread of the app's.
  void run(const std::stop_token& stop);
  /// Without it the box would cycle the radio, then the host. Any thread, as are the following.
  void set_heartbeat(const McuHeartbeatState& state);
  McuHealth health() const;

  Result<void> cycle_receiver(double off_s) override;
  Result<void> reboot_host(std::string_view why) override;
  /// `hold_s` 1 .. 60, then the box returns to the antenna by itself.
  Result<void> select_path(McuRfPath path, std::uint32_t hold_s);
  /// At most 64 entries from `from_seq` on.
  Result<std::vector<McuLogEntry>> read_log(std::uint32_t from_seq, std::uint32_t count);
  /// A signed image (firmware/sign_image.py) for the slot that does not run. Success: the box restarts into
  /// it, on trial until confirm_image(). Some 10 s. kRefused: signature, board, slot or number.
  Result<void> update(std::string_view image);
  Result<void> confirm_image();

 private:
  struct State;  // NOLINT(cppcoreguidelines-virtual-class-destructor): as in mcu_link.cpp
  Result<std::uint32_t> order(songbien::wire::v1::HostToMcu& order, std::string_view what);

  std::filesystem::path device_;
  const Clock& clock_;
  McuListener& listener_;
  std::unique_ptr<State> state_;
};

}  // namespace sb::node
