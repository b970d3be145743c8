#include "gateway/correlate/spillover.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/effective.hpp"
#include "models/border_limits/border_limits.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr UtcNs kDayOfNs = 86'400LL * 1'000'000'000;
constexpr std::size_t kFewestDays = 5;
constexpr double kShortestSpreadDays = 6.0;
constexpr UtcNs kTrendWindowNs = 21 * kDayOfNs;
constexpr int kMostEmitters = 5000;

/// Student's t for a one-sided risk of 1e-3 by degrees of freedom 3.. (any statistical table).
double student_t(std::size_t freedom) {
  constexpr std::array<double, 18> kTable{10.215, 7.173, 5.893, 5.208, 4.785, 4.501, 4.297, 4.144, 4.025,
                                          3.930,  3.852, 3.787, 3.733, 3.686, 3.646, 3.610, 3.579, 3.552};
  return kTable[std::min(freedom, kTable.size() + 2) - 3];
}

/// Of an ISO date from the store.
double day_number(const std::string& date) {
  const auto part = [&](std::size_t at, std::size_t size) { return std::stoi(date.substr(at, size)); };
  const std::chrono::year_month_day day(std::chrono::year(part(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(part(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(part(8, 2))));
  return static_cast<double>(std::chrono::sys_days(day).time_since_epoch().count());
}

std::vector<DayLevel> calibrated(const std::vector<EmitterDay>& days) {
  std::vector<DayLevel> levels;
  for (const auto& day : days) {
    if (day.calibrated && day.level_mean_db) levels.push_back({day_number(day.day), *day.level_mean_db});
  }
  return levels;
}

using CommuneBand = std::pair<std::string, int>;  // code, band edge in 100 MHz

CommuneBand key_of(const Emitter& e) {
  return {e.commune_code, static_cast<int>(e.frequency_hz / 100e6)};
}

bool is_foreign(const Emitter& e) {
  return e.verdict.starts_with("foreign");
}

bool is_domestic(const Emitter& e) {
  return e.verdict == "domestic_licensed" ||
         (e.verdict == "unknown" && e.plmn.starts_with("452"));  // no registry yet: heard, not accused
}

/// The strongest newest mean of the domestic cells, commune by commune and band by band.
std::map<CommuneBand, double> domestic_levels(Store& store, std::span<const Emitter> all,
                                              const std::string& since_day) {
  std::map<CommuneBand, double> best;
  for (const auto& e : all) {
    if (!is_domestic(e)) continue;
    const auto levels = calibrated(store.emitter_days(e.id, since_day));
    if (levels.empty()) continue;
    const auto [at, fresh] = best.emplace(key_of(e), levels.back().level_dbm);
    if (!fresh) at->second = std::max(at->second, levels.back().level_dbm);
  }
  return best;
}

std::optional<double> days_to_trigger(const Emitter& e, const Trend& trend) {
  const double now = models::field_dbuv_m(models::loaded_5mhz_dbm(trend.newest_dbm), e.frequency_hz);
  const double missing = trigger_at(e.frequency_hz).field_dbuv_m - now;
  if (!trend.rising || missing <= 0.0) return std::nullopt;
  return 7.0 * missing / trend.db_per_week;
}

SpilloverRow row_of(Store& store, const Emitter& e, const std::string& since_day,
                    const std::map<CommuneBand, double>& domestic) {
  SpilloverRow row;
  row.emitter = e;
  row.border = compare_with_trigger(e);
  const auto days = store.emitter_days(e.id, since_day);
  int hours = 0;
  for (const auto& day : days) hours += std::popcount(day.hours);
  if (!days.empty()) row.hours_a_day = static_cast<double>(hours) / static_cast<double>(days.size());
  const auto levels = calibrated(days);
  if (!levels.empty()) row.level_dbm = levels.back().level_dbm;
  row.trend = trend_of(levels);
  if (row.trend) row.days_to_trigger = days_to_trigger(e, *row.trend);
  if (const auto own = domestic.find(key_of(e)); own != domestic.end()) row.domestic_dbm = own->second;
  if (row.level_dbm && row.domestic_dbm) row.coverage_hole = *row.level_dbm > *row.domestic_dbm;
  return row;
}

std::vector<Emitter> heard_since(Store& store, UtcNs since) {
  EmitterFilter filter;
  filter.since = since;
  filter.limit = kMostEmitters;
  return store.emitters(filter);
}

json measured_of(const Trend& trend, double days) {
  return {{"db_per_week", trend.db_per_week},
          {"sigma_db_per_week", trend.sigma_db_per_week},
          {"days", trend.days},
          {"days_to_trigger", std::round(days)}};
}

/// True when the incident was told.
bool tell(Transaction& tx, std::int64_t id, const Trend& trend, double days, UtcNs now) {
  auto incident = tx.incident(id);
  if (!incident) return false;
  const auto measured = measured_of(trend, days);
  const Reason reason{"level.rising", 1, measured.dump(),
                      json{{"db_per_week", 0.0}, {"risk", kTrendRisk}}.dump()};
  const auto found = std::ranges::find(incident->reasons, reason.rule, &Reason::rule);
  if (found != incident->reasons.end())
    *found = reason;
  else
    incident->reasons.push_back(reason);
  tx.put_incident(*incident);
  tx.audit({0, now, "gateway", "incident.trend", fmt::format("incident/{}", id), measured.dump()});
  tx.event("incident", json{{"id", id}}.dump());
  return true;
}

/// Active incidents of the cell itself.
std::vector<std::int64_t> incidents_of(Transaction& tx, const Emitter& e) {
  std::vector<std::int64_t> ids;
  for (const auto& incident : tx.open_incidents_on(e.rat, e.frequency_hz, e.physical_id)) {
    if (incident.kind == "spillover" && !incident.exercise && incident.cell &&
        incident.cell->cell_id == e.cell_id)
      ids.push_back(incident.id);
  }
  return ids;
}

}  // namespace

std::optional<Trend> trend_of(std::span<const DayLevel> levels) {
  if (levels.size() < kFewestDays) return std::nullopt;
  const double n = static_cast<double>(levels.size());
  double mean_day = 0.0, mean_db = 0.0;
  for (const auto& l : levels) {
    mean_day += l.day / n;
    mean_db += l.level_dbm / n;
  }
  double spread = 0.0, product = 0.0, total = 0.0;
  double first = levels.front().day, last = first;
  for (const auto& l : levels) {
    spread += (l.day - mean_day) * (l.day - mean_day);
    product += (l.day - mean_day) * (l.level_dbm - mean_db);
    total += (l.level_dbm - mean_db) * (l.level_dbm - mean_db);
    first = std::min(first, l.day);
    last = std::max(last, l.day);
  }
  if (last - first < kShortestSpreadDays) return std::nullopt;
  const double slope = product / spread;
  const double residual = std::max(0.0, total - slope * product);
  const double sigma = std::sqrt(residual / (n - 2.0) / spread);
  Trend trend{7.0 * slope, 7.0 * sigma, levels.size(), mean_db + slope * (last - mean_day), false};
  trend.rising = slope > 0.0 && slope > student_t(levels.size() - 2) * sigma;
  return trend;
}

std::vector<SpilloverRow> spillover(Store& store, UtcNs since, UtcNs now) {
  const auto day = vietnam_date(std::min(since, now));
  const auto all = heard_since(store, since);
  const auto domestic = domestic_levels(store, all, day);
  std::vector<SpilloverRow> rows;
  for (const auto& e : all) {
    if (is_foreign(e)) rows.push_back(row_of(store, e, day, domestic));
  }
  return rows;
}

std::size_t notice_trends(Store& store, UtcNs now) {
  std::size_t told = 0;
  const auto since = now - kTrendWindowNs;
  for (const auto& e : heard_since(store, now - 2 * kDayOfNs)) {
    if (!is_foreign(e)) continue;
    const auto trend = trend_of(calibrated(store.emitter_days(e.id, vietnam_date(since))));
    if (!trend) continue;
    const auto days = days_to_trigger(e, *trend);
    if (!days || *days > kNoticeDays) continue;
    store.write([&](Transaction& tx) {
      for (const auto id : incidents_of(tx, e)) told += tell(tx, id, *trend, *days, now) ? 1 : 0;
    });
  }
  return told;
}

}  // namespace sb::gateway
