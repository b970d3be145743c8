#pragma once
// QEMU's mps2-an385 (Arm AN385) as a box: UART0 is the host's line; UART1 is the bench, over which a test
// sets what the box senses and hears what it drives.
//
// Bench, to the board:  'I' input value | 'A' analog low high (mV at the pin) | 'C' six octets of the climate
// sensor |
//                       'P' (a pulse of the second, now) | 'H' (the firmware hangs: the watchdog's turn)
// Bench, from it:       'O' output value, at every change
#include <array>

#include "firmware/core/hal.hpp"
#include "firmware/port/mps2_an385/mps2_flash.hpp"
#include "firmware/port/mps2_an385/octet_ring.hpp"

namespace sb::fw {

class Mps2Board final : public Hal {
 public:
  /// Clocks, lines, watchdog; ends QEMU with status 4 when flash.bin is not there.
  void open();
  /// Until something happens, a millisecond at most.
  void idle();

  std::uint32_t now_ms() override;
  std::uint32_t ticks() override;
  std::uint32_t tick_rate_hz() override { return kTickRateHz; }
  std::optional<std::uint32_t> take_pulse() override;
  std::uint32_t utc_s() override;
  void set_utc_s(std::uint32_t utc_s) override;
  void write(board::Output output, bool on) override;
  bool read(board::Input input) override { return inputs_.at(static_cast<std::size_t>(input)); }
  std::uint32_t read_pin_mv(board::Analog analog) override {
    return pin_mv_.at(static_cast<std::size_t>(analog));
  }
  std::optional<ClimateWords> read_climate() override { return climate_; }
  std::size_t receive(std::span<std::uint8_t> out) override;
  void send(std::span<const std::uint8_t> octets) override;
  Flash& flash() override { return flash_; }
  void kick_watchdog() override;
  ResetCause reset_cause() override { return cause_; }
  std::uint32_t stack_free_bytes() override;
  void restart() override;

  void on_host_octet(std::uint8_t octet) { from_host_.put(octet); }
  void on_bench_octet(std::uint8_t octet) { from_bench_.put(octet); }

 private:
  static constexpr std::uint32_t kTickRateHz = 25'000'000;
  void pump();
  void obey_bench();
  void take_bench_order();

  Mps2Flash flash_;
  ResetCause cause_ = ResetCause::kUnknown;
  OctetRing<1024> from_host_, to_host_;
  OctetRing<128> from_bench_, to_bench_;
  std::array<bool, board::kInputs> inputs_{};
  std::array<bool, board::kOutputs> outputs_{};
  std::array<std::uint32_t, board::kAnalogs> pin_mv_{};
  std::optional<ClimateWords> climate_;
  std::optional<std::uint32_t> pulse_;
  std::array<std::uint8_t, 7> order_{};
  std::size_t order_filled_ = 0;
  std::uint64_t ticks_ = 0;
};

}  // namespace sb::fw
