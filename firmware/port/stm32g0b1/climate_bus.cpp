#include "firmware/port/stm32g0b1/climate_bus.hpp"

#include "firmware/port/stm32g0b1/registers.hpp"

namespace sb::fw {

using namespace stm32;

namespace {

constexpr std::uint32_t kCr1 = kI2c1;
constexpr std::uint32_t kCr2 = kI2c1 + 0x04;
constexpr std::uint32_t kIsr = kI2c1 + 0x18;
constexpr std::uint32_t kAddress = 0x44U << 1U;
constexpr std::uint32_t kStart = 1U << 13U;
constexpr std::uint32_t kRead = 1U << 10U;
constexpr std::uint32_t kAutoEnd = 1U << 25U;
constexpr std::uint32_t kMeasure = 0xFD;  // high precision, 8.2 ms (SHT4x datasheet §4.5)

bool stop_seen() {
  const bool stopped = wait_set(kIsr, 1U << 5U, 20'000);
  reg(kI2c1 + 0x1C) = 0x3F38;  // every flag
  return stopped;
}

}  // namespace

void ClimateBus::open() {
  reg(kI2c1 + 0x10) = 0xC0E0A2AE;  // 100 kHz from 64 MHz: PRESC 12, 2.0 us low and high, with margin
  reg(kCr1) = 1;
}

std::optional<ClimateWords> ClimateBus::look() {
  ClimateWords words{};
  bool whole = was_asked_;
  if (was_asked_) {
    reg(kCr2) = kAddress | kRead | (6U << 16U) | kAutoEnd | kStart;
    for (auto& octet : words) {
      whole = whole && wait_set(kIsr, 1U << 2U, 20'000);
      octet = static_cast<std::uint8_t>(reg(kI2c1 + 0x24));
    }
    whole = stop_seen() && whole;
  }
  reg(kI2c1 + 0x28) = kMeasure;
  reg(kCr2) = kAddress | (1U << 16U) | kAutoEnd | kStart;
  was_asked_ = stop_seen();
  if (!was_asked_) {  // a slave that holds the line: the peripheral starts anew
    clear(kCr1, 1);
    set(kCr1, 1);
  }
  if (!whole) return std::nullopt;
  return words;
}

}  // namespace sb::fw
