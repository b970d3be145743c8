// Cases beyond their state: by hand, assigned, linked, split, in batches; suppressions, licences and the duty
// roster.
#include <fmt/format.h>

#include "gateway/api/body.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/incident/actions.hpp"
#include "gateway/incident/cases.hpp"
#include "gateway/place/commune_index.hpp"
#include "gateway/registry/licence.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::size_t kMaxTextBytes = 4000, kMaxBatch = 200;
constexpr int kMaxDepth = 4;

Response refused(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return error_response(404, error.text);
    case ErrorCode::kRefused:
      return error_response(409, error.text);
    case ErrorCode::kInvalidArgument:
      return error_response(400, error.text);
    default:
      return error_response(500, "the change failed");
  }
}

Response answer(const Result<Incident>& result, unsigned status = 200) {
  if (!result) return refused(result.error());
  auto response = json_response(to_json(*result));
  response.status = status;
  return response;
}

/// A body with lists and objects, to a bounded depth.
Result<Json> parse_deep(std::string_view body) {
  bool deep = false;
  const auto shallow = [&deep](int depth, Json::parse_event_t, Json&) {
    deep = deep || depth > kMaxDepth;
    return !deep;
  };
  auto json = Json::parse(body.begin(), body.end(), shallow, false);
  if (deep || !json.is_object()) return fail(ErrorCode::kInvalidArgument, "the body must be a JSON object");
  return json;
}

Result<std::vector<std::int64_t>> ids_field(const Json& body, const char* name) {
  const auto complaint = fmt::format("'{}' must be a list of 1 to {} whole numbers above 0", name, kMaxBatch);
  const auto found = body.find(name);
  if (found == body.end() || !found->is_array() || found->empty() || found->size() > kMaxBatch)
    return fail(ErrorCode::kInvalidArgument, complaint);
  std::vector<std::int64_t> ids;
  for (const auto& id : *found) {
    if (!id.is_number_integer() || id < 1) return fail(ErrorCode::kInvalidArgument, complaint);
    ids.push_back(id.get<std::int64_t>());
  }
  return ids;
}

std::string text_of(const Json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Suppression suppression_of(const Json& body, UtcNs now) {
  Suppression s;
  s.kind = text_of(body, "kind");
  s.node = text_of(body, "node");
  s.commune_code = text_of(body, "commune_code");
  s.plmn = text_of(body, "plmn");
  s.reason = text_of(body, "reason");
  if (const auto cell = body.find("cell_id"); cell != body.end() && cell->is_number_unsigned())
    s.cell_id = cell->get<std::uint64_t>();
  s.expires = parse_rfc3339(text_of(body, "expires")).value_or(now);
  return s;
}

Json suppression_json(const Suppression& s) {
  Json json{{"id", s.id}, {"reason", s.reason}, {"expires", to_rfc3339(s.expires)}};
  for (const auto& [name, value] : {std::pair{"kind", &s.kind}, std::pair{"node", &s.node},
                                    std::pair{"commune_code", &s.commune_code}, std::pair{"plmn", &s.plmn}}) {
    if (!value->empty()) json[name] = *value;
  }
  if (s.cell_id) json["cell_id"] = *s.cell_id;
  return json;
}

Place place_of_commune(const std::string& code) {
  static const auto index = CommuneIndex::built_in();
  for (const auto& commune : index.communes()) {
    if (commune.code == code)
      return {
          commune.code, commune.name, commune.latitude_deg, commune.longitude_deg, 5000.0, std::nullopt, {}};
  }
  return {};
}

using WordsAction = Result<Incident> (*)(Store&, std::int64_t, const std::string&, const std::string&, UtcNs);

WordsAction batch_action(const std::string& name) {
  if (name == "acknowledge") return &acknowledge;
  if (name == "confirm") return &confirm;
  if (name == "dismiss") return &dismiss;
  if (name == "close") return &gateway::close;
  return name == "comment" ? &comment : nullptr;
}

}  // namespace

Response post_case(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return refused(body.error());
  ManualCase manual{text_of(*body, "kind"), text_of(*body, "title"), text_of(*body, "text"),
                    place_of_commune(text_of(*body, "commune_code"))};
  return answer(open_case(parts.store, manual, call.session->account.user, call.request.now), 201);
}

Response post_assign(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return refused(body.error());
  return answer(
      assign(parts.store, call.id, text_of(*body, "owner"), call.session->account.user, call.request.now));
}

Response post_link(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return refused(body.error());
  const auto other = id_field(*body, "incident");
  if (!other) return refused(other.error());
  return answer(gateway::link(parts.store, call.id, *other, call.session->account.user, call.request.now));
}

Response post_split(const ApiParts& parts, const Call& call) {
  const auto body = parse_deep(call.request.body);
  if (!body) return refused(body.error());
  const auto ids = ids_field(*body, "observations");
  if (!ids) return refused(ids.error());
  return answer(split(parts.store, call.id, *ids, call.session->account.user, call.request.now), 201);
}

