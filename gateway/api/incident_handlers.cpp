#include <span>

#include <fmt/format.h>

#include "gateway/api/body.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/incident/actions.hpp"

namespace sb::gateway::api {
namespace {

constexpr int kMaxObservations = 500;
constexpr int kMaxAuditRows = 500;
constexpr std::size_t kMaxWordsBytes = 4000;

Response acted(const Result<Incident>& result) {
  if (result) return json_response(to_json(*result));
  switch (result.error().code) {
    case ErrorCode::kNotFound:
      return error_response(404, result.error().text);
    case ErrorCode::kRefused:
      return error_response(409, result.error().text);
    case ErrorCode::kInvalidArgument:
      return error_response(400, result.error().text);
    default:
      return error_response(500, "the change failed");
  }
}

using WordsAction = Result<Incident> (*)(Store&, std::int64_t, const std::string&, const std::string&, UtcNs);

Response act_with_words(const ApiParts& parts, const Call& call, const char* field, WordsAction action) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto words = text_field(*body, field, kMaxWordsBytes);
  if (!words) return error_response(400, words.error().text);
  return acted(action(parts.store, call.id, call.session->account.user, *words, call.request.now));
}

}  // namespace

Response get_incidents(const ApiParts& parts, const Call& call) {
  const auto filter = incident_filter(call.request.target.query);
  if (!filter) return error_response(400, filter.error().text);
  const auto incidents = parts.store.incidents(*filter);
  Json json{{"incidents", to_json_list(std::span(incidents))}};
  if (incidents.size() == static_cast<std::size_t>(filter->limit)) {
    json["next"] = std::to_string(incidents.back().id);
  }
  return json_response(json);
}

Response get_incident(const ApiParts& parts, const Call& call) {
  const auto incident = parts.store.incident(call.id);
  if (!incident) return error_response(404, "no such incident");
  ObservationFilter filter;
  filter.incident_id = call.id;
  filter.limit = kMaxObservations;
  const auto observations = parts.store.observations(filter);
  const auto audit = parts.store.audit_of(fmt::format("incident/{}", call.id), kMaxAuditRows);
  // Tickets name the sites of a carrier: only for roles that may list tickets.
  const auto tickets = allows(call.session->account.role, Access::kReadCases) ? parts.store.tickets(call.id)
                                                                              : std::vector<Ticket>{};
  auto json = to_json(*incident);
  json["observations"] = to_json_list(std::span(observations));
  json["audit"] = to_json_list(std::span(audit));
  json["tickets"] = to_json_list(std::span(tickets));
  json["levels"] = levels_of(observations);
  return json_response(json);
}

Response post_acknowledge(const ApiParts& parts, const Call& call) {
  return act_with_words(parts, call, "comment", &acknowledge);
}

Response post_confirm(const ApiParts& parts, const Call& call) {
  return act_with_words(parts, call, "comment", &confirm);
}

Response post_close(const ApiParts& parts, const Call& call) {
  return act_with_words(parts, call, "comment", &gateway::close);
}

Response post_dismiss(const ApiParts& parts, const Call& call) {
  return act_with_words(parts, call, "reason", &dismiss);
}

Response post_comment(const ApiParts& parts, const Call& call) {
  return act_with_words(parts, call, "comment", &comment);
}

Response post_merge(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto into = id_field(*body, "into");
  if (!into) return error_response(400, into.error().text);
  return acted(merge(parts.store, call.id, *into, call.session->account.user, call.request.now));
}

}  // namespace sb::gateway::api
