// Emitters as rows.
#include "gateway/store/sqlite/ledger_rows.hpp"

#include <nlohmann/json.hpp>

#include "gateway/store/sqlite/json_fields.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;
using stored::get;
using stored::parsed;
using stored::put;

json number(const std::optional<double>& value) {
  return value ? json(*value) : json();
}

std::optional<double> number(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

json array_of(const std::optional<LogMean>& m) {
  return m ? json{m->level_dbm, m->sigma_db, m->count, m->from, m->until} : json();
}

std::optional<LogMean> log_mean_of(const json& a) {
  if (a.is_null()) return std::nullopt;
  return LogMean{a.at(0), a.at(1), a.at(2), a.at(3), a.at(4)};
}

json array_of(const Reception& r) {
  return {number(r.level_dbm), number(r.noise_dbm), number(r.snr_db)};
}

Reception reception_of(const json& a) {
  return {number(a.at(0)), number(a.at(1)), number(a.at(2))};
}

/// Positions instead of names: this is written at every hearing.
json array_of(const NodeLevel& l) {
  return {l.node_id,
          l.first_heard,
          l.last_heard,
          l.interval_s,
          l.windows,
          l.from,
          l.count,
          l.sum_db,
          l.sum_db2,
          l.sigma_db,
          array_of(l.newest),
          array_of(l.highest),
          array_of(l.recent),
          array_of(l.usual)};
}

NodeLevel node_level_of(const json& a) {
  return {a.at(0),
          a.at(1),
          a.at(2),
          a.at(3),
          a.at(4),
          a.at(5),
          a.at(6),
          a.at(7),
          a.at(8),
          a.at(9),
          log_mean_of(a.at(10)),
          log_mean_of(a.at(11)),
          reception_of(a.at(12)),
          reception_of(a.at(13))};
}

}  // namespace

std::string emitter_to_json(const Emitter& e) {
  json object = {{"first_seen", e.first_seen},
                 {"observations", e.observations},
                 {"latitude", e.latitude_deg},
                 {"longitude", e.longitude_deg},
                 {"commune_code", e.commune_code},
                 {"commune", e.commune},
                 {"nodes", e.nodes},
                 {"broadcast_hash", e.broadcast_hash},
                 {"same_as", e.same_as}};
  put(object, "channel", e.channel);
  put(object, "best_dbm", e.best_dbm);
  put(object, "best_dbfs", e.best_dbfs);
  put(object, "clock_ppm", e.clock_ppm);
  for (const auto& level : e.levels) object["levels"].push_back(array_of(level));
  object["tacs"] = json::array();
  for (const auto& sighting : e.tacs) object["tacs"].push_back({sighting.tac, sighting.at});
  return object.dump();
}

Emitter read_emitter(const Query& row) {
  Emitter e;
  e.id = row.integer(0);
  e.identity = row.text(1);
  e.rat = row.text(2);
  e.frequency_hz = row.real(3);
  e.physical_id = static_cast<std::uint32_t>(row.integer(4));
  e.plmn = row.text(5);
  e.cell_id = row.optional<std::uint64_t>(6);
  e.verdict = row.text(7);
  e.exercise = row.flag(8);
  e.last_seen = row.integer(9);
  parsed(row.text(10), [&e](const json& object) {
    object.at("first_seen").get_to(e.first_seen);
    object.at("observations").get_to(e.observations);
    object.at("latitude").get_to(e.latitude_deg);
    object.at("longitude").get_to(e.longitude_deg);
    object.at("commune_code").get_to(e.commune_code);
    object.at("commune").get_to(e.commune);
    object.at("nodes").get_to(e.nodes);
    object.at("broadcast_hash").get_to(e.broadcast_hash);
    object.at("same_as").get_to(e.same_as);
    get(object, "channel", e.channel);
    get(object, "best_dbm", e.best_dbm);
    get(object, "best_dbfs", e.best_dbfs);
    get(object, "clock_ppm", e.clock_ppm);
    for (const auto& level : object.value("levels", json::array())) e.levels.push_back(node_level_of(level));
    for (const auto& sighting : object.at("tacs")) e.tacs.push_back({sighting.at(0), sighting.at(1)});
    return true;
  });
  return e;
}

EmitterDay read_emitter_day(const Query& row) {
  EmitterDay d;
  d.emitter_id = row.integer(0);
  d.day = row.text(1);
  d.hours = static_cast<std::uint32_t>(row.integer(2));
  d.observations = row.unsigned_integer(3);
  if (const auto levels = row.integer(4); levels > 0)
    d.level_mean_db = row.real(5) / static_cast<double>(levels);
  d.level_max_db = row.optional<double>(6);
  d.calibrated = row.flag(7);
  return d;
}

}  // namespace sb::gateway
