#include "gateway/api/json.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/api/rfc3339.hpp"

namespace sb::gateway::api {
namespace {

template <typename Value>
void put(Json& json, const char* key, const std::optional<Value>& value) {
  if (value) json[key] = *value;
}

void put_time(Json& json, const char* key, UtcNs time) {
  if (time != 0) json[key] = to_rfc3339(time);
}

/// Text that the store holds as JSON. What is not JSON is shown as a string rather than lost.
Json stored_json(const std::string& text) {
  auto json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? Json(text) : json;
}

Json stored_object(const std::string& text) {
  auto json = Json::parse(text, nullptr, false);
  return json.is_object() ? json : Json::object();
}

Json to_json(const Reason& reason) {
  Json json{{"rule", reason.rule}, {"version", reason.version}};
  if (!reason.measured_json.empty()) json["measured"] = stored_json(reason.measured_json);
  if (!reason.expected_json.empty()) json["expected"] = stored_json(reason.expected_json);
  return json;
}

}  // namespace

Json to_json(const HeardCell& cell) {
  Json json{{"rat", cell.rat},
            {"level", cell.level},
            {"frequency_hz", cell.frequency_hz},
            {"pci", cell.physical_id},
            {"cfo_hz", cell.cfo_hz}};
  if (!cell.duplex.empty()) json["duplex"] = cell.duplex;
  put(json, "channel", cell.channel);
  put(json, "bandwidth_prb", cell.bandwidth_prb);
  put(json, "ports", cell.ports);
  if (!cell.plmns.empty()) {
    auto& plmns = json["plmns"] = Json::array();
    for (const auto& plmn : cell.plmns) plmns.push_back(models::to_string(plmn));
  }
  put(json, "tac", cell.tac);
  put(json, "cell_id", cell.cell_id);
  put(json, "band", cell.band);
  put(json, "barred", cell.barred);
  put(json, "power_dbfs", cell.power_dbfs);
  put(json, "rsrp_dbfs", cell.rsrp_dbfs);
  put(json, "power_dbm", cell.power_dbm);
  put(json, "rsrp_dbm", cell.rsrp_dbm);
  put(json, "snr_db", cell.snr_db);
  return json;
}

Json to_json(const Place& place) {
  return {{"commune_code", place.commune_code},
          {"commune", place.commune},
          {"latitude", place.latitude_deg},
          {"longitude", place.longitude_deg},
          {"uncertainty_m", place.uncertainty_m}};
}

Json to_json(const Incident& incident) {
  auto reasons = Json::array();
  for (const auto& reason : incident.reasons) reasons.push_back(to_json(reason));
  Json json{{"id", incident.id},
            {"kind", incident.kind},
            {"severity", incident.severity},
            {"state", incident.state},
            {"nodes", incident.nodes},
            {"exercise", incident.exercise},
            {"observation_count", incident.observation_count},
            {"place", to_json(incident.place)},
            {"verdict", {{"confidence", incident.confidence}, {"reasons", std::move(reasons)}}}};
  put_time(json, "first_seen", incident.first_seen);
  put_time(json, "last_seen", incident.last_seen);
  put_time(json, "report_due", incident.report_due);
  if (incident.cell) json["cell"] = to_json(*incident.cell);
  if (incident.merged_into != 0) json["merged_into"] = incident.merged_into;
  return json;
}

Json to_json(const Observation& observation) {
  Json json{{"id", observation.id},
            {"node", observation.key.node_id},
            {"boot", fmt::format("{:016x}", observation.key.boot_id)},
            {"seq", observation.key.seq},
            {"detector", observation.detector},
            {"detector_version", observation.detector_version},
            {"confidence", observation.confidence},
            {"exercise", observation.exercise},
            {"chain_intact", observation.chain_intact}};
  put_time(json, "received", observation.received);
  put_time(json, "first_seen", observation.first_seen);
  put_time(json, "last_seen", observation.last_seen);
  put(json, "incident", observation.incident_id);
  if (observation.cell) json["cell"] = to_json(*observation.cell);
  if (observation.event) {
    json["event"] = {{"kind", observation.event->kind},
                     {"text", observation.event->text},
                     {"count", observation.event->count}};
  }
  return json;
}

Json to_json(const NodeRow& node, UtcNs stale_before) {
  Json json{{"node", node.node_id},
            {"name", node.name},
            {"latitude", node.latitude_deg},
            {"longitude", node.longitude_deg},
            {"state", node.state},
            {"stale", node.last_seen != 0 && node.last_seen < stale_before},
            {"status", stored_object(node.last_status_json)}};
  if (!node.commune_code.empty()) {
    json["commune_code"] = node.commune_code;
    json["commune"] = node.commune;
  }
  put_time(json, "last_seen", node.last_seen);
  return json;
}

Json to_json(const Ticket& ticket) {
  Json json{{"id", ticket.id},
            {"incident", ticket.incident_id},
            {"carrier", ticket.carrier},
            {"state", ticket.state},
            {"summary_vi", ticket.summary_vi},
            {"summary_en", ticket.summary_en},
            {"body", stored_object(ticket.body_json)}};
  put_time(json, "created", ticket.created);
  return json;
}

Json to_json(const AuditRow& row) {
  Json json{{"actor", row.actor},
            {"action", row.action},
            {"subject", row.subject},
            {"detail", stored_object(row.detail_json)}};
  put_time(json, "at", row.at);
  return json;
}

Json to_json(const RegistryCell& cell) {
  Json json{{"operator", cell.operator_name},
            {"plmn", models::to_string(cell.plmn)},
            {"rat", cell.rat},
            {"site_id", cell.site_id},
            {"cell_id", cell.cell_id},
            {"valid_from", cell.valid_from}};
  put(json, "tac", cell.tac);
  put(json, "channel", cell.channel);
  put(json, "pci", cell.pci);
  put(json, "bandwidth_mhz", cell.bandwidth_mhz);
  put(json, "latitude", cell.latitude_deg);
  put(json, "longitude", cell.longitude_deg);
  put(json, "azimuth_deg", cell.azimuth_deg);
  put(json, "height_m", cell.height_m);
  put(json, "eirp_dbm", cell.eirp_dbm);
  if (!cell.valid_to.empty()) json["valid_to"] = cell.valid_to;
  return json;
}

Json to_json(const Session& session) {
  Json json{{"csrf_token", session.csrf_token},
            {"user", session.account.user},
            {"role", session.account.role},
            {"must_change_password", session.account.must_change_password},
            {"second_factor", session.account.second_factor},
            {"expires", to_rfc3339(session.expires)}};
  if (!session.account.operator_name.empty()) json["operator"] = session.account.operator_name;
  return json;
}

Json levels_of(std::span<const Observation> newest_first) {
  auto levels = Json::array();
  for (auto it = newest_first.rbegin(); it != newest_first.rend(); ++it) {
    if (!it->cell) continue;
    Json level{{"node", it->key.node_id}};
    put_time(level, "at", it->last_seen);
    put(level, "rsrp_dbfs", it->cell->rsrp_dbfs);
    put(level, "rsrp_dbm", it->cell->rsrp_dbm);
    put(level, "snr_db", it->cell->snr_db);
    levels.push_back(std::move(level));
  }
  return levels;
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response json_response(const Json& json) {
  Response response;
  response.body = dump(json);
  return response;
}

}  // namespace sb::gateway::api
