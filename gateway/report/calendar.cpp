#include "gateway/report/calendar.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "gateway/time/instant.hpp"

namespace sb::embedded {
extern const std::string_view report_calendar_csv;
}

namespace sb::gateway {
namespace {

constexpr std::size_t kColumns = 8;

/// Cells of a line without quoting; the last takes the rest.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  while (cells.size() + 1 < kColumns) {
    const auto comma = line.find(',');
    if (comma == std::string_view::npos) break;
    cells.emplace_back(line.substr(0, comma));
    line.remove_prefix(comma + 1);
  }
  cells.emplace_back(line);
  return cells;
}

unsigned number_of(const std::string& text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

/// The first instant too late on or after `now`'s next occurrence.
Deadline next_of(const DueDate& date, UtcNs now) {
  Deadline deadline{date, 0, 0, 0, 0};
  const int year = vietnam_day(now).year;
  deadline.due = vietnam_midnight(year, date.month, date.day);
  const int due_year = deadline.due > now ? year : year + 1;
  deadline.due = vietnam_midnight(due_year, date.month, date.day);
  deadline.period_until = deadline.due;
  const bool quarterly = date.type == "quarterly";
  const bool over_new_year = quarterly && date.month <= 3;
  const unsigned month_before = over_new_year ? date.month + 9 : date.month - 3;
  deadline.period_from =
      quarterly ? vietnam_midnight(over_new_year ? due_year - 1 : due_year, month_before, date.day)
                : vietnam_midnight(due_year - 1, date.month, date.day);
  const auto left = deadline.due - now;
  for (const int days : {14, 7, 1}) {
    if (left <= days * kDayNs) deadline.remind = days;
  }
  return deadline;
}

}  // namespace

ReportCalendar ReportCalendar::built_in() {
  auto parsed = parse(embedded::report_calendar_csv);
  return std::move(*parsed);  // our own table: a test reads it
}

Result<ReportCalendar> ReportCalendar::parse(std::string_view csv) {
  ReportCalendar calendar;
  std::size_t number = 0;
  while (!csv.empty()) {
    const auto end = std::min(csv.find('\n'), csv.size());
    auto line = csv.substr(0, end);
    csv.remove_prefix(std::min(end + 1, csv.size()));
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (number == 1 || line.empty()) continue;
    auto cells = cells_of(line);
    if (cells.size() != kColumns)
      return fail(ErrorCode::kUnreadable, fmt::format("line {}: {} columns are needed", number, kColumns));
    DueDate date{cells[0], cells[1], cells[2], number_of(cells[3]), number_of(cells[4]),
                 cells[5], cells[6], cells[7]};
    const bool known = date.type == "quarterly" || date.type == "yearly" || date.type == "yearly_summary";
    if (!known)
      return fail(ErrorCode::kUnreadable, fmt::format("line {}: unknown type '{}'", number, date.type));
    if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 28)
      return fail(ErrorCode::kUnreadable, fmt::format("line {}: month 1 to 12, day 1 to 28", number));
    calendar.dates_.push_back(std::move(date));
  }
  return calendar;
}

std::vector<Deadline> ReportCalendar::upcoming(std::string_view province_code, UtcNs now) const {
  std::map<std::string, Deadline> soonest;
  for (const auto& date : dates_) {
    if (date.province_code != province_code) continue;
    const auto deadline = next_of(date, now);
    const auto found = soonest.find(date.type);
    if (found == soonest.end() || deadline.due < found->second.due)
      soonest.insert_or_assign(date.type, deadline);
  }
  std::vector<Deadline> list;
  for (auto& [type, deadline] : soonest) list.push_back(std::move(deadline));
  std::ranges::sort(list, {}, &Deadline::due);
  return list;
}

bool is_late_24h(UtcNs first_seen, UtcNs now) {
  return now >= first_seen + kDayNs;
}

}  // namespace sb::gateway
