// Drills: planned, started, and what became of them.
#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/incident/drill.hpp"

namespace sb::gateway::api {
namespace {

Json drill_json(const Drill& drill) {
  Json json{
      {"id", drill.id}, {"name", drill.name}, {"steps", drill.steps.size()}, {"injected", drill.injected}};
  json["state"] = drill.started == 0                    ? "planned"
                  : drill.injected < drill.steps.size() ? "running"
                                                        : "injected";
  if (drill.started != 0) json["started"] = to_rfc3339(drill.started);
  return json;
}

Response answer(const Result<Drill>& drill, unsigned status) {
  if (!drill) {
    const auto code = drill.error().code;
    return error_response(code == ErrorCode::kNotFound  ? 404
                          : code == ErrorCode::kRefused ? 409
                                                        : 400,
                          drill.error().text);
  }
  auto response = json_response(drill_json(*drill));
  response.status = status;
  return response;
}

}  // namespace

Response get_drills(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  Json list = Json::array();
  for (const auto& drill : drills(parts.store)) list.push_back(drill_json(drill));
  return json_response({{"drills", std::move(list)}});
}

Response post_drill(const ApiParts& parts, const Call& call) {
  return answer(plan_drill(parts.store, call.request.body, call.session->account.user, call.request.now),
                201);
}

Response post_drill_start(const ApiParts& parts, const Call& call) {
  return answer(start_drill(parts.store, call.id, call.session->account.user, call.request.now), 200);
}

Response get_drill(const ApiParts& parts, const Call& call) {
  const auto drill = find_drill(parts.store, call.id);
  if (!drill) return error_response(404, "no such drill");
  auto json = drill_json(*drill);
  json["incidents"] = Json::array();
  for (const auto& row : drill_report(parts.store, *drill)) {
    Json incident{{"incident", row.id},
                  {"kind", row.kind},
                  {"state", row.state},
                  {"injected", to_rfc3339(row.first_injected)}};
    if (row.detect_s) incident["detect_s"] = *row.detect_s;
    if (row.acknowledge_s) incident["acknowledge_s"] = *row.acknowledge_s;
    if (row.resolve_s) incident["resolve_s"] = *row.resolve_s;
    json["incidents"].push_back(std::move(incident));
  }
  return json_response(json);
}

}  // namespace sb::gateway::api
