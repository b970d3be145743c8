// Figures over observations, the audit's reads and the deployment.
#include <algorithm>
#include <string>

#include "gateway/store/audit_chain.hpp"
#include "gateway/store/sql/ledgers.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr int kMostRows = 500;
constexpr UtcNs kHourNs = 3600LL * 1'000'000'000;

AuditRow read_row(const Query& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

}  // namespace

std::vector<StreamFigures> SqlLedgers::stream_figures(UtcNs since, UtcNs until) {
  auto query = session_.query(
      "SELECT node_id, CASE WHEN cell_json IS NOT NULL THEN 'cell' WHEN emission_json IS NOT NULL THEN "
      "'emission' WHEN jamming_json IS NOT NULL THEN 'jamming' WHEN event_json IS NOT NULL THEN 'event' ELSE "
      "'coverage' END AS stream, count(*), sum(CASE WHEN chain_intact = 1 AND calibration_id <> '' AND "
      "time_quality <> 'none' AND time_quality <> '' THEN 1 ELSE 0 END), sum(CASE WHEN calibration_id <> '' "
      "THEN 1 ELSE 0 END), count(DISTINCT body_sha256), max(last_seen) FROM observation "
      "WHERE last_seen >= ? AND last_seen <= ? GROUP BY node_id, stream ORDER BY node_id, stream");
  query.bind(since, until);
  std::vector<StreamFigures> rows;
  while (query.step()) {
    rows.push_back({query.text(0), query.text(1), query.unsigned_integer(2), query.unsigned_integer(3),
                    query.unsigned_integer(4), query.unsigned_integer(5), query.integer(6)});
  }
  return rows;
}

std::vector<SequenceFigures> SqlLedgers::sequence_figures(UtcNs since, UtcNs until) {
  auto query = session_.query(
      "SELECT node_id, sum(stored), sum(expected) FROM (SELECT node_id, count(*) AS stored, max(seq) - "
      "min(seq) + 1 AS expected FROM observation WHERE last_seen >= ? AND last_seen <= ? GROUP BY node_id, "
      "boot_id) AS boots GROUP BY node_id ORDER BY node_id");
  query.bind(since, until);
  std::vector<SequenceFigures> rows;
  while (query.step()) {
    rows.push_back({query.text(0), query.unsigned_integer(1), query.unsigned_integer(2)});
  }
  return rows;
}

std::vector<AvailabilityFigures> SqlLedgers::availability(UtcNs since, UtcNs until) {
  auto query = session_.query(
      "SELECT node_id, count(DISTINCT last_seen / ?) FROM observation WHERE last_seen >= ? AND last_seen <= "
      "? "
      "GROUP BY node_id ORDER BY node_id");
  query.bind(kHourNs, since, until);
  std::vector<AvailabilityFigures> rows;
  while (query.step()) rows.push_back({query.text(0), query.unsigned_integer(1)});
  return rows;
}

std::vector<HourHeard> SqlLedgers::hours_heard(const BandFilter& f) {
  auto query = session_.query(
      "SELECT last_seen / ?1 AS hour, count(*) FROM observation WHERE last_seen >= ?2 AND last_seen <= ?3 "
      "AND "
      "exercise = ?4 AND (?5 = '' OR node_id = ?5) AND coalesce(cell_json ->> 'frequency_hz', emission_json "
      "->> 'centre_hz', jamming_json ->> 'centre_hz') BETWEEN ?6 AND ?7 GROUP BY hour ORDER BY hour");
  query.bind(kHourNs, f.since, f.until, f.exercise, f.node_id, f.low_hz, f.high_hz);
  std::vector<HourHeard> rows;
  while (query.step()) rows.push_back({query.integer(0), query.unsigned_integer(1)});
  return rows;
}

std::vector<StreamFigures> SqlLedgers::last_heard(UtcNs since, UtcNs until) {
  auto query = session_.query(
      "SELECT node_id, count(*), max(last_seen) FROM observation WHERE last_seen >= ? AND last_seen <= ? "
      "GROUP "
      "BY node_id ORDER BY node_id");
  query.bind(since, until);
  std::vector<StreamFigures> rows;
  while (query.step()) {
    StreamFigures row;
    row.node_id = query.text(0);
    row.stored = query.unsigned_integer(1);
    row.newest = query.integer(2);
    rows.push_back(std::move(row));
  }
  return rows;
}

Remeasurement SqlLedgers::remeasured(std::int64_t incident_id, UtcNs since) {
  Remeasurement result;
  {
    auto query = session_.query(
        "SELECT count(*), coalesce(max(o.last_seen), 0) FROM observation_link l JOIN observation o ON o.id = "
        "l.observation_id WHERE l.incident_id = ? AND o.first_seen > ?");
    query.bind(incident_id, since);
    query.step();
    result.heard = query.unsigned_integer(0);
    result.last_heard = query.integer(1);
  }
  auto query = session_.query(
      "SELECT count(*) FROM observation WHERE first_seen > ? AND event_json IS NULL AND node_id IN (SELECT "
      "node_id FROM incident_node WHERE incident_id = ?)");
  query.bind(since, incident_id);
  query.step();
  result.listened = query.unsigned_integer(0);
  return result;
}

std::vector<AuditRow> SqlLedgers::audit_rows(const AuditFilter& f) {
  auto query = session_.query(
      "SELECT id, at, actor, action, subject, detail_json FROM audit WHERE (?1 = '' OR subject = ?1) AND (?2 "
      "= '' OR actor = ?2) AND (?3 = '' OR action = ?3 OR (substr(?3, length(?3), 1) = '.' AND "
      "substr(action, 1, length(?3)) = ?3)) AND (?4 = 0 OR at >= ?4) AND (?5 = 0 OR at <= ?5) AND (?6 = 0 OR "
      "id < ?6) ORDER BY id DESC LIMIT ?7");
  query.bind(f.subject, f.actor, f.action, f.since, f.until, f.after_id, std::clamp(f.limit, 1, kMostRows));
  std::vector<AuditRow> rows;
  while (query.step()) rows.push_back(read_row(query));
  return rows;
}

ChainCheck SqlLedgers::check_audit_chain() {
  auto query = session_.query(
      "SELECT id, at, actor, action, subject, detail_json, previous_hash, hash FROM audit ORDER BY id");
  ChainCheck check;
  std::string head = kAuditGenesis;
  while (query.step()) {
    ++check.rows;
    const auto row = read_row(query);
    const bool follows = query.text(6) == head && query.text(7) == audit_hash(head, row);
    if (!follows && check.broken_at == 0) check.broken_at = row.id;
    head = query.text(7);
  }
  check.head_hex = wire::to_hex(head);
  return check;
}

Deployment SqlLedgers::deployment() {
  auto query = session_.query(
      "SELECT state, approval_number, approval_date, security_level, actor, at FROM deployment ORDER BY id "
      "DESC LIMIT 1");
  if (!query.step()) return {};
  return {query.text(0), query.text(1),   query.text(2), static_cast<int>(query.integer(3)),
          query.text(4), query.integer(5)};
}

void SqlLedgers::put_deployment(const Deployment& row) {
  session_
      .query(
          "INSERT INTO deployment(state, approval_number, approval_date, security_level, actor, at) VALUES "
          "(?,?,?,?,?,?)")
      .bind(row.state, row.approval_number, row.approval_date, row.security_level, row.actor, row.at)
      .run();
}

}  // namespace sb::gateway
