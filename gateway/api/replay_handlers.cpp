// Past findings judged again by today's registries, how often each rule was right, and what is kept whatever
// its age.
#include <algorithm>

#include "gateway/api/body.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/correlate/base_rates.hpp"
#include "gateway/incident/replay.hpp"
#include "gateway/incident/retention.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::size_t kMaxTimeBytes = 40, kMaxReasonBytes = 1000;
constexpr std::size_t kMostDifferences = 1000;

Result<ReplayScope> scope_of(const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return tl::unexpected(body.error());
  ReplayScope scope{0, call.request.now};
  for (const auto& [name, value] : {std::pair{"since", &scope.since}, std::pair{"until", &scope.until}}) {
    const auto text = text_field(*body, name, kMaxTimeBytes);
    if (!text) return tl::unexpected(text.error());
    if (text->empty()) continue;
    const auto at = parse_rfc3339(*text);
    if (!at)
      return fail(ErrorCode::kInvalidArgument,
                  std::string("'") + name + "' must be a time such as 2026-11-01T00:00:00Z");
    *value = *at;
  }
  return scope;
}

Json difference_json(const ReplayDifference& d) {
  Json json{{"change", d.change}, {"what", d.what}, {"first_day", d.first_day}, {"last_day", d.last_day}};
  if (d.incident_id != 0) json["incident"] = d.incident_id;
  if (d.emitter_id != 0) json["emitter_id"] = d.emitter_id;
  if (!d.was.empty()) json["was"] = d.was;
  if (!d.is.empty()) json["is"] = d.is;
  if (!d.left_to_people.empty()) json["left_to_people"] = d.left_to_people;
  json["rules"] = Json::array();
  for (const auto& reason : d.reasons) json["rules"].push_back(reason.reason.rule);
  return json;
}

Response refused(const Error& error) {
  return error_response(error.code == ErrorCode::kInvalidArgument ? 400 : 500, error.text);
}

}  // namespace

Response post_replay(const ApiParts& parts, const Call& call) {
  const auto scope = scope_of(call);
  if (!scope) return refused(scope.error());
  const auto result = replay(parts.store, *scope);
  if (!result) return refused(result.error());
  Json list = Json::array();
  for (const auto& d : result->differences) {
    if (list.size() < kMostDifferences) list.push_back(difference_json(d));
  }
  return json_response({{"cells", result->cells},
                        {"days", result->days},
                        {"incidents", result->incidents},
                        {"count", result->differences.size()},
                        {"differences", std::move(list)}});
}

Response post_replay_apply(const ApiParts& parts, const Call& call) {
  const auto scope = scope_of(call);
  if (!scope) return refused(scope.error());
  const auto applied = apply_replay(parts.store, *scope, call.session->account.user, call.request.now);
  if (!applied) return refused(applied.error());
  return json_response({{"cleared", applied->cleared},
                        {"changed", applied->changed},
                        {"accused", applied->accused},
                        {"left", applied->left}});
}

namespace {

Response change_hold(const ApiParts& parts, const Call& call, bool held) {
  const auto body = parse_body(call.request.body);
  if (!body) return refused(body.error());
  const auto reason = text_field(*body, "reason", kMaxReasonBytes);
  if (!reason) return refused(reason.error());
  const auto& user = call.session->account.user;
  const auto done = held ? hold(parts.store, call.id, *reason, user, call.request.now)
                         : release(parts.store, call.id, *reason, user, call.request.now);
  if (!done) return error_response(done.error().code == ErrorCode::kNotFound ? 404 : 400, done.error().text);
  return json_response({{"incident", call.id}, {"held", held}});
}

}  // namespace

Response post_hold(const ApiParts& parts, const Call& call) {
  return change_hold(parts, call, true);
}

Response post_release(const ApiParts& parts, const Call& call) {
  return change_hold(parts, call, false);
}

Response get_rules(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  Json list = Json::array();
  const auto rates = BaseRates::read(parts.store.documents(kBaseRateCollection));
  for (const auto& [rule, evidence] : rates.evidence()) {
    list.push_back({{"rule", rule},
                    {"confirmed", evidence.confirmed},
                    {"dismissed", evidence.dismissed},
                    {"in_force", evidence.confirmed + evidence.dismissed >= kFewestDecided}});
  }
  return json_response({{"rules", std::move(list)},
                        {"fewest_decided", kFewestDecided},
                        {"assumption_weight", kAssumptionWeight},
                        {"highest_ratio", kHighestRatio}});
}

}  // namespace sb::gateway::api
