#include "firmware/port/stm32g0b1/stm32_clock.hpp"

#include <chrono>

#include "firmware/port/stm32g0b1/registers.hpp"

namespace sb::fw {

using namespace stm32;

namespace {

constexpr std::uint32_t kTr = kRtc;
constexpr std::uint32_t kDr = kRtc + 0x04;
constexpr std::uint32_t kIcsr = kRtc + 0x0C;
constexpr std::uint32_t kWpr = kRtc + 0x24;
constexpr std::uint32_t kInits = 1U << 4U;  // the calendar's year is not zero
constexpr std::uint32_t kInitf = 1U << 6U;
constexpr std::uint32_t kInit = 1U << 7U;

std::uint32_t from_bcd(std::uint32_t bcd) {
  return (bcd >> 4U) * 10 + (bcd & 0xFU);
}
std::uint32_t to_bcd(std::uint32_t value) {
  return ((value / 10) << 4U) | (value % 10);
}

}  // namespace

void open_calendar() {
  set(kPwr, 1U << 8U);  // DBP: the backup domain may be written
  set(kRcc + 0x5C, 1);  // LSEON; it runs on from before when the battery held
  wait_set(kRcc + 0x5C, 2, 4'000'000);
  if ((reg(kRcc + 0x5C) & (3U << 8U)) == 0) set(kRcc + 0x5C, 1U << 8U);  // RTCSEL: LSE
  set(kRcc + 0x5C, 1U << 15U);
}

std::uint32_t calendar_utc_s() {
  if ((reg(kIcsr) & kInits) == 0) return 0;
  const std::uint32_t time = reg(kTr);  // reading it locks the date until that is read
  const std::uint32_t date = reg(kDr);
  using namespace std::chrono;
  const year_month_day day{year{2000 + static_cast<int>(from_bcd(date >> 16U & 0xFFU))},
                           month{from_bcd(date >> 8U & 0x1FU)}, std::chrono::day{from_bcd(date & 0x3FU)}};
  const std::uint32_t seconds =
      from_bcd(time >> 16U & 0x3FU) * 3600 + from_bcd(time >> 8U & 0x7FU) * 60 + from_bcd(time & 0x7FU);
  return static_cast<std::uint32_t>(sys_days{day}.time_since_epoch().count()) * 86'400U + seconds;
}

void set_calendar_utc_s(std::uint32_t utc_s) {
  using namespace std::chrono;
  const year_month_day day{sys_days(days(utc_s / 86'400U))};
  const std::uint32_t seconds = utc_s % 86'400U;
  reg(kWpr) = 0xCA;
  reg(kWpr) = 0x53;
  set(kIcsr, kInit);
  if (wait_set(kIcsr, kInitf)) {
    reg(kTr) = (to_bcd(seconds / 3600) << 16U) | (to_bcd(seconds / 60 % 60) << 8U) | to_bcd(seconds % 60);
    const auto years = static_cast<std::uint32_t>(static_cast<int>(day.year()) - 2000);
    reg(kDr) = (to_bcd(years) << 16U) | (1U << 13U) | (to_bcd(static_cast<unsigned>(day.month())) << 8U) |
               to_bcd(static_cast<unsigned>(day.day()));
  }
  clear(kIcsr, kInit);
  reg(kWpr) = 0xFF;
}

}  // namespace sb::fw