Response post_batch(const ApiParts& parts, const Call& call) {
  const auto body = parse_deep(call.request.body);
  if (!body) return refused(body.error());
  const auto ids = ids_field(*body, "ids");
  if (!ids) return refused(ids.error());
  const auto action = batch_action(text_of(*body, "action"));
  if (action == nullptr)
    return error_response(400, "'action' must be one of acknowledge confirm dismiss close comment");
  const auto reason = text_of(*body, "reason").substr(0, kMaxTextBytes);
  Json done = Json::array(), refusals = Json::array();
  for (const auto id : *ids) {
    const auto result = action(parts.store, id, call.session->account.user, reason, call.request.now);
    if (result)
      done.push_back(id);
    else
      refusals.push_back({{"id", id}, {"message", result.error().text}});
  }
  return json_response({{"done", std::move(done)}, {"refused", std::move(refusals)}});
}

Response get_suppressions(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  Json list = Json::array();
  for (const auto& document : parts.store.documents(kSuppressionCollection)) {
    auto json = suppression_json(suppression_from_json(document.key, document.json));
    json["by"] = document.actor;
    json["since"] = to_rfc3339(document.at);
    list.push_back(std::move(json));
  }
  return json_response({{"suppressions", std::move(list)}});
}

Response post_suppression(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return refused(body.error());
  const auto made = suppress(parts.store, suppression_of(*body, call.request.now), call.session->account.user,
                             call.request.now);
  if (!made) return refused(made.error());
  auto response = json_response(suppression_json(*made));
  response.status = 201;
  return response;
}

Response post_suppression_dry_run(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return refused(body.error());
  const auto good = checked(suppression_of(*body, call.request.now), call.request.now);
  if (!good) return refused(good.error());
  const auto result = dry_run(parts.store, *good, call.request.now);
  return json_response({{"would_have_hidden", result.hidden.size()},
                        {"confirmed_among_them", result.confirmed},
                        {"incidents", result.hidden}});
}

Response post_suppression_withdraw(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return refused(body.error());
  const auto done =
      withdraw_suppression(parts.store, text_of(*body, "id"), call.session->account.user, call.request.now);
  if (!done) return refused(done.error());
  return json_response(Json::object());
}

Response get_licences(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  Json list = Json::array();
  for (const auto& document : parts.store.documents(kLicenceCollection))
    list.push_back(Json::parse(document.json));
  return json_response({{"licences", std::move(list)}});
}

Response post_licence(const ApiParts& parts, const Call& call) {
  const auto body = parse_deep(call.request.body);
  if (!body) return refused(body.error());
  const auto licence = licence_from_json(dump(*body));
  if (!licence) return refused(licence.error());
  const auto text = to_json_text(*licence);
  parts.store.write([&](Transaction& tx) {
    const auto& user = call.session->account.user;
    tx.put_document({kLicenceCollection, licence->id, text, call.request.now, user, 0});
    tx.audit({0, call.request.now, user, "licence.put", "licence/" + licence->id, text});
  });
  auto response = json_response(Json::parse(text));
  response.status = 201;
  return response;
}

Response get_duty(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  const auto documents = parts.store.documents("duty");
  Json shifts = Json::array();
  for (const auto& document : documents) {
    for (auto shift : Json::parse(document.json).value("shifts", Json::array())) {
      shift["from"] = to_rfc3339(shift.at("from").get<UtcNs>());
      shift["until"] = to_rfc3339(shift.at("until").get<UtcNs>());
      shifts.push_back(std::move(shift));
    }
  }
  return json_response({{"shifts", std::move(shifts)}, {"now", on_duty(documents, call.request.now, false)}});
}

Response post_duty(const ApiParts& parts, const Call& call) {
  const auto body = parse_deep(call.request.body);
  if (!body) return refused(body.error());
  Json roster{{"shifts", Json::array()}};
  for (const auto& shift : body->value("shifts", Json::array())) {
    const auto from = parse_rfc3339(text_of(shift, "from")), until = parse_rfc3339(text_of(shift, "until"));
    const auto user = text_of(shift, "user");
    if (!from || !until || *until <= *from || user.empty() || user.size() > 64)
      return error_response(400, "a shift is {from, until, user, backup?} with from before until");
    roster["shifts"].push_back(
        {{"from", *from}, {"until", *until}, {"user", user}, {"backup", text_of(shift, "backup")}});
  }
  parts.store.write([&](Transaction& tx) {
    const auto& actor = call.session->account.user;
    tx.put_document({"duty", "roster", dump(roster), call.request.now, actor, 0});
    tx.audit({0, call.request.now, actor, "duty.put", "duty/roster", dump(roster)});
  });
  return get_duty(parts, {call.request, 0, {}, call.session});
}

}  // namespace sb::gateway::api
