#include "gateway/api/rfc3339.hpp"

#include <charconv>
#include <chrono>

#include "gateway/time/instant.hpp"

namespace sb::gateway::api {
namespace {

using std::chrono::nanoseconds;

/// Exactly `digits` decimal digits at the front of `text`, which loses them.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits || text.find_first_not_of("0123456789") < digits) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + digits, value);
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<nanoseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return nanoseconds{0};
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 9) return std::nullopt;
  auto value = std::int64_t{*take_number(text, digits)};
  for (std::size_t i = digits; i < 9; ++i) value *= 10;
  return nanoseconds{value};
}

}  // namespace

std::string to_rfc3339(UtcNs time) {
  return rfc3339_utc(time);
}

std::optional<UtcNs> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  const auto year_number = take_number(text, 4);
  if (!year_number || !take(text, '-')) return std::nullopt;
  const auto month_number = take_number(text, 2);
  if (!month_number || !take(text, '-')) return std::nullopt;
  const auto day_number = take_number(text, 2);
  if (!day_number || !take(text, 'T')) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction || text != "Z") return std::nullopt;
  const year_month_day date{year{*year_number}, month{static_cast<unsigned>(*month_number)},
                            day{static_cast<unsigned>(*day_number)}};
  if (!date.ok() || *year_number < 1970 || *year_number > 2200 || *hour > 23 || *minute > 59 ||
      *second > 59) {
    return std::nullopt;
  }
  const auto instant = sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second} + *fraction;
  return duration_cast<nanoseconds>(instant.time_since_epoch()).count();
}

}  // namespace sb::gateway::api
