#include "gateway/api/json.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/api/rfc3339.hpp"
#include "gateway/correlate/causes.hpp"
#include "wire/signing.hpp"

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

template <typename Energy>
void put_power(Json& json, const Energy& energy) {
  put(json, "power_dbfs", energy.power_dbfs);
  put(json, "power_dbm", energy.power_dbm);
}

void put_measurement(Json& json, const HeardCell& cell) {
  if (!cell.cyclic_prefix.empty()) json["cyclic_prefix"] = cell.cyclic_prefix;
  put(json, "sfn", cell.sfn);
  put(json, "noise_dbfs", cell.noise_dbfs);
  put(json, "rsrp_sigma_db", cell.rsrp_sigma_db);
  put(json, "rsrq_db", cell.rsrq_db);
  put(json, "rssi_dbfs", cell.rssi_dbfs);
  put(json, "snr_sigma_db", cell.snr_sigma_db);
  put(json, "rsrq_sigma_db", cell.rsrq_sigma_db);
  put(json, "rssi_sigma_db", cell.rssi_sigma_db);
  put(json, "noise_sigma_db", cell.noise_sigma_db);
  put(json, "cfo_sigma_hz", cell.cfo_sigma_hz);
  put(json, "timing_sigma_ns", cell.timing_sigma_ns);
  put(json, "under_db", cell.under_db);
  put(json, "under_pci", cell.under_id);
  if (cell.frame_start) json["frame_start_utc_ns"] = std::to_string(*cell.frame_start);
  if (!cell.broadcast_json.empty()) json["broadcast"] = stored_object(cell.broadcast_json);
  if (!cell.system_information.empty()) json["system_information"] = wire::to_hex(cell.system_information);
  for (const auto& message : cell.further_system_information)
    json["further_system_information"].push_back(wire::to_hex(message));
}

/// What a finding, an incident and an observation show alike.
template <typename Found>
void put_findings(Json& json, const Found& found) {
  if (found.cell) json["cell"] = api::to_json(*found.cell);
  if (found.emission) json["emission"] = api::to_json(*found.emission);
  if (found.jamming) json["jamming"] = api::to_json(*found.jamming);
}

Json links_json(const std::vector<IncidentLink>& links) {
  auto list = Json::array();
  for (const auto& link : links)
    list.push_back({{"incident", link.incident_id}, {"relation", link.relation}});
  return list;
}

}  // namespace

Json to_json(const HeardEmission& emission) {
  Json json{{"centre_hz", emission.centre_hz}, {"bandwidth_hz", emission.bandwidth_hz},
            {"duty", emission.duty},           {"bursts", emission.bursts},
            {"label", emission.label},         {"label_confidence", emission.label_confidence}};
  if (emission.bandwidth_26db_hz > 0.0) json["bandwidth_26db_hz"] = emission.bandwidth_26db_hz;
  if (!emission.model_hash.empty()) json["model_hash"] = emission.model_hash;
  put(json, "power_dbfs", emission.power_dbfs);
  put(json, "power_dbm", emission.power_dbm);
  put(json, "snr_db", emission.snr_db);
  put(json, "burst_length_s", emission.burst_length_s);
  put(json, "burst_interval_s", emission.burst_interval_s);
  put(json, "drift_hz_per_s", emission.drift_hz_per_s);
  return json;
}

Json to_json(const HeardJamming& jamming) {
  Json json{{"kind", jamming.kind},
            {"centre_hz", jamming.centre_hz},
            {"bandwidth_hz", jamming.bandwidth_hz},
            {"duty", jamming.duty},
            {"kind_confidence", jamming.kind_confidence},
            {"reasons", jamming.reasons},
            {"victims", Json::array()}};
  for (const auto& victim : jamming.victims)
    json["victims"].push_back({{"rat", victim.rat}, {"channel", victim.channel}});
  if (!jamming.model_hash.empty()) json["model_hash"] = jamming.model_hash;
  put(json, "j_to_n_db", jamming.j_to_n_db);
  put(json, "j_to_n_sigma_db", jamming.j_to_n_sigma_db);
  put(json, "power_dbfs", jamming.power_dbfs);
  put(json, "power_dbm", jamming.power_dbm);
  put(json, "period_s", jamming.period_s);
  put(json, "sweep_hz_per_s", jamming.sweep_hz_per_s);
  return json;
}

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
  put_measurement(json, cell);
  return json;
}

Json to_json(const Place& place) {
  Json json{{"commune_code", place.commune_code},
            {"commune", place.commune},
            {"latitude", place.latitude_deg},
            {"longitude", place.longitude_deg},
            {"uncertainty_m", place.uncertainty_m}};
  if (place.ellipse) {
    json["ellipse"] = {{"semi_major_m", place.ellipse->semi_major_m},
                       {"semi_minor_m", place.ellipse->semi_minor_m},
                       {"azimuth_deg", place.ellipse->azimuth_deg},
                       {"probability", place.ellipse->probability}};
  }
  for (const auto& share : place.communes) {
    json["communes"].push_back({{"commune_code", share.commune_code},
                                {"commune", share.commune},
                                {"probability", share.probability}});
  }
  return json;
}

Json to_json(const Incident& incident) {
  auto reasons = Json::array();
  for (const auto& reason : incident.reasons) reasons.push_back(to_json(reason));
  Json json{{"id", incident.id},
            {"kind", incident.kind},
            {"severity", incident.severity},
            {"impact", incident.impact},
            {"manual", incident.manual},
            {"links", links_json(incident.links)},
            {"refuted_by", refuted_by(incident.kind)},
            {"state", incident.state},
            {"nodes", incident.nodes},
            {"exercise", incident.exercise},
            {"observation_count", incident.observation_count},
            {"place", to_json(incident.place)},
            {"verdict", {{"confidence", incident.confidence}, {"reasons", std::move(reasons)}}}};
  put_time(json, "first_seen", incident.first_seen);
  put_time(json, "last_seen", incident.last_seen);
  put_time(json, "report_due", incident.report_due);
  put_findings(json, incident);
  if (!incident.owner.empty()) json["owner"] = incident.owner;
  if (!incident.title.empty()) json["title"] = incident.title;
  if (incident.escalation > 0) json["escalation"] = incident.escalation;
  if (incident.state == "open") put_time(json, "acknowledge_due", incident.acknowledge_due);
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
  if (observation.historical) json["historical"] = true;
  put_time(json, "received", observation.received);
  put_time(json, "first_seen", observation.first_seen);
  put_time(json, "last_seen", observation.last_seen);
  put(json, "incident", observation.incident_id);
  put_findings(json, observation);
  if (!observation.coverage_json.empty()) json["coverage"] = stored_object(observation.coverage_json);
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
    if (!it->cell && !it->emission && !it->jamming) continue;
    Json level{{"node", it->key.node_id}};
    put_time(level, "at", it->last_seen);
    if (it->cell) {
      put(level, "rsrp_dbfs", it->cell->rsrp_dbfs);
      put(level, "rsrp_dbm", it->cell->rsrp_dbm);
      put(level, "snr_db", it->cell->snr_db);
    }
    if (it->emission) put_power(level, *it->emission);
    if (it->jamming) put_power(level, *it->jamming);
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
