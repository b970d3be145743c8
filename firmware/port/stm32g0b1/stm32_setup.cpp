#include "firmware/port/stm32g0b1/stm32_setup.hpp"

#include "firmware/port/stm32g0b1/registers.hpp"

namespace sb::fw {

using namespace stm32;

namespace {

constexpr std::uint32_t kCsr = kRcc + 0x60;
constexpr std::uint32_t kBackup = kTamp + 0x100;

std::uint32_t port_of(char port) {
  return kGpio + 0x400U * static_cast<std::uint32_t>(port - 'A');
}

void set_mode(char port, unsigned pin, std::uint32_t mode) {
  const std::uint32_t moder = port_of(port);
  reg(moder) = (reg(moder) & ~(3U << (2 * pin))) | (mode << (2 * pin));
}

void set_alternate(char port, unsigned pin, std::uint32_t function) {
  const std::uint32_t afr = port_of(port) + (pin < 8 ? 0x20U : 0x24U);
  const unsigned shift = 4 * (pin % 8);
  reg(afr) = (reg(afr) & ~(0xFU << shift)) | (function << shift);
  set_mode(port, pin, 2);
}

}  // namespace

ResetCause read_reset_cause() {
  const std::uint32_t flags = reg(kCsr);
  const bool supply_failed = reg(kBackup) == kSupplyFailed;
  set(kCsr, 1U << 23U);  // RMVF
  reg(kBackup) = 0;
  if ((flags & (3U << 29U)) != 0) return ResetCause::kWatchdog;
  if ((flags & (1U << 28U)) != 0) return ResetCause::kSoftware;
  if ((flags & (1U << 27U)) != 0) return supply_failed ? ResetCause::kBrownOut : ResetCause::kPowerOn;
  return (flags & (1U << 26U)) != 0 ? ResetCause::kPin : ResetCause::kUnknown;
}

void open_clocks() {
  set(kRcc + 0x3C, (1U << 28U) | (1U << 21U) | (1U << 10U) | 1U);  // PWR, I2C1, RTC, TIM2
  set(kRcc + 0x40, (1U << 20U) | (1U << 14U) | 1U);                // ADC, USART1, SYSCFG
  set(kRcc + 0x38, 1U);                                            // DMA1
  set(kRcc + 0x34, 0x3F);                                          // ports A to F
  reg(kFlash) = 2U | (1U << 8U) | (1U << 9U);                      // two wait states, prefetch, cache
  set(kRcc, (1U << 18U) | (1U << 16U));                            // HSE as it is given
  const bool tcxo = wait_set(kRcc, 1U << 17U);
  reg(kRcc + 0x0C) = (tcxo ? 3U : 2U) | (8U << 8U) | (1U << 28U) | (1U << 29U);  // 16 * 8 / 2 MHz
  set(kRcc, 1U << 24U);
  if (!wait_set(kRcc, 1U << 25U)) return;  // slow is better than dead
  reg(kRcc + 0x08) = 2;
  wait_set(kRcc + 0x08, 2U << 3U);
  set(kPwr + 0x04, (4U << 1U) | (4U << 4U) | 1U);  // supply watched at 2.9 V
}

void open_pins() {
  for (const auto& pin : board::kOutputPins) set_mode(pin.port, pin.number, 1);
  for (const auto& pin : board::kInputPins) {
    set_mode(pin.port, pin.number, 0);
    set(port_of(pin.port) + 0x0C, 1U << (2 * pin.number));  // pulled up: a cut wire reads as an alarm
  }
  set_alternate('A', 0, 2);  // TIM2_CH1
  set_alternate('A', 9, 1);
  set_alternate('A', 10, 1);
  for (const unsigned pin : {6U, 7U}) {
    set(port_of('B') + 0x04, 1U << pin);  // open drain
    set_alternate('B', pin, 6);
  }
}

void open_pulse_timer() {
  reg(kTim2 + 0x2C) = UINT32_MAX;
  reg(kTim2 + 0x18) = 1;  // CC1 captures TI1, unfiltered: a filter would delay by its length
  reg(kTim2 + 0x20) = 1;
  reg(kTim2 + 0x14) = 1;
  reg(kTim2) = 1;
  reg(0xE000E014) = 64'000 - 1;  // SysTick, which only wakes the core
  reg(0xE000E018) = 0;
  reg(0xE000E010) = 7;
}

void open_line(std::span<std::uint8_t> circle) {
  reg(kUsart1 + 0x0C) = 64'000'000 / 115'200;
  reg(kUsart1 + 0x08) = 1U << 6U;  // reception by DMA
  reg(kUsart1) = (1U << 29U) | 0xDU;
  reg(kDmamux) = 50;  // USART1_RX
  reg(kDma1 + 0x10) = kUsart1 + 0x24;
  reg(kDma1 + 0x14) = reinterpret_cast<std::uint32_t>(circle.data());
  reg(kDma1 + 0x0C) = circle.size();
  reg(kDma1 + 0x08) = (1U << 7U) | (1U << 5U) | 1U;
}

void open_converter() {
  reg(kAdc + 0x08) = 1U << 28U;  // regulator, 20 us
  for (std::uint32_t i = 0; i < 2'000; ++i) look(kAdc);
  set(kAdc + 0x08, 1U << 31U);
  wait_clear(kAdc + 0x08, 1U << 31U);
  reg(kAdc + 0x14) = 7;  // 160.5 clocks: the dividers are of high impedance
  set(kAdc + 0x08, 1);
  wait_set(kAdc, 1);
}

void open_watchdog() {
  reg(kIwdg) = 0xCCCC;
  reg(kIwdg) = 0x5555;
  reg(kIwdg + 0x04) = 3;  // 32 kHz / 32
  reg(kIwdg + 0x08) = 2'000;
  wait_clear(kIwdg + 0x0C, 7);
  reg(kIwdg + 0x10) = 1'960;
}

}  // namespace sb::fw
