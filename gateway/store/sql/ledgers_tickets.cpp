// Tickets, hubs, the outbox and the reports.
#include <algorithm>

#include "gateway/store/sql/ledgers.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {
namespace {

constexpr int kMostRows = 500;

constexpr const char* kTicketCaseColumns =
    "SELECT t.id, t.incident_id, t.carrier, t.state, t.created, t.summary_vi, t.summary_en, t.body_json, "
    "coalesce(c.external_id, ''), coalesce(c.reason, ''), coalesce(c.answer, ''), coalesce(c.answer_text, "
    "''), coalesce(c.approved_by, ''), coalesce(c.approved, 0), coalesce(c.sent, 0), "
    "coalesce(c.acknowledged, 0), coalesce(c.resolved, 0), coalesce(c.verified, 0), coalesce(c.closed, 0), "
    "coalesce(c.changed, t.created), coalesce(c.sla_allowed_ns, 0), coalesce(c.acknowledge_due, 0), "
    "coalesce(c.paused_since, 0), coalesce(c.paused_total_ns, 0), coalesce(c.escalated, 0), "
    "coalesce(c.verification_json, '') FROM ticket t LEFT JOIN ticket_case c ON c.ticket_id = t.id";

TicketCase read_ticket_case(const Query& row) {
  TicketCase c;
  c.ticket = {row.integer(0), row.integer(1), row.text(2), row.text(3),
              row.integer(4), row.text(5),    row.text(6), row.text(7)};
  c.external_id = row.text(8);
  c.reason = row.text(9);
  c.answer = row.text(10);
  c.answer_text = row.text(11);
  c.approved_by = row.text(12);
  c.approved = row.integer(13);
  c.sent = row.integer(14);
  c.acknowledged = row.integer(15);
  c.resolved = row.integer(16);
  c.verified = row.integer(17);
  c.closed = row.integer(18);
  c.changed = row.integer(19);
  c.sla_allowed_ns = row.integer(20);
  c.acknowledge_due = row.integer(21);
  c.paused_since = row.integer(22);
  c.paused_total_ns = row.integer(23);
  c.escalated = row.flag(24);
  c.verification_json = row.text(25);
  return c;
}

constexpr const char* kDeliveryColumns =
    "SELECT id, key, channel, target, content_type, payload, created, next_try, done, attempts, state, "
    "last_error FROM delivery ";

Delivery read_delivery(const Query& row) {
  return {row.integer(0), row.text(1),    row.text(2),    row.text(3),    row.text(4),
          row.text(5),    row.integer(6), row.integer(7), row.integer(8), static_cast<int>(row.integer(9)),
          row.text(10),   row.text(11)};
}

template <typename Row, typename ReadRow>
std::vector<Row> all(Query& query, ReadRow read_row) {
  std::vector<Row> rows;
  while (query.step()) rows.push_back(read_row(query));
  return rows;
}

ReportRow read_report(const Query& row) {
  return {row.integer(0), row.text(1),    row.text(2),    row.text(3), row.integer(4),
          row.integer(5), row.integer(6), row.integer(7), row.text(8), row.text(9)};
}

}  // namespace

std::vector<TicketCase> SqlLedgers::ticket_cases(const TicketFilter& f) {
  static const std::string sql =
      std::string(kTicketCaseColumns) +
      " WHERE (?1 = '' OR t.state = ?1) AND (?2 = '' OR t.carrier = ?2) AND (?3 = 0 OR t.incident_id = ?3) "
      "AND (?4 = 0 OR t.id < ?4) AND (?5 = 0 OR c.sent > 0) ORDER BY t.id DESC LIMIT ?6";
  auto query = session_.query(sql);
  query.bind(f.state, f.carrier, f.incident_id.value_or(0), f.after_id, f.sent_only,
             std::clamp(f.limit, 1, kMostRows));
  return all<TicketCase>(query, read_ticket_case);
}

std::optional<TicketCase> SqlLedgers::ticket_case(std::int64_t ticket_id) {
  static const std::string sql = std::string(kTicketCaseColumns) + " WHERE t.id = ?";
  auto query = session_.query(sql);
  query.bind(ticket_id);
  if (!query.step()) return std::nullopt;
  return read_ticket_case(query);
}

void SqlLedgers::put_ticket_case(const TicketCase& c) {
  const auto& t = c.ticket;
  const int changed = session_.query("UPDATE ticket SET state = ? WHERE id = ?").bind(t.state, t.id).run();
  if (changed != 1) throw StoreError("no ticket " + std::to_string(t.id) + " to change");
  session_
      .query(
          "INSERT INTO ticket_case(ticket_id, external_id, reason, answer, answer_text, approved_by, "
          "approved, sent, acknowledged, resolved, verified, closed, changed, sla_allowed_ns, "
          "acknowledge_due, paused_since, paused_total_ns, escalated, verification_json) "
          "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(ticket_id) DO UPDATE SET "
          "external_id = excluded.external_id, reason = excluded.reason, answer = excluded.answer, "
          "answer_text = excluded.answer_text, approved_by = excluded.approved_by, "
          "approved = excluded.approved, sent = excluded.sent, acknowledged = excluded.acknowledged, "
          "resolved = excluded.resolved, verified = excluded.verified, closed = excluded.closed, "
          "changed = excluded.changed, sla_allowed_ns = excluded.sla_allowed_ns, "
          "acknowledge_due = excluded.acknowledge_due, paused_since = excluded.paused_since, "
          "paused_total_ns = excluded.paused_total_ns, escalated = excluded.escalated, "
          "verification_json = excluded.verification_json")
      .bind(t.id, c.external_id, c.reason, c.answer, c.answer_text, c.approved_by, c.approved, c.sent,
            c.acknowledged, c.resolved, c.verified, c.closed, c.changed, c.sla_allowed_ns, c.acknowledge_due,
            c.paused_since, c.paused_total_ns, c.escalated, c.verification_json)
      .run();
}

