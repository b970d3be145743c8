#pragma once
// The reference chip, STM32G0B1CC, on the board of hardware/node-v1.
#include <array>

#include "firmware/core/hal.hpp"
#include "firmware/port/stm32g0b1/climate_bus.hpp"
#include "firmware/port/stm32g0b1/stm32_flash.hpp"

namespace sb::fw {

class Stm32Board final : public Hal {
 public:
  /// Clocks, pins, timer, line, watchdog. From then on the watchdog runs.
  void open();
  void idle();

  std::uint32_t now_ms() override;
  std::uint32_t ticks() override;
  std::uint32_t tick_rate_hz() override { return 64'000'000; }
  std::optional<std::uint32_t> take_pulse() override;
  std::uint32_t utc_s() override;
  void set_utc_s(std::uint32_t utc_s) override;
  void write(board::Output output, bool on) override;
  bool read(board::Input input) override;
  std::uint32_t read_pin_mv(board::Analog analog) override;
  std::optional<ClimateWords> read_climate() override { return climate_.look(); }
  std::size_t receive(std::span<std::uint8_t> out) override;
  void send(std::span<const std::uint8_t> octets) override;
  Flash& flash() override { return flash_; }
  void kick_watchdog() override;
  ResetCause reset_cause() override { return cause_; }
  std::uint32_t stack_free_bytes() override;
  void restart() override;

 private:
  void pump();
  void watch_supply();

  Stm32Flash flash_;
  ClimateBus climate_;
  ResetCause cause_ = ResetCause::kUnknown;
  std::uint64_t ticks_ = 0;
  std::array<std::uint8_t, 1024>
      received_{};  ///< written by the DMA in a circle, also while a page is erased
  std::size_t receive_at_ = 0;
  std::array<std::uint8_t, 512> to_send_{};
  std::size_t send_head_ = 0;
  std::size_t send_tail_ = 0;
};

}  // namespace sb::fw
