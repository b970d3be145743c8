// What the map and the ledger's pages ask for.
#include <algorithm>
#include <array>

#include "gateway/store/sql/ledger_rows.hpp"
#include "gateway/store/sql/reader.hpp"

namespace sb::gateway {
namespace {

// One pass over the box in the index of places; the squares are counted by the database. Severity ranks as a
// number so that max() is the worst.
constexpr const char* kIncidentClusters =
    "SELECT avg(latitude_deg), avg(longitude_deg), count(*), max(CASE severity WHEN 'critical' THEN 5 WHEN "
    "'high' THEN 4 "
    "WHEN 'medium' THEN 3 WHEN 'low' THEN 2 ELSE 1 END), max(kind), min(id) FROM incident "
    "WHERE longitude_deg BETWEEN ?1 AND ?3 AND latitude_deg BETWEEN ?2 AND ?4 AND last_seen >= ?6 AND "
    "first_seen <= ?7 "
    "AND state <> 'merged' AND exercise = ?8 AND (?9 = 0 OR active = 1) GROUP BY CAST(floor(longitude_deg / "
    "?5) AS INTEGER), CAST(floor(latitude_deg / "
    "?5) AS INTEGER)";
constexpr const char* kObservationClusters =
    "SELECT avg(latitude_deg), avg(longitude_deg), count(*), 0, '', min(id) FROM observation "
    "WHERE longitude_deg BETWEEN ?1 AND ?3 AND latitude_deg BETWEEN ?2 AND ?4 AND last_seen BETWEEN ?6 AND "
    "?7 AND exercise = ?8 AND (?9 = 0 OR ?9 <> 0) "
    "GROUP BY CAST(floor(longitude_deg / ?5) AS INTEGER), CAST(floor(latitude_deg / ?5) AS INTEGER)";
constexpr const char* kCellClusters =
    "SELECT avg(json ->> 'latitude'), avg(json ->> 'longitude'), count(*), 0, max(verdict), min(id) FROM "
    "emitter "
    "WHERE json ->> 'longitude' BETWEEN ?1 AND ?3 AND json ->> 'latitude' BETWEEN ?2 AND ?4 AND last_seen "
    "BETWEEN ?6 AND ?7 AND exercise = ?8 AND (?9 = 0 OR ?9 <> 0) "
    "GROUP BY CAST(floor((json ->> 'longitude') / ?5) AS INTEGER), CAST(floor((json ->> 'latitude') / ?5) AS "
    "INTEGER)";

constexpr std::array<const char*, 6> kSeverities{"", "info", "low", "medium", "high", "critical"};

}  // namespace

std::vector<Cluster> Reader::clusters(const ClusterFilter& f) {
  const char* sql = f.layer == "incidents"      ? kIncidentClusters
                    : f.layer == "observations" ? kObservationClusters
                                                : kCellClusters;
  constexpr UtcNs kEver = INT64_MAX;
  auto query = session_.query(sql);
  query.bind(f.bbox[0], f.bbox[1], f.bbox[2], f.bbox[3], f.cell_deg, f.since, f.until == 0 ? kEver : f.until,
             f.exercise, f.active);
  std::vector<Cluster> clusters;
  while (query.step()) {
    Cluster c{query.real(0), query.real(1), query.unsigned_integer(2), "", query.text(4), 0};
    c.severity = kSeverities.at(static_cast<std::size_t>(query.integer(3)));
    if (c.count == 1) c.id = query.integer(5);
    clusters.push_back(std::move(c));
  }
  return clusters;
}

std::vector<Emitter> Reader::emitters(const EmitterFilter& f) {
  static const std::string sql = std::string(kEmitterColumns) +
                                 " WHERE (?1 = '' OR rat = ?1) AND (?2 = '' OR plmn = ?2) AND (?3 = '' OR "
                                 "verdict = ?3) AND last_seen >= ?4 "
                                 "AND exercise = ?5 ORDER BY last_seen DESC LIMIT ?6";
  auto query = session_.query(sql);
  query.bind(f.rat, f.plmn, f.verdict, f.since, f.exercise, std::clamp(f.limit, 1, 5000));
  std::vector<Emitter> found;
  while (query.step()) found.push_back(read_emitter(query));
  return found;
}

std::optional<Emitter> Reader::emitter(std::int64_t id) {
  static const std::string sql = std::string(kEmitterColumns) + " WHERE id = ?";
  auto query = session_.query(sql);
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_emitter(query);
}

std::vector<EmitterDay> Reader::emitter_days(std::int64_t emitter_id, const std::string& since_day) {
  static const std::string sql =
      std::string(kEmitterDayColumns) + " WHERE emitter_id = ? AND day >= ? ORDER BY day LIMIT 4000";
  auto query = session_.query(sql);
  query.bind(emitter_id, since_day);
  std::vector<EmitterDay> days;
  while (query.step()) days.push_back(read_emitter_day(query));
  return days;
}

}  // namespace sb::gateway
