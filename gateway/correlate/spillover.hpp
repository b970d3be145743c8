#pragma once
// Foreign networks over weeks, commune by commune: how strong, how long a day, growing or not, and whether
// the domestic network is weaker there. From the ledger alone.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/correlate/level_log.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

struct DayLevel {
  double day = 0.0;  ///< number of the day, any origin
  double level_dbm = 0.0;
};

/// Least squares of daily means over their days.
struct Trend {
  double db_per_week = 0.0, sigma_db_per_week = 0.0;
  std::size_t days = 0;
  double newest_dbm = 0.0;  ///< of the fitted line on the last day
  /// Rising by Student's t at kTrendRisk, one-sided: weather alone calls one cell in a thousand rising.
  bool rising = false;
};
inline constexpr double kTrendRisk = 1e-3;
/// None with fewer than five days or without a spread of six.
std::optional<Trend> trend_of(std::span<const DayLevel> levels);

struct SpilloverRow {
  Emitter emitter;
  std::optional<BorderComparison> border;
  double hours_a_day = 0.0;            ///< of the days it was heard on
  std::optional<double> level_dbm;     ///< mean of the newest day with calibrated levels
  std::optional<double> domestic_dbm;  ///< strongest domestic cell of that band and commune in the same days
  std::optional<Trend> trend;
  std::optional<double> days_to_trigger;  ///< while it rises and is below
  /// A phone there hears the neighbour better than its own network. None: nothing calibrated to compare.
  std::optional<bool> coverage_hole;
};

/// Foreign cells heard since; exercises left out. Cost: one query for each cell heard.
std::vector<SpilloverRow> spillover(Store& store, UtcNs since, UtcNs now);

/// Early notice (R38): tells every active incident of a foreign cell that rises and will cross the trigger
/// within kNoticeDays by reason "level.rising", an audit row "incident.trend" and an event. To be called once
/// a day. Returns how many were told.
std::size_t notice_trends(Store& store, UtcNs now);
inline constexpr double kNoticeDays = 28.0;

}  // namespace sb::gateway
