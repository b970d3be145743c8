#include "gateway/store/sql/reader.hpp"

#include <algorithm>

#include "gateway/store/sql/rows.hpp"

namespace sb::gateway {
namespace {

constexpr int kMostRows = 500;

int bounded(int limit) {
  return std::clamp(limit, 1, kMostRows);
}

/// Optional conditions as one fixed statement: a parameter of its neutral value switches its condition off.
constexpr const char* kIncidentWhere =
    " WHERE (?1 = '' OR i.kind = ?1) AND (?2 = '' OR i.state = ?2 OR (?2 = 'active' AND i.active = 1))  AND "
    "(?3 = '' OR EXISTS (SELECT 1 FROM incident_node n WHERE n.incident_id = i.id AND "
    "n.node_id = ?3)) "
    "AND (?4 = 0 OR i.last_seen >= ?4) AND (?5 = 0 OR i.first_seen <= ?5) "
    "AND (?6 IS NULL OR (i.longitude_deg BETWEEN ?6 AND ?8 AND i.latitude_deg BETWEEN ?7 AND ?9)) "
    "AND (?10 IS NULL OR i.exercise = ?10) AND (?11 = 0 OR i.id < ?11) ORDER BY i.id DESC LIMIT ?12";

// Two statements, so that each is walked in id order over the right index and stops at its limit.
constexpr const char* kObservationsOfIncident =
    " WHERE o.id IN (SELECT observation_id FROM observation_link WHERE incident_id = ?6) AND (?1 = '' OR "
    "o.node_id = ?1) "
    "AND (?2 = 0 OR o.last_seen >= ?2) AND (?3 = 0 OR o.first_seen <= ?3) AND (?4 = 0 OR o.id < ?4) "
    "AND (?7 = '' OR ?7 = 'cell' AND o.cell_json IS NOT NULL OR ?7 = 'emission' AND o.emission_json IS NOT "
    "NULL "
    "OR ?7 = 'jamming' AND o.jamming_json IS NOT NULL OR ?7 = 'event' AND o.event_json IS NOT NULL "
    "OR ?7 = 'coverage' AND o.coverage_json IS NOT NULL) ORDER BY o.id DESC LIMIT ?5";
constexpr const char* kObservations =
    " WHERE (?1 = '' OR o.node_id = ?1) AND (?2 = 0 OR o.last_seen >= ?2) AND (?3 = 0 OR o.first_seen <= ?3) "
    "AND (?4 = 0 OR o.id < ?4) "
    "AND (?7 = '' OR ?7 = 'cell' AND o.cell_json IS NOT NULL OR ?7 = 'emission' AND o.emission_json IS NOT "
    "NULL "
    "OR ?7 = 'jamming' AND o.jamming_json IS NOT NULL OR ?7 = 'event' AND o.event_json IS NOT NULL "
    "OR ?7 = 'coverage' AND o.coverage_json IS NOT NULL) ORDER BY o.id DESC LIMIT ?5";

std::string select(const char* columns, const char* rest) {
  return std::string("SELECT ") + columns + rest;
}

template <typename Row, typename ReadRow>
std::vector<Row> all(Query& query, ReadRow read_row) {
  std::vector<Row> rows;
  while (query.step()) rows.push_back(read_row(query));
  return rows;
}

}  // namespace

std::vector<Incident> Reader::incidents(const IncidentFilter& f) {
  static const std::string sql = select(kIncidentColumns, kIncidentWhere);
  std::array<std::optional<double>, 4> box;
  if (f.bbox) std::ranges::copy(*f.bbox, box.begin());
  auto query = session_.query(sql);
  query.bind(f.kind, f.state, f.node, f.since, f.until, box[0], box[1], box[2], box[3], f.exercise,
             f.after_id, bounded(f.limit));
  return all<Incident>(query, read_incident);
}

std::optional<Incident> Reader::incident(std::int64_t id) {
  static const std::string sql = select(kIncidentColumns, " WHERE i.id = ?");
  auto query = session_.query(sql);
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_incident(query);
}

std::vector<Observation> Reader::observations(const ObservationFilter& f) {
  static const std::string of_incident = select(kObservationColumns, kObservationsOfIncident);
  static const std::string any = select(kObservationColumns, kObservations);
  auto query = session_.query(f.incident_id ? of_incident : any);
  query.bind(f.node, f.since, f.until, f.after_id, bounded(f.limit), f.incident_id, f.finding);
  return all<Observation>(query, read_observation);
}

std::vector<NodeRow> Reader::nodes() {
  static const std::string sql = select(kNodeColumns, " ORDER BY node_id");
  auto query = session_.query(sql);
  return all<NodeRow>(query, read_node);
}

std::vector<Ticket> Reader::tickets(std::optional<std::int64_t> incident_id) {
  static const std::string sql =
      select(kTicketColumns, " WHERE (?1 IS NULL OR incident_id = ?1) ORDER BY id DESC LIMIT 500");
  auto query = session_.query(sql);
  query.bind(incident_id);
  return all<Ticket>(query, read_ticket);
}

std::vector<RegistryCell> Reader::registry() {
  static const std::string sql =
      select(kRegistryColumns, " WHERE standing = 1 ORDER BY operator_name, site_id, cell_id");
  auto query = session_.query(sql);
  return all<RegistryCell>(query, read_registry_cell);
}

std::vector<Document> Reader::documents(const std::string& collection) {
  auto query = session_.query(kStandingDocuments);
  query.bind(collection);
  return all<Document>(query, read_document);
}

std::vector<AuditRow> Reader::audit_of(const std::string& subject, int limit) {
  static const std::string sql = select(kAuditColumns, " WHERE subject = ? ORDER BY id DESC LIMIT ?");
  auto query = session_.query(sql);
  query.bind(subject, bounded(limit));
  return all<AuditRow>(query, read_audit);
}

std::vector<EventRow> Reader::events_after(std::int64_t id, int limit) {
  auto query = session_.query("SELECT id, kind, data_json FROM event WHERE id > ? ORDER BY id LIMIT ?");
  query.bind(id, bounded(limit));
  return all<EventRow>(query, [](const Query& row) {
    return EventRow{row.integer(0), row.text(1), row.text(2)};
  });
}

std::int64_t Reader::newest_event_id() {
  auto query = session_.query("SELECT coalesce(max(id), 0) FROM event");
  query.step();
  return query.integer(0);
}

std::uint64_t Reader::observation_count() {
  auto query = session_.query("SELECT count(*) FROM observation");
  query.step();
  return query.unsigned_integer(0);
}

}  // namespace sb::gateway