std::vector<Hub> SqlLedgers::hubs(const std::string& carrier) {
  auto query = session_.query(
      "SELECT id, carrier, callback, query, created FROM ticket_hub WHERE carrier = ? ORDER BY id");
  query.bind(carrier);
  return all<Hub>(query, [](const Query& row) {
    return Hub{row.integer(0), row.text(1), row.text(2), row.text(3), row.integer(4)};
  });
}

void SqlLedgers::put_hub(Hub& hub) {
  session_
      .query(
          "INSERT INTO ticket_hub(carrier, callback, query, created) VALUES (?,?,?,?) ON CONFLICT(carrier, "
          "callback, query) DO NOTHING")
      .bind(hub.carrier, hub.callback, hub.query, hub.created)
      .run();
  auto query =
      session_.query("SELECT id, created FROM ticket_hub WHERE carrier = ? AND callback = ? AND query = ?");
  query.bind(hub.carrier, hub.callback, hub.query);
  query.step();
  hub.id = query.integer(0);
  hub.created = query.integer(1);
}

bool SqlLedgers::remove_hub(std::int64_t id, const std::string& carrier) {
  return session_.query("DELETE FROM ticket_hub WHERE id = ? AND carrier = ?").bind(id, carrier).run() == 1;
}

bool SqlLedgers::enqueue(const Delivery& d) {
  return session_
             .query(
                 "INSERT INTO delivery(key, channel, target, content_type, payload, created, next_try, done, "
                 "attempts, state, last_error) VALUES (?,?,?,?,?,?,?,0,0,'waiting','') ON CONFLICT(key) DO "
                 "NOTHING")
             .bind(d.key, d.channel, d.target, d.content_type, Blob{d.payload}, d.created, d.next_try)
             .run() == 1;
}

std::vector<Delivery> SqlLedgers::due_deliveries(UtcNs now, int limit) {
  static const std::string sql = std::string(kDeliveryColumns) +
                                 "WHERE state = 'waiting' AND next_try <= ? ORDER BY next_try, id LIMIT ?";
  auto query = session_.query(sql);
  query.bind(now, std::clamp(limit, 1, kMostRows));
  return all<Delivery>(query, read_delivery);
}

void SqlLedgers::put_delivery_outcome(const Delivery& d) {
  session_
      .query(
          "UPDATE delivery SET state = ?, attempts = ?, next_try = ?, done = ?, last_error = ? WHERE id = ?")
      .bind(d.state, d.attempts, d.next_try, d.done, d.last_error, d.id)
      .run();
}

std::vector<Delivery> SqlLedgers::deliveries(const std::string& state, int limit) {
  static const std::string sql =
      std::string(kDeliveryColumns) + "WHERE (?1 = '' OR state = ?1) ORDER BY id DESC LIMIT ?2";
  auto query = session_.query(sql);
  query.bind(state, std::clamp(limit, 1, kMostRows));
  return all<Delivery>(query, read_delivery);
}

bool SqlLedgers::revive(std::int64_t delivery_id, UtcNs now) {
  return session_
             .query(
                 "UPDATE delivery SET state = 'waiting', attempts = 0, next_try = ? WHERE id = ? AND state = "
                 "'dead'")
             .bind(now, delivery_id)
             .run() == 1;
}

std::int64_t SqlLedgers::mark(const std::string& name) {
  auto query = session_.query("SELECT newest_id FROM delivery_mark WHERE name = ?");
  query.bind(name);
  return query.step() ? query.integer(0) : 0;
}

void SqlLedgers::put_mark(const std::string& name, std::int64_t id) {
  session_
      .query(
          "INSERT INTO delivery_mark(name, newest_id) VALUES (?,?) ON CONFLICT(name) DO UPDATE SET newest_id "
          "= "
          "excluded.newest_id")
      .bind(name, id)
      .run();
}

void SqlLedgers::put_report(ReportRow& r) {
  r.id = session_
             .query(
                 "INSERT INTO report(type, title, author, incident_id, created, period_from, period_until, "
                 "document_json, document_sha256) VALUES (?,?,?,?,?,?,?,?,?) RETURNING id")
             .bind(r.type, r.title, r.author, r.incident_id, r.created, r.period_from, r.period_until,
                   r.document_json, r.document_sha256)
             .inserted()
             .value();
}

std::optional<ReportRow> SqlLedgers::report(std::int64_t id) {
  auto query = session_.query(
      "SELECT id, type, title, author, incident_id, created, period_from, period_until, document_json, "
      "document_sha256 FROM report WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_report(query);
}

std::vector<ReportRow> SqlLedgers::reports(const std::string& type, std::int64_t after_id, int limit) {
  auto query = session_.query(
      "SELECT id, type, title, author, incident_id, created, period_from, period_until, '', document_sha256 "
      "FROM report WHERE (?1 = '' OR type = ?1) AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3");
  query.bind(type, after_id, std::clamp(limit, 1, kMostRows));
  return all<ReportRow>(query, read_report);
}

}  // namespace sb::gateway
