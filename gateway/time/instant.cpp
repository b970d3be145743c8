#include "gateway/time/instant.hpp"

#include <chrono>

#include <fmt/format.h>

namespace sb::gateway {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::nanoseconds;
using std::chrono::sys_time;
using std::chrono::year_month_day;

struct Parts {
  year_month_day date;
  std::int64_t in_day_ns = 0;
};

Parts parts_of(std::int64_t ns) {
  const sys_time<nanoseconds> instant{nanoseconds(ns)};
  const auto day = floor<days>(instant);
  return {year_month_day(day), (instant - day).count()};
}

unsigned two(std::int64_t value) {
  return static_cast<unsigned>(value);
}

}  // namespace

std::string rfc3339_utc(std::int64_t utc_ns) {
  const auto [date, ns] = parts_of(utc_ns);
  const auto s = ns / kSecondNs;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), two(s / 3600),
                     two(s / 60 % 60), two(s % 60), two(ns / 1'000'000 % 1000));
}

std::string vietnam_text(std::int64_t utc_ns) {
  if (utc_ns == 0) return {};
  const auto s = parts_of(utc_ns + kVietnamOffsetNs).in_day_ns / kSecondNs;
  return fmt::format("{} {:02}:{:02}:{:02}", vietnam_day_text(utc_ns), two(s / 3600), two(s / 60 % 60),
                     two(s % 60));
}

std::string vietnam_day_text(std::int64_t utc_ns) {
  const auto day = vietnam_day(utc_ns);
  return fmt::format("{:02}/{:02}/{:04}", day.day, day.month, day.year);
}

VietnamDay vietnam_day(std::int64_t utc_ns) {
  const auto date = parts_of(utc_ns + kVietnamOffsetNs).date;
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}

std::int64_t vietnam_midnight(int year, unsigned month, unsigned day) {
  const std::chrono::sys_days date{std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)};
  return nanoseconds(date.time_since_epoch()).count() - kVietnamOffsetNs;
}

}  // namespace sb::gateway
