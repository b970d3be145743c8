// Tickets for the DST, and each carrier's own for the carrier.
#include <limits>

#include <fmt/format.h>

#include "gateway/api/body.hpp"
#include "gateway/api/failure.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/api/ticket_json.hpp"
#include "gateway/ticket/process.hpp"
#include "gateway/ticket/sla.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::size_t kMaxWordsBytes = 4000;
constexpr int kHistoryRows = 500;

void put_time(Json& json, const char* key, UtcNs time) {
  if (time != 0) json[key] = to_rfc3339(time);
}

Response answered(const Result<TicketCase>& result, const Call& call) {
  return result ? json_response(to_json(*result, call.request.now)) : failure_response(result.error());
}

/// A text of the body, then what to do with it.
template <typename Action>
Response with_words(const Call& call, const char* field, Action action) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto words = text_field(*body, field, kMaxWordsBytes);
  if (!words) return error_response(400, words.error().text);
  return answered(action(*words), call);
}

}  // namespace

Actor actor_of(const Call& call) {
  const auto& account = call.session->account;
  return {account.user, account.role, account.operator_name};
}

Json to_json(const TicketCase& row, UtcNs now) {
  auto json = to_json(row.ticket);
  const auto clock = sla_clock(row, now);
  if (clock.due != 0) {
    json["sla"] = {{"due", to_rfc3339(clock.due)}, {"paused", clock.paused}, {"breached", clock.breached}};
    json["acknowledge_due"] = to_rfc3339(row.acknowledge_due);
    json["escalated"] = row.escalated;
  }
  for (const auto& [key, text] : {std::pair{"external_id", &row.external_id},
                                  {"reason", &row.reason},
                                  {"answer", &row.answer},
                                  {"answer_text", &row.answer_text},
                                  {"approved_by", &row.approved_by}}) {
    if (!text->empty()) json[key] = *text;
  }
  put_time(json, "approved", row.approved);
  put_time(json, "sent", row.sent);
  put_time(json, "acknowledged", row.acknowledged);
  put_time(json, "resolved", row.resolved);
  put_time(json, "verified", row.verified);
  put_time(json, "closed", row.closed);
  put_time(json, "changed", row.changed);
  if (!row.verification_json.empty())
    json["verification"] = Json::parse(row.verification_json, nullptr, false);
  return json;
}

Response get_tickets(const ApiParts& parts, const Call& call) {
  constexpr std::string_view kStates[] = {"draft",      "approved", "sent",   "acknowledged",
                                          "inProgress", "pending",  "held",   "rejected",
                                          "resolved",   "verified", "closed", "cancelled"};
  QueryReader reader(call.request.target.query);
  constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
  TicketFilter filter;
  filter.incident_id = reader.integer("incident", 1, kLargest);
  filter.state = reader.choice("state", kStates);
  filter.carrier = reader.word("carrier");
  filter.after_id = reader.integer("cursor", 1, kLargest).value_or(0);
  filter.limit = static_cast<int>(reader.integer("limit", 1, 500).value_or(100));
  if (const auto error = reader.error()) return error_response(400, *error);
  if (call.session->account.role == "carrier") {
    filter.carrier = call.session->account.operator_name;
    filter.sent_only = true;
  }
  std::vector<TicketCase> rows;
  parts.store.read([&](Ledgers& ledgers) { rows = ledgers.ticket_cases(filter); });
  auto list = Json::array();
  for (const auto& row : rows) list.push_back(to_json(row, call.request.now));
  Json json{{"tickets", std::move(list)}};
  if (rows.size() == static_cast<std::size_t>(filter.limit))
    json["next"] = std::to_string(rows.back().ticket.id);
  return json_response(json);
}

Response get_ticket(const ApiParts& parts, const Call& call) {
  std::optional<TicketCase> row;
  std::vector<AuditRow> audit;
  parts.store.read([&](Ledgers& ledgers) {
    row = ledgers.ticket_case(call.id);
    AuditFilter filter;
    filter.subject = fmt::format("ticket/{}", call.id);
    filter.limit = kHistoryRows;
    audit = ledgers.audit_rows(filter);
  });
  if (!row || !may_see(call, *row)) return error_response(404, "no such ticket");
  auto json = to_json(*row, call.request.now);
  json["history"] = to_json_list(std::span<const AuditRow>(audit));
  return json_response(json);
}

