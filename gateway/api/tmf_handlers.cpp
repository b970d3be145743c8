// TMF621: the carriers' side. Lists are bare arrays with X-Total-Count, as the standard has them.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "gateway/api/body.hpp"
#include "gateway/api/failure.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/ticket_json.hpp"
#include "gateway/ticket/dispatch.hpp"
#include "gateway/ticket/tmf621.hpp"

namespace sb::gateway::api {
namespace {

constexpr int kHistoryRows = 200;
constexpr int kTmfDepth = 6;

struct Shown {
  TicketCase row;
  TicketHistory history;
  std::string severity;
  bool exercise = false;
};

/// What the caller may see of these rows, with history. The incidents are read after the books are closed.
std::vector<Shown> shown(const ApiParts& parts, const std::vector<TicketCase>& rows) {
  std::vector<Shown> list;
  parts.store.read([&](Ledgers& ledgers) {
    for (const auto& row : rows) {
      AuditFilter filter;
      filter.subject = fmt::format("ticket/{}", row.ticket.id);
      filter.limit = kHistoryRows;
      list.push_back({row, history_of(ledgers.audit_rows(filter)), "", false});
    }
  });
  for (auto& item : list) {
    if (const auto incident = parts.store.incident(item.row.ticket.incident_id)) {
      item.severity = incident->severity;
      item.exercise = incident->exercise;
    }
  }
  return list;
}

bool is_v5(const Call& call) {
  return call.request.target.path.starts_with("/tmf-api/troubleTicket/v5/");
}

Json tmf_json(const ApiParts& parts, const Call& call, const Shown& item) {
  const TmfSource source{item.row, item.history, item.severity, item.exercise};
  return is_v5(call) ? tmf5_ticket(source, parts.tickets) : tmf4_ticket(source, parts.tickets);
}

/// "?fields=id,status": only those, and id always (TMF630).
Json selected(const Json& ticket, const std::string& fields) {
  if (fields.empty()) return ticket;
  Json chosen = Json::object();
  for (const auto& [key, value] : ticket.items()) {
    const auto wanted = "," + fields + ",";
    if (key == "id" || key == "href" || wanted.find("," + key + ",") != std::string::npos)
      chosen[key] = value;
  }
  return chosen;
}

std::optional<TicketCase> visible(const ApiParts& parts, const Call& call) {
  std::optional<TicketCase> row;
  parts.store.read([&](Ledgers& ledgers) { row = ledgers.ticket_case(call.id); });
  if (row && (!may_see(call, *row) || row->sent == 0)) row.reset();
  return row;
}

std::string text_of(const Json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The last note's text, for carriers that put their words there.
std::string note_of(const Json& body) {
  const auto notes = body.find("note");
  if (notes == body.end() || !notes->is_array() || notes->empty() || !notes->back().is_object()) return {};
  return text_of(notes->back(), "text");
}

}  // namespace

Response get_tmf_tickets(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto status = reader.word("status");
  const auto fields = reader.word("fields");
  const auto offset = reader.integer("offset", 0, 100'000).value_or(0);
  const auto limit = reader.integer("limit", 1, 100).value_or(50);
  if (const auto error = reader.error()) return error_response(400, *error);
  TicketFilter filter;
  filter.sent_only = true;
  filter.limit = 500;
  if (call.session->account.role == "carrier") filter.carrier = call.session->account.operator_name;
  std::vector<TicketCase> rows;
  parts.store.read([&](Ledgers& ledgers) { rows = ledgers.ticket_cases(filter); });
  std::erase_if(
      rows, [&](const TicketCase& row) { return !status.empty() && tmf_status(row.ticket.state) != status; });
  const auto total = rows.size();
  rows.erase(rows.begin(), rows.begin() + std::min<std::ptrdiff_t>(offset, std::ssize(rows)));
  if (std::ssize(rows) > limit) rows.resize(static_cast<std::size_t>(limit));
  auto list = Json::array();
  for (const auto& item : shown(parts, rows)) list.push_back(selected(tmf_json(parts, call, item), fields));
  auto response = json_response(list);
  response.headers.emplace_back("X-Total-Count", std::to_string(total));
  response.headers.emplace_back("X-Result-Count", std::to_string(list.size()));
  return response;
}

Response get_tmf_ticket(const ApiParts& parts, const Call& call) {
  const auto row = visible(parts, call);
  if (!row) return error_response(404, "no such trouble ticket");
  return json_response(tmf_json(parts, call, shown(parts, {*row}).front()));
}

Response patch_tmf_ticket(const ApiParts& parts, const Call& call) {
  const auto body = parse_tree(call.request.body, kTmfDepth);
  if (!body) return error_response(400, body.error().text);
  if (!visible(parts, call)) return error_response(404, "no such trouble ticket");
  for (const auto& [key, value] : body->items()) {
    if (key != "status" && key != "statusChangeReason" && key != "externalId" && key != "note" &&
        !key.starts_with("@"))
      return error_response(
          400, fmt::format("'{}' cannot be changed; status, statusChangeReason, externalId and note can",
                           key.substr(0, 64)));
  }
  const auto status = text_of(*body, "status");
  const auto note = note_of(*body);
  const auto reason = text_of(*body, "statusChangeReason");
  const auto actor = actor_of(call);
  const auto now = call.request.now;
  Result<TicketCase> result = fail(ErrorCode::kInvalidArgument, "nothing to change: give a status or a note");
  if (!note.empty()) result = comment_ticket(parts.store, parts.tickets, call.id, actor, note, now);
  if (!status.empty() && (note.empty() || result)) {
    result = carrier_status(parts.store, parts.tickets, call.id, actor, status,
                            reason.empty() ? note : reason, text_of(*body, "externalId"), now);
  }
  if (!result) return failure_response(result.error());
  return json_response(tmf_json(parts, call, shown(parts, {*result}).front()));
}

Response post_tmf_hub(const ApiParts& parts, const Call& call) {
  const auto body = parse_tree(call.request.body, kTmfDepth);
  if (!body) return error_response(400, body.error().text);
  const auto& account = call.session->account;
  const auto callback = text_of(*body, "callback");
  const auto* profile = parts.tickets.carrier(account.operator_name);
  if (profile == nullptr || !allowed_callback(*profile, callback))
    return error_response(
        400, "'callback' must be https on a host that the province has entered for this carrier");
  Hub hub{0, account.operator_name, callback, text_of(*body, "query").substr(0, 512), call.request.now};
  parts.store.write([&](Transaction& tx) {
    tx.ledgers().put_hub(hub);
    tx.audit({0, call.request.now, account.user, "ticket.hub", fmt::format("hub/{}", hub.id),
              Json{{"callback", hub.callback}, {"query", hub.query}}.dump()});
  });
  auto response =
      json_response({{"id", std::to_string(hub.id)}, {"callback", hub.callback}, {"query", hub.query}});
  response.status = 201;
  response.headers.emplace_back("Location", fmt::format("{}/{}", call.request.target.path, hub.id));
  return response;
}

Response delete_tmf_hub(const ApiParts& parts, const Call& call) {
  bool removed = false;
  parts.store.write([&](Transaction& tx) {
    removed = tx.ledgers().remove_hub(call.id, call.session->account.operator_name);
    if (removed)
      tx.audit({0, call.request.now, call.session->account.user, "ticket.hub_removed",
                fmt::format("hub/{}", call.id), "{}"});
  });
  if (!removed) return error_response(404, "no such hub");
  Response response;
  response.status = 204;
  return response;
}

}  // namespace sb::gateway::api
