#include "gateway/registry/effective.hpp"

#include <charconv>
#include <chrono>
#include <optional>

#include <fmt/format.h>

namespace sb::gateway {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::string to_text(year_month_day date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<unsigned> digits(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<year_month_day> parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)),
             day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                            std::chrono::day(*day)};
  return date.ok() ? std::optional(date) : std::nullopt;
}

}  // namespace

std::string vietnam_date(UtcNs at) {
  const std::chrono::nanoseconds local = std::chrono::nanoseconds(at) + std::chrono::hours(7);
  return to_text(
      std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::nanoseconds>(local)));
}

std::string day_before(const std::string& date) {
  const auto parsed = parse(date);
  return parsed ? to_text(sys_days(*parsed) - std::chrono::days(1)) : date;
}

bool is_iso_date(std::string_view text) {
  return parse(text).has_value();
}

bool effective(const RegistryCell& cell, std::string_view date) {
  return (cell.valid_from.empty() || cell.valid_from <= date) &&
         (cell.valid_to.empty() || date <= cell.valid_to);
}

}  // namespace sb::gateway