bool may_see(const Call& call, const TicketCase& row) {
  const auto& account = call.session->account;
  return account.role != "carrier" || (row.ticket.carrier == account.operator_name && row.sent != 0);
}

Response post_ticket_approve(const ApiParts& parts, const Call& call) {
  return with_words(call, "comment", [&](const std::string& words) {
    return approve_ticket(parts.store, call.id, actor_of(call), words, call.request.now);
  });
}

Response post_ticket_send(const ApiParts& parts, const Call& call) {
  return with_words(call, "comment", [&](const std::string& words) {
    return send_ticket(parts.store, parts.tickets, call.id, actor_of(call), words, call.request.now);
  });
}

Response post_ticket_reject(const ApiParts& parts, const Call& call) {
  return with_words(call, "reason", [&](const std::string& words) {
    return reject_ticket(parts.store, parts.tickets, call.id, actor_of(call), words, call.request.now);
  });
}

Response post_ticket_cancel(const ApiParts& parts, const Call& call) {
  return with_words(call, "reason", [&](const std::string& words) {
    return cancel_ticket(parts.store, parts.tickets, call.id, actor_of(call), words, call.request.now);
  });
}

Response post_ticket_verify(const ApiParts& parts, const Call& call) {
  return answered(verify_ticket(parts.store, parts.tickets, call.id, actor_of(call), call.request.now), call);
}

Response post_ticket_close(const ApiParts& parts, const Call& call) {
  return with_words(call, "comment", [&](const std::string& words) {
    return close_ticket(parts.store, parts.tickets, call.id, actor_of(call), words, call.request.now);
  });
}

Response post_ticket_comment(const ApiParts& parts, const Call& call) {
  return with_words(call, "comment", [&](const std::string& words) {
    return comment_ticket(parts.store, parts.tickets, call.id, actor_of(call), words, call.request.now);
  });
}

Response post_ticket_answer(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto verdict = text_field(*body, "verdict", 32);
  if (!verdict) return error_response(400, verdict.error().text);
  const auto text = text_field(*body, "text", kMaxWordsBytes);
  if (!text) return error_response(400, text.error().text);
  return answered(
      answer_ticket(parts.store, parts.tickets, call.id, actor_of(call), *verdict, *text, call.request.now),
      call);
}

Response get_deliveries(const ApiParts& parts, const Call& call) {
  constexpr std::string_view kStates[] = {"waiting", "sent", "dead"};
  QueryReader reader(call.request.target.query);
  const auto state = reader.choice("state", kStates);
  if (const auto error = reader.error()) return error_response(400, *error);
  auto list = Json::array();
  parts.store.read([&](Ledgers& ledgers) {
    for (const auto& row : ledgers.deliveries(state, 200)) {
      Json json{{"id", row.id},
                {"key", row.key},
                {"channel", row.channel},
                {"state", row.state},
                {"attempts", row.attempts}};
      put_time(json, "created", row.created);
      put_time(json, "done", row.done);
      if (row.state == "waiting") put_time(json, "next_try", row.next_try);
      if (!row.last_error.empty()) json["error"] = row.last_error;
      list.push_back(std::move(json));
    }
  });
  return json_response({{"deliveries", std::move(list)}});
}

Response post_delivery_retry(const ApiParts& parts, const Call& call) {
  bool revived = false;
  parts.store.write([&](Transaction& tx) {
    revived = tx.ledgers().revive(call.id, call.request.now);
    if (revived) {
      tx.audit({0, call.request.now, call.session->account.user, "delivery.retry",
                fmt::format("delivery/{}", call.id), "{}"});
    }
  });
  return revived ? json_response({{"id", call.id}, {"state", "waiting"}})
                 : error_response(409, "only a dead delivery can be tried again");
}

}  // namespace sb::gateway::api
