#pragma once
// The chip as plain memory: tests set what it senses and read what it drives. A peer of the chips' ports.
#include <array>
#include <deque>
#include <string>
#include <vector>

#include "firmware/port/host/sim_flash.hpp"

namespace sb::fw {

class SimHal final : public Hal {
 public:
  static constexpr std::uint32_t kTickRateHz = 64'000'000;

  explicit SimHal(SimFlash& flash) : flash_(flash) { set_battery_mv(13'400); }

  std::uint32_t now_ms() override { return creeps ? ++time_ms : time_ms; }
  std::uint32_t ticks() override { return tick_count; }
  std::uint32_t tick_rate_hz() override { return kTickRateHz; }
  std::optional<std::uint32_t> take_pulse() override;
  std::uint32_t utc_s() override { return clock_s; }
  void set_utc_s(std::uint32_t utc_s) override { clock_s = utc_s; }
  void write(board::Output output, bool on) override { outputs.at(static_cast<std::size_t>(output)) = on; }
  bool read(board::Input input) override { return inputs.at(static_cast<std::size_t>(input)); }
  std::uint32_t read_pin_mv(board::Analog analog) override {
    return pin_mv.at(static_cast<std::size_t>(analog));
  }
  std::optional<ClimateWords> read_climate() override { return climate; }
  std::size_t receive(std::span<std::uint8_t> out) override;
  void send(std::span<const std::uint8_t> octets) override {
    sent.insert(sent.end(), octets.begin(), octets.end());
  }
  Flash& flash() override { return flash_; }
  void kick_watchdog() override { ++kicks; }
  ResetCause reset_cause() override { return cause; }
  std::uint32_t stack_free_bytes() override { return 4'000; }
  void restart() override { restarted = true; }

  bool output(board::Output which) const { return outputs.at(static_cast<std::size_t>(which)); }
  void set_input(board::Input which, bool on) { inputs.at(static_cast<std::size_t>(which)) = on; }
  /// What the divider of hardware/node-v1 makes of it.
  void set_battery_mv(std::uint32_t mv);
  /// A whole answer of the sensor, its CRCs among it.
  void set_air(double celsius, double humidity_percent);

  std::uint32_t time_ms = 0;
  bool creeps = false;  ///< a millisecond passes at every look, as on a chip
  std::uint32_t tick_count = 0;
  std::uint32_t clock_s = 0;
  std::deque<std::uint32_t> pulses;
  std::array<bool, board::kOutputs> outputs{};
  std::array<bool, board::kInputs> inputs{};
  std::array<std::uint32_t, board::kAnalogs> pin_mv{};
  std::optional<ClimateWords> climate;
  std::deque<std::uint8_t> line;   ///< to the microcontroller
  std::vector<std::uint8_t> sent;  ///< by it
  ResetCause cause = ResetCause::kPowerOn;
  std::uint32_t kicks = 0;
  bool restarted = false;

 private:
  SimFlash& flash_;
};

}  // namespace sb::fw
