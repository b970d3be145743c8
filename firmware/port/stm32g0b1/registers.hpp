#pragma once
// Registers of the STM32G0B1 that we touch (ST RM0444; offsets are facts, the code is ours).
#include <cstdint>

#include "firmware/port/cortex_m/start.hpp"

namespace sb::fw::stm32 {

inline constexpr std::uint32_t kTim2 = 0x40000000;
inline constexpr std::uint32_t kRtc = 0x40002800;
inline constexpr std::uint32_t kIwdg = 0x40003000;
inline constexpr std::uint32_t kI2c1 = 0x40005400;
inline constexpr std::uint32_t kPwr = 0x40007000;
inline constexpr std::uint32_t kTamp = 0x4000B000;
inline constexpr std::uint32_t kAdc = 0x40012400;
inline constexpr std::uint32_t kUsart1 = 0x40013800;
inline constexpr std::uint32_t kDma1 = 0x40020000;
inline constexpr std::uint32_t kDmamux = 0x40020800;
inline constexpr std::uint32_t kRcc = 0x40021000;
inline constexpr std::uint32_t kFlash = 0x40022000;
inline constexpr std::uint32_t kGpio = 0x50000000;  // 0x400 from port to port
inline constexpr std::uint32_t kFlashMemory = 0x08000000;

inline void set(std::uint32_t address, std::uint32_t bits) {
  reg(address) = reg(address) | bits;
}
inline void clear(std::uint32_t address, std::uint32_t bits) {
  reg(address) = reg(address) & ~bits;
}

/// Reads and forgets: the time of one access.
inline void look(std::uint32_t address) {
  [[maybe_unused]] const std::uint32_t seen = reg(address);
}

/// Waits for a bit, but never for ever: false after `tries` looks.
inline bool wait_set(std::uint32_t address, std::uint32_t bits, std::uint32_t tries = 100'000) {
  for (; tries > 0; --tries) {
    if ((reg(address) & bits) != 0) return true;
  }
  return false;
}
inline bool wait_clear(std::uint32_t address, std::uint32_t bits, std::uint32_t tries = 4'000'000) {
  for (; tries > 0; --tries) {
    if ((reg(address) & bits) == 0) return true;
  }
  return false;
}

}  // namespace sb::fw::stm32
