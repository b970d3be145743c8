#include "gateway/store/sql/row_json.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/store/sql/json_fields.hpp"
#include "gateway/store/store.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;
using stored::get;
using stored::parsed;
using stored::put;

std::string octets_of(const std::string& hex) {
  auto octets = wire::from_hex(hex);
  if (!octets) throw StoreError("damaged octets in a row");
  return std::move(*octets);
}

std::vector<models::Plmn> plmns_of(const json& list) {
  std::vector<models::Plmn> plmns;
  for (const auto& text : list) {
    if (const auto plmn = models::parse_plmn(text.get<std::string>())) plmns.push_back(*plmn);
  }
  return plmns;
}

}  // namespace

std::string cell_to_json(const HeardCell& cell) {
  json object = {{"rat", cell.rat},
                 {"level", cell.level},
                 {"frequency_hz", cell.frequency_hz},
                 {"physical_id", cell.physical_id},
                 {"duplex", cell.duplex},
                 {"cfo_hz", cell.cfo_hz},
                 {"plmns", json::array()}};
  for (const auto& plmn : cell.plmns) object["plmns"].push_back(models::to_string(plmn));
  if (!cell.system_information.empty()) object["system_information"] = wire::to_hex(cell.system_information);
  for (const auto& message : cell.further_system_information)
    object["further_system_information"].push_back(wire::to_hex(message));
  if (!cell.cyclic_prefix.empty()) object["cyclic_prefix"] = cell.cyclic_prefix;
  if (!cell.broadcast_json.empty()) object["broadcast"] = json::parse(cell.broadcast_json);
  put(object, "channel", cell.channel);
  put(object, "sfn", cell.sfn);
  put(object, "noise_dbfs", cell.noise_dbfs);
  put(object, "rsrp_sigma_db", cell.rsrp_sigma_db);
  put(object, "rsrq_db", cell.rsrq_db);
  put(object, "rssi_dbfs", cell.rssi_dbfs);
  put(object, "snr_sigma_db", cell.snr_sigma_db);
  put(object, "rsrq_sigma_db", cell.rsrq_sigma_db);
  put(object, "rssi_sigma_db", cell.rssi_sigma_db);
  put(object, "noise_sigma_db", cell.noise_sigma_db);
  put(object, "cfo_sigma_hz", cell.cfo_sigma_hz);
  put(object, "timing_sigma_ns", cell.timing_sigma_ns);
  put(object, "under_db", cell.under_db);
  put(object, "under_id", cell.under_id);
  put(object, "frame_start", cell.frame_start);
  put(object, "bandwidth_prb", cell.bandwidth_prb);
  put(object, "ports", cell.ports);
  put(object, "tac", cell.tac);
  put(object, "cell_id", cell.cell_id);
  put(object, "band", cell.band);
  put(object, "barred", cell.barred);
  put(object, "power_dbfs", cell.power_dbfs);
  put(object, "rsrp_dbfs", cell.rsrp_dbfs);
  put(object, "power_dbm", cell.power_dbm);
  put(object, "rsrp_dbm", cell.rsrp_dbm);
  put(object, "snr_db", cell.snr_db);
  return object.dump();
}

HeardCell cell_from_json(std::string_view text) {
  return parsed(text, [](const json& object) {
    HeardCell cell;
    object.at("rat").get_to(cell.rat);
    object.at("level").get_to(cell.level);
    object.at("frequency_hz").get_to(cell.frequency_hz);
    object.at("physical_id").get_to(cell.physical_id);
    object.at("duplex").get_to(cell.duplex);
    object.at("cfo_hz").get_to(cell.cfo_hz);
    cell.plmns = plmns_of(object.at("plmns"));
    cell.system_information = octets_of(object.value("system_information", std::string{}));
    for (const auto& message : object.value("further_system_information", json::array()))
      cell.further_system_information.push_back(octets_of(message.get<std::string>()));
    cell.cyclic_prefix = object.value("cyclic_prefix", std::string{});
    if (const auto broadcast = object.find("broadcast"); broadcast != object.end())
      cell.broadcast_json = broadcast->dump();
    get(object, "channel", cell.channel);
    get(object, "sfn", cell.sfn);
    get(object, "noise_dbfs", cell.noise_dbfs);
    get(object, "rsrp_sigma_db", cell.rsrp_sigma_db);
    get(object, "rsrq_db", cell.rsrq_db);
    get(object, "rssi_dbfs", cell.rssi_dbfs);
    get(object, "snr_sigma_db", cell.snr_sigma_db);
    get(object, "rsrq_sigma_db", cell.rsrq_sigma_db);
    get(object, "rssi_sigma_db", cell.rssi_sigma_db);
    get(object, "noise_sigma_db", cell.noise_sigma_db);
    get(object, "cfo_sigma_hz", cell.cfo_sigma_hz);
    get(object, "timing_sigma_ns", cell.timing_sigma_ns);
    get(object, "under_db", cell.under_db);
    get(object, "under_id", cell.under_id);
    get(object, "frame_start", cell.frame_start);
    get(object, "bandwidth_prb", cell.bandwidth_prb);
    get(object, "ports", cell.ports);
    get(object, "tac", cell.tac);
    get(object, "cell_id", cell.cell_id);
    get(object, "band", cell.band);
    get(object, "barred", cell.barred);
    get(object, "power_dbfs", cell.power_dbfs);
    get(object, "rsrp_dbfs", cell.rsrp_dbfs);
    get(object, "power_dbm", cell.power_dbm);
    get(object, "rsrp_dbm", cell.rsrp_dbm);
    get(object, "snr_db", cell.snr_db);
    return cell;
  });
}

std::string event_to_json(const NodeEventRow& event) {
  return json{{"kind", event.kind}, {"text", event.text}, {"count", event.count}}.dump();
}

NodeEventRow event_from_json(std::string_view text) {
  return parsed(text, [](const json& object) {
    return NodeEventRow{object.at("kind"), object.at("text"), object.at("count")};
  });
}

std::string reasons_to_json(const std::vector<Reason>& reasons) {
  json list = json::array();
  for (const auto& reason : reasons) {
    list.push_back({{"rule", reason.rule},
                    {"version", reason.version},
                    {"measured", reason.measured_json},
                    {"expected", reason.expected_json}});
  }
  return list.dump();
}

std::vector<Reason> reasons_from_json(std::string_view text) {
  return parsed(text, [](const json& list) {
    std::vector<Reason> reasons;
    for (const auto& item : list) {
      reasons.push_back({item.at("rule"), item.at("version"), item.at("measured"), item.at("expected")});
    }
    return reasons;
  });
}

}  // namespace sb::gateway
