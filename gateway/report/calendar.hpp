#pragma once
// When a province's reports are due: data (calendar.csv), not code. "Trước ngày 10" is kept by a report made
// on the 9th at 23:59:59 of Vietnam and missed at midnight.
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct DueDate {
  std::string province_code, province, type;  ///< "quarterly" "yearly" "yearly_summary"
  unsigned month = 0, day = 0;                ///< the first day that is too late
  std::string addressee_vi, addressee_en, source;
};

struct Deadline {
  DueDate date;
  UtcNs due = 0;                            ///< the first instant that is too late
  UtcNs period_from = 0, period_until = 0;  ///< what the report is about: until the day it is due
  int remind = 0;                           ///< 14, 7 or 1 when that many days or fewer are left; 0: not yet
};

class ReportCalendar {
 public:
  /// The table that the program carries.
  static ReportCalendar built_in();
  /// kUnreadable names the line.
  static Result<ReportCalendar> parse(std::string_view csv);

  /// The next deadline of each kind, soonest first; empty for a province without any.
  std::vector<Deadline> upcoming(std::string_view province_code, UtcNs now) const;
  const std::vector<DueDate>& dates() const { return dates_; }

 private:
  std::vector<DueDate> dates_;
};

/// The 24-hour clock: late from first_seen + 24 h on, not a nanosecond earlier.
bool is_late_24h(UtcNs first_seen, UtcNs now);

}  // namespace sb::gateway
