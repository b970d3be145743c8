#pragma once
// Instants as text, and days of Vietnam's calendar (UTC+7, no daylight saving).
#include <cstdint>
#include <string>

namespace sb::gateway {

inline constexpr std::int64_t kSecondNs = 1'000'000'000;
inline constexpr std::int64_t kDayNs = 86'400 * kSecondNs;
inline constexpr std::int64_t kVietnamOffsetNs = 7 * 3600 * kSecondNs;

/// "2026-11-22T02:30:47.125Z"
std::string rfc3339_utc(std::int64_t utc_ns);
/// "22/11/2026 09:30:47" in Vietnam; empty for 0.
std::string vietnam_text(std::int64_t utc_ns);
/// "22/11/2026" in Vietnam.
std::string vietnam_day_text(std::int64_t utc_ns);
/// The instant at which a day of Vietnam begins. The date must exist.
std::int64_t vietnam_midnight(int year, unsigned month, unsigned day);

struct VietnamDay {
  int year = 0;
  unsigned month = 0, day = 0;
  friend auto operator<=>(const VietnamDay&, const VietnamDay&) = default;
};
VietnamDay vietnam_day(std::int64_t utc_ns);

}  // namespace sb::gateway
