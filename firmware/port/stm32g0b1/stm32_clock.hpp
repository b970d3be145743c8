#pragma once
// The battery-backed calendar (RTC on the 32 768 Hz crystal) as seconds of UTC.
#include <cstdint>

namespace sb::fw {

void open_calendar();
/// 0 when it was never set.
std::uint32_t calendar_utc_s();
void set_calendar_utc_s(std::uint32_t utc_s);

}  // namespace sb::fw
