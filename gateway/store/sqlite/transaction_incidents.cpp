// Incidents, tickets, audit and events.
#include "gateway/store/audit_chain.hpp"
#include "gateway/store/sqlite/row_json.hpp"
#include "gateway/store/sqlite/rows.hpp"
#include "gateway/store/sqlite/transaction.hpp"

namespace sb::gateway {
namespace {

constexpr std::int64_t kEventsKept = 100'000;  // a page that slept longer than this reloads

std::optional<std::int64_t> merged_into(const Incident& i) {
  return i.merged_into != 0 ? std::optional(i.merged_into) : std::nullopt;
}

std::optional<std::string> said(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

/// What is searched for stands beside the JSON that holds all of it.
struct FindingColumns {
  std::optional<std::string> rat, cell_json, emission_json, jamming_json;
  std::optional<double> frequency_hz, bandwidth_hz;
  std::optional<std::uint32_t> physical_id;
};

FindingColumns columns_of(const Incident& i) {
  FindingColumns columns;
  if (i.emission) {
    columns.emission_json = emission_to_json(*i.emission);
    columns.frequency_hz = i.emission->centre_hz;
    columns.bandwidth_hz = i.emission->bandwidth_hz;
  }
  if (i.jamming) {
    columns.jamming_json = jamming_to_json(*i.jamming);
    columns.frequency_hz = i.jamming->centre_hz;
    columns.bandwidth_hz = i.jamming->bandwidth_hz;
  }
  if (i.cell) {
    columns.rat = i.cell->rat;
    columns.cell_json = cell_to_json(*i.cell);
    columns.frequency_hz = i.cell->frequency_hz;
    columns.physical_id = i.cell->physical_id;
  }
  return columns;
}

}  // namespace

std::optional<Incident> SqliteTransaction::incident(std::int64_t id) {
  static const std::string sql = std::string("SELECT ") + kIncidentColumns + " WHERE i.id = ?";
  auto query = statements_.query(sql);
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_incident(query);
}

std::optional<Incident> SqliteTransaction::open_incident(const std::string& cause_key) {
  static const std::string sql = std::string("SELECT ") + kIncidentColumns +
                                 " WHERE i.cause_key = ? AND i.active = 1";  // one at most: a unique
                                                                             // index
  {
    auto query = statements_.query(sql);
    query.bind(cause_key);
    if (query.step()) return read_incident(query);
  }
  return merge_target(cause_key);
}

std::optional<Incident> SqliteTransaction::merge_target(const std::string& cause_key) {
  // merge() accepts active targets only, so that a chain of merges has no loop.
  static const std::string sql =
      std::string(
          "WITH RECURSIVE chain(id, state, merged_into) AS (SELECT * FROM (SELECT id, state, merged_into "
          "FROM "
          "incident WHERE cause_key = ? ORDER BY id DESC LIMIT 1) UNION ALL SELECT n.id, n.state, "
          "n.merged_into FROM incident n JOIN chain ON n.id = chain.merged_into) SELECT ") +
      kIncidentColumns + " WHERE i.id IN (SELECT id FROM chain) AND i.active = 1";
  auto query = statements_.query(sql);
  query.bind(cause_key);
  if (!query.step()) return std::nullopt;
  return read_incident(query);
}

std::vector<Incident> SqliteTransaction::open_incidents_on(const std::string& rat, double frequency_hz,
                                                           std::uint32_t physical_id) {
  static const std::string sql = std::string("SELECT ") + kIncidentColumns +
                                 " WHERE i.rat = ? AND i.physical_id = ? AND i.frequency_hz BETWEEN ? AND ? "
                                 "AND i.active = 1 ORDER BY i.id DESC";
  constexpr double kSameCarrierHz = 50e3;
  auto query = statements_.query(sql);
  query.bind(rat, physical_id, frequency_hz - kSameCarrierHz, frequency_hz + kSameCarrierHz);
  std::vector<Incident> found;
  while (query.step()) found.push_back(read_incident(query));
  return found;
}

std::vector<Incident> SqliteTransaction::open_energy_incidents(double low_hz, double high_hz) {
  // An incident overlaps when its centre lies within half of its own width of the band; no width in use is
  // larger than kWidest, which bounds the walk over the index.
  constexpr double kWidestHz = 500e6;
  static const std::string sql =
      std::string("SELECT ") + kIncidentColumns +
      " WHERE i.frequency_hz BETWEEN ?1 - ?3 AND ?2 + ?3 AND i.active = 1 AND i.rat IS NULL "
      "AND i.frequency_hz + i.bandwidth_hz / 2 >= ?1 AND i.frequency_hz - i.bandwidth_hz / 2 <= ?2 "
      "ORDER BY i.id DESC LIMIT 200";
  auto query = statements_.query(sql);
  query.bind(low_hz, high_hz, kWidestHz / 2);
  std::vector<Incident> found;
  while (query.step()) found.push_back(read_incident(query));
  return found;
}

void SqliteTransaction::link_incidents(std::int64_t one, std::int64_t other, const std::string& relation) {
  for (const auto& [from, to] : {std::pair{one, other}, std::pair{other, one}}) {
    statements_
        .query(
            "INSERT INTO incident_link(incident_id, other_id, relation) VALUES (?,?,?) ON CONFLICT DO "
            "NOTHING")
        .bind(from, to, relation)
        .run();
  }
}

std::vector<HeardAt> SqliteTransaction::heard_at(std::int64_t incident_id) {
  auto query = statements_.query(
      "SELECT node_id, latitude_deg, longitude_deg, position_uncertainty_m, level_dbfs, level_dbm, "
      "observations "
      "FROM incident_node WHERE incident_id = ? ORDER BY node_id");
  query.bind(incident_id);
  std::vector<HeardAt> heard;
  while (query.step()) {
    heard.push_back({query.text(0), query.real(1), query.real(2), query.real(3), query.optional<double>(4),
                     query.optional<double>(5), query.unsigned_integer(6)});
  }
  return heard;
}

void SqliteTransaction::put_incident(Incident& incident) {
  if (incident.id == 0)
    insert_incident(incident);
  else
    update_incident(incident);
  if (nodes_of(incident.id) >= incident.nodes.size()) return;  // at every hearing but the first of a node
  for (const auto& node_id : incident.nodes) {
    statements_
        .query(
            "INSERT INTO incident_node(incident_id, node_id, latitude_deg, longitude_deg, "
            "position_uncertainty_m, observations) "
            "SELECT ?, node_id, latitude_deg, longitude_deg, 0, 0 FROM node WHERE node_id = ? ON CONFLICT DO "
            "NOTHING")
        .bind(incident.id, node_id)
        .run();
  }
}

std::size_t SqliteTransaction::nodes_of(std::int64_t incident_id) {
  auto query = statements_.query("SELECT count(*) FROM incident_node WHERE incident_id = ?");
  query.bind(incident_id);
  query.step();
  return static_cast<std::size_t>(query.integer(0));
}

void SqliteTransaction::insert_incident(Incident& i) {
  const auto found = columns_of(i);
  statements_
      .query(
          "INSERT INTO incident(kind, severity, state, cause_key, first_seen, last_seen, report_due, "
          "commune_code, commune, "
          "latitude_deg, longitude_deg, uncertainty_m, confidence, exercise, observation_count, merged_into, "
          "rat, frequency_hz, "
          "physical_id, cell_json, reasons_json, emission_json, jamming_json, bandwidth_hz, impact, "
          "place_json, "
          "owner, acknowledge_due, escalation, manual, title) "
          "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .bind(i.kind, i.severity, i.state, i.cause_key, i.first_seen, i.last_seen, i.report_due,
            i.place.commune_code, i.place.commune, i.place.latitude_deg, i.place.longitude_deg,
            i.place.uncertainty_m, i.confidence, i.exercise, i.observation_count, merged_into(i), found.rat,
            found.frequency_hz, found.physical_id, found.cell_json, reasons_to_json(i.reasons),
            found.emission_json, found.jamming_json, found.bandwidth_hz, i.impact,
            said(place_to_json(i.place)), i.owner, i.acknowledge_due, i.escalation, i.manual, i.title)
      .run();
  i.id = last_id();
}

void SqliteTransaction::update_incident(const Incident& i) {
  const auto found = columns_of(i);
  const int changed =
      statements_
          .query(
              "UPDATE incident SET kind=?, severity=?, state=?, cause_key=?, first_seen=?, last_seen=?, "
              "report_due=?, "
              "commune_code=?, commune=?, latitude_deg=?, longitude_deg=?, uncertainty_m=?, confidence=?, "
              "exercise=?, "
              "observation_count=?, merged_into=?, rat=?, frequency_hz=?, physical_id=?, cell_json=?, "
              "reasons_json=?, emission_json=?, jamming_json=?, bandwidth_hz=?, impact=?, place_json=?, "
              "owner=?, "
              "acknowledge_due=?, escalation=?, manual=?, title=? WHERE id=?")
          .bind(i.kind, i.severity, i.state, i.cause_key, i.first_seen, i.last_seen, i.report_due,
                i.place.commune_code, i.place.commune, i.place.latitude_deg, i.place.longitude_deg,
                i.place.uncertainty_m, i.confidence, i.exercise, i.observation_count, merged_into(i),
                found.rat, found.frequency_hz, found.physical_id, found.cell_json, reasons_to_json(i.reasons),
                found.emission_json, found.jamming_json, found.bandwidth_hz, i.impact,
                said(place_to_json(i.place)), i.owner, i.acknowledge_due, i.escalation, i.manual, i.title,
                i.id)
          .run();
  if (changed != 1) throw StoreError("no incident " + std::to_string(i.id) + " to change");
}

std::vector<Ticket> SqliteTransaction::tickets_of(std::int64_t incident_id) {
  static const std::string sql =
      std::string("SELECT ") + kTicketColumns + " WHERE incident_id = ? ORDER BY id";
  auto query = statements_.query(sql);
  query.bind(incident_id);
  std::vector<Ticket> tickets;
  while (query.step()) tickets.push_back(read_ticket(query));
  return tickets;
}

void SqliteTransaction::put_ticket(Ticket& t) {
  if (t.id == 0) {
    statements_
        .query(
            "INSERT INTO ticket(incident_id, carrier, state, created, summary_vi, summary_en, body_json) "
            "VALUES (?,?,?,?,?,?,?)")
        .bind(t.incident_id, t.carrier, t.state, t.created, t.summary_vi, t.summary_en, t.body_json)
        .run();
    t.id = last_id();
    return;
  }
  statements_.query("UPDATE ticket SET state=?, summary_vi=?, summary_en=?, body_json=? WHERE id=?")
      .bind(t.state, t.summary_vi, t.summary_en, t.body_json, t.id)
      .run();
}

void SqliteTransaction::audit(const AuditRow& row) {
  std::string previous = kAuditGenesis;
  {
    auto newest = statements_.query("SELECT hash FROM audit ORDER BY id DESC LIMIT 1");
    if (newest.step()) previous = newest.text(0);
  }
  statements_
      .query(
          "INSERT INTO audit(at, actor, action, subject, detail_json, previous_hash, hash) VALUES "
          "(?,?,?,?,?,?,?)")
      .bind(row.at, row.actor, row.action, row.subject, row.detail_json, Blob{previous},
            Blob{audit_hash(previous, row)})
      .run();
}

void SqliteTransaction::event(const std::string& kind, const std::string& data_json) {
  statements_.query("INSERT INTO event(kind, data_json) VALUES (?,?)").bind(kind, data_json).run();
  newest_event_ = last_id();
  if (newest_event_ % 1000 == 0) {
    statements_.query("DELETE FROM event WHERE id <= ?").bind(newest_event_ - kEventsKept).run();
  }
}

}  // namespace sb::gateway
