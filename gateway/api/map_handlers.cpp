// What the map and the ledger's pages ask for: clusters, what each node could have heard, cells ever heard,
// spillover by commune, the hand-over of a shift.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/correlate/spillover.hpp"
#include "gateway/incident/cases.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::string_view kLayers[] = {"incidents", "observations", "cells"};
constexpr UtcNs kSecondNs = 1'000'000'000, kDayOfNs = 86'400 * kSecondNs;
constexpr double kClustersAcross = 48.0;  // squares over the width that is looked at

Json to_json(const Cluster& c) {
  Json json{{"latitude", c.latitude_deg}, {"longitude", c.longitude_deg}, {"count", c.count}};
  if (!c.severity.empty()) json["severity"] = c.severity;
  if (!c.kind.empty()) json["kind"] = c.kind;
  if (c.id != 0) json["id"] = c.id;
  return json;
}

Json emitter_json(const Emitter& e) {
  Json json{{"emitter_id", e.id},
            {"rat", e.rat},
            {"plmn", e.plmn},
            {"frequency_hz", e.frequency_hz},
            {"pci", e.physical_id},
            {"verdict", e.verdict},
            {"first_seen", to_rfc3339(e.first_seen)},
            {"last_seen", to_rfc3339(e.last_seen)},
            {"observation_count", e.observations},
            {"nodes", e.nodes},
            {"latitude", e.latitude_deg},
            {"longitude", e.longitude_deg}};
  if (e.channel) json["channel"] = *e.channel;
  if (e.cell_id) json["cell_id"] = *e.cell_id;
  if (e.best_dbm) json["best_dbm"] = *e.best_dbm;
  if (e.best_dbfs) json["best_dbfs"] = *e.best_dbfs;
  if (e.clock_ppm) json["clock_ppm"] = *e.clock_ppm;
  if (e.same_as != 0) json["same_as"] = e.same_as;
  if (!e.commune_code.empty()) json["commune_code"] = e.commune_code;
  if (!e.commune.empty()) json["commune"] = e.commune;
  json["tacs"] = Json::array();
  for (const auto& s : e.tacs) json["tacs"].push_back({{"tac", s.tac}, {"since", to_rfc3339(s.at)}});
  return json;
}

Json spill_row(const SpilloverRow& row) {
  const auto& e = row.emitter;
  const auto trigger = trigger_at(e.frequency_hz);
  Json json{{"emitter_id", e.id},
            {"commune_code", e.commune_code},
            {"commune", e.commune},
            {"foreign_plmn", e.plmn},
            {"frequency_hz", e.frequency_hz},
            {"above_trigger", row.border && row.border->above()},
            {"trigger_dbuv_m_5mhz", trigger.field_dbuv_m},
            {"trigger_source", trigger.source},
            {"hours_a_day", row.hours_a_day},
            {"coverage_hole", row.coverage_hole.value_or(false)},
            {"compared", row.coverage_hole.has_value()}};
  if (const auto plmn = models::parse_plmn(e.plmn)) {
    if (const auto* network = models::find_network(*plmn)) json["foreign_operator"] = network->operator_name;
  }
  if (row.level_dbm) json["level_dbm"] = *row.level_dbm;
  if (row.domestic_dbm) json["domestic_level_dbm"] = *row.domestic_dbm;
  if (row.border) {
    json["field_dbuv_m_5mhz"] = row.border->field_dbuv_m;
    json["field_sigma_db"] = row.border->mean.sigma_db;
    json["field_samples"] = row.border->mean.count;
    json["field_seconds"] = (row.border->mean.until - row.border->mean.from) / kSecondNs;
    json["load_correction_db"] = row.border->load_correction_db;
  }
  if (row.trend) {
    json["trend_db_per_week"] = row.trend->db_per_week;
    json["trend_sigma_db_per_week"] = row.trend->sigma_db_per_week;
    json["rising"] = row.trend->rising;
  }
  if (row.days_to_trigger) json["days_to_trigger"] = *row.days_to_trigger;
  return json;
}

}  // namespace

Response get_clusters(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  ClusterFilter filter;
  const auto bbox = reader.bbox("bbox");
  const auto zoom = reader.integer("zoom", 0, 22);
  filter.layer = reader.choice("layer", kLayers);
  filter.since = reader.time("since");
  filter.until = reader.time("until");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (!bbox) return error_response(400, "query parameter 'bbox' must be west,south,east,north in degrees");
  filter.bbox = *bbox;
  if (filter.layer.empty()) filter.layer = "incidents";
  const double width = std::max(1e-4, (*bbox)[2] - (*bbox)[0]);
  // A web map's tile of 256 points at zoom z is 360 / 2^z degrees wide; a cluster takes about a fifth of one.
  filter.cell_deg = zoom ? 72.0 / std::exp2(static_cast<double>(*zoom)) : width / kClustersAcross;
  filter.cell_deg = std::max(filter.cell_deg, width / 200.0);
  Json list = Json::array();
  for (const auto& cluster : parts.store.clusters(filter)) list.push_back(to_json(cluster));
  return json_response({{"clusters", std::move(list)}, {"cell_deg", filter.cell_deg}});
}

