// Emissions, jamming and the parts of a place as stored.
#include <nlohmann/json.hpp>

#include "gateway/store/sql/json_fields.hpp"
#include "gateway/store/sql/row_json.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;
using stored::get;
using stored::parsed;
using stored::put;

json victims_json(const std::vector<HeardJamming::Victim>& victims) {
  json list = json::array();
  for (const auto& victim : victims) list.push_back({{"rat", victim.rat}, {"channel", victim.channel}});
  return list;
}

}  // namespace

std::string emission_to_json(const HeardEmission& emission) {
  json object = {{"centre_hz", emission.centre_hz},
                 {"bandwidth_hz", emission.bandwidth_hz},
                 {"bandwidth_26db_hz", emission.bandwidth_26db_hz},
                 {"duty", emission.duty},
                 {"bursts", emission.bursts},
                 {"label", emission.label},
                 {"label_confidence", emission.label_confidence},
                 {"model_hash", emission.model_hash}};
  put(object, "power_dbfs", emission.power_dbfs);
  put(object, "power_dbm", emission.power_dbm);
  put(object, "snr_db", emission.snr_db);
  put(object, "burst_length_s", emission.burst_length_s);
  put(object, "burst_interval_s", emission.burst_interval_s);
  put(object, "drift_hz_per_s", emission.drift_hz_per_s);
  return object.dump();
}

HeardEmission emission_from_json(std::string_view text) {
  return parsed(text, [](const json& object) {
    HeardEmission emission;
    object.at("centre_hz").get_to(emission.centre_hz);
    object.at("bandwidth_hz").get_to(emission.bandwidth_hz);
    object.at("bandwidth_26db_hz").get_to(emission.bandwidth_26db_hz);
    object.at("duty").get_to(emission.duty);
    object.at("bursts").get_to(emission.bursts);
    object.at("label").get_to(emission.label);
    object.at("label_confidence").get_to(emission.label_confidence);
    object.at("model_hash").get_to(emission.model_hash);
    get(object, "power_dbfs", emission.power_dbfs);
    get(object, "power_dbm", emission.power_dbm);
    get(object, "snr_db", emission.snr_db);
    get(object, "burst_length_s", emission.burst_length_s);
    get(object, "burst_interval_s", emission.burst_interval_s);
    get(object, "drift_hz_per_s", emission.drift_hz_per_s);
    return emission;
  });
}

std::string jamming_to_json(const HeardJamming& jamming) {
  json object = {{"kind", jamming.kind},
                 {"centre_hz", jamming.centre_hz},
                 {"bandwidth_hz", jamming.bandwidth_hz},
                 {"duty", jamming.duty},
                 {"victims", victims_json(jamming.victims)},
                 {"reasons", jamming.reasons},
                 {"kind_confidence", jamming.kind_confidence},
                 {"model_hash", jamming.model_hash}};
  put(object, "j_to_n_db", jamming.j_to_n_db);
  put(object, "j_to_n_sigma_db", jamming.j_to_n_sigma_db);
  put(object, "power_dbfs", jamming.power_dbfs);
  put(object, "power_dbm", jamming.power_dbm);
  put(object, "period_s", jamming.period_s);
  put(object, "sweep_hz_per_s", jamming.sweep_hz_per_s);
  return object.dump();
}

HeardJamming jamming_from_json(std::string_view text) {
  return parsed(text, [](const json& object) {
    HeardJamming jamming;
    object.at("kind").get_to(jamming.kind);
    object.at("centre_hz").get_to(jamming.centre_hz);
    object.at("bandwidth_hz").get_to(jamming.bandwidth_hz);
    object.at("duty").get_to(jamming.duty);
    for (const auto& victim : object.at("victims"))
      jamming.victims.push_back({victim.at("rat"), victim.at("channel")});
    object.at("reasons").get_to(jamming.reasons);
    object.at("kind_confidence").get_to(jamming.kind_confidence);
    object.at("model_hash").get_to(jamming.model_hash);
    get(object, "j_to_n_db", jamming.j_to_n_db);
    get(object, "j_to_n_sigma_db", jamming.j_to_n_sigma_db);
    get(object, "power_dbfs", jamming.power_dbfs);
    get(object, "power_dbm", jamming.power_dbm);
    get(object, "period_s", jamming.period_s);
    get(object, "sweep_hz_per_s", jamming.sweep_hz_per_s);
    return jamming;
  });
}

std::string place_to_json(const Place& place) {
  if (!place.ellipse && place.communes.empty()) return {};
  json object = json::object();
  if (place.ellipse) {
    const auto& e = *place.ellipse;
    object["ellipse"] = {e.semi_major_m, e.semi_minor_m, e.azimuth_deg, e.probability};
  }
  for (const auto& share : place.communes)
    object["communes"].push_back({share.commune_code, share.commune, share.probability});
  return object.dump();
}

void place_from_json(std::string_view text, Place& place) {
  parsed(text, [&place](const json& object) {
    if (const auto found = object.find("ellipse"); found != object.end()) {
      place.ellipse = Ellipse{found->at(0), found->at(1), found->at(2), found->at(3)};
    }
    for (const auto& share : object.value("communes", json::array()))
      place.communes.push_back({share.at(0), share.at(1), share.at(2)});
    return true;
  });
}

}  // namespace sb::gateway
