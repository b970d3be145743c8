#pragma once
// What is set up once at the start of the STM32G0B1, in this order.
#include <cstdint>
#include <span>

#include "firmware/core/hal.hpp"

namespace sb::fw {

ResetCause read_reset_cause();
void open_clocks();  ///< 64 MHz from the 16 MHz TCXO; from the internal oscillator when that is dead
void open_pins();
void open_pulse_timer();
void open_line(std::span<std::uint8_t> circle);  ///< 115 200 baud, reception by DMA
void open_converter();
void open_watchdog();  ///< 2 s, its window opens after 40 ms

/// Kept by the backup battery: the supply was failing when the chip was heard of last.
inline constexpr std::uint32_t kSupplyFailed = 0x424F5221;

}  // namespace sb::fw