Response get_detectability(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  Json rows = Json::array();
  for (const auto& node : parts.store.nodes()) {
    ObservationFilter filter;
    filter.node = node.node_id;
    filter.finding = "coverage";
    filter.since = call.request.now - kDayOfNs;
    filter.limit = 1;
    for (const auto& o : parts.store.observations(filter)) {
      const auto coverage = Json::parse(o.coverage_json, nullptr, false);
      if (!coverage.is_object()) continue;
      for (auto band : coverage.value("bands", Json::array())) {
        Json row{{"node", node.node_id},
                 {"latitude", o.latitude_deg},
                 {"longitude", o.longitude_deg},
                 {"at", to_rfc3339(o.last_seen)}};
        row["band"] = {{"low_hz", band.value("low_hz", 0.0)}, {"high_hz", band.value("high_hz", 0.0)}};
        for (const char* field : {"detectable_dbm", "detectable_dbfs", "listened_s", "longest_gap_s",
                                  "beacons_expected", "beacons_heard"}) {
          if (band.contains(field)) row[field] = band[field];
        }
        rows.push_back(std::move(row));
      }
    }
  }
  return json_response({{"rows", std::move(rows)}});
}

Response get_emitters(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  EmitterFilter filter;
  filter.rat = reader.word("rat");
  filter.plmn = reader.word("plmn");
  filter.verdict = reader.word("verdict");
  filter.since = reader.time("since");
  filter.exercise = reader.boolean("exercise").value_or(false);
  filter.limit = static_cast<int>(reader.integer("limit", 1, 5000).value_or(500));
  if (const auto error = reader.error()) return error_response(400, *error);
  Json list = Json::array();
  for (const auto& emitter : parts.store.emitters(filter)) list.push_back(emitter_json(emitter));
  return json_response({{"emitters", std::move(list)}});
}

Response get_emitter(const ApiParts& parts, const Call& call) {
  const auto emitter = parts.store.emitter(call.id);
  if (!emitter) return error_response(404, "no such emitter");
  auto json = emitter_json(*emitter);
  json["days"] = Json::array();
  for (const auto& day : parts.store.emitter_days(call.id, "")) {
    Json row{{"day", day.day},
             {"hours", std::popcount(day.hours)},
             {"observation_count", day.observations},
             {"calibrated", day.calibrated}};
    if (day.level_mean_db) row["level_mean_db"] = *day.level_mean_db;
    if (day.level_max_db) row["level_max_db"] = *day.level_max_db;
    json["days"].push_back(std::move(row));
  }
  return json_response(json);
}

Response get_spillover(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  auto since = reader.time("since");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (since == 0) since = call.request.now - 30 * kDayOfNs;
  Json rows = Json::array();
  for (const auto& row : spillover(parts.store, since, call.request.now)) rows.push_back(spill_row(row));
  return json_response({{"rows", std::move(rows)}});
}

Response get_shift(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  auto since = reader.time("since");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (since == 0) since = call.request.now - 8 * 3600 * kSecondNs;
  IncidentFilter filter;
  filter.state = "active";
  filter.exercise = false;
  filter.limit = 500;
  std::size_t open = 0, fresh = 0, due = 0, escalated = 0;
  Json waiting = Json::array();
  for (const auto& incident : parts.store.incidents(filter)) {
    open += static_cast<std::size_t>(incident.state == "open");
    fresh += static_cast<std::size_t>(incident.first_seen >= since);
    due += static_cast<std::size_t>(incident.report_due != 0 &&
                                    incident.report_due <= call.request.now + 4 * 3600 * kSecondNs);
    escalated += static_cast<std::size_t>(incident.escalation > 0);
    if (incident.state == "open") waiting.push_back(incident.id);
  }
  Json down = Json::array();
  for (const auto& node : parts.store.nodes()) {
    const bool silent = node.last_seen != 0 && node.last_seen < call.request.now - parts.stale_after;
    if (!node.revoked && (node.state == "offline" || silent)) down.push_back(node.node_id);
  }
  return json_response({{"since", to_rfc3339(since)},
                        {"open", open},
                        {"new", fresh},
                        {"report_due_within_4h", due},
                        {"escalated", escalated},
                        {"waiting", std::move(waiting)},
                        {"nodes_down", std::move(down)},
                        {"on_duty", on_duty(parts.store.documents("duty"), call.request.now, false)}});
}

}  // namespace sb::gateway::api
