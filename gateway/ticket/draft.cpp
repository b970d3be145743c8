#include "gateway/ticket/draft.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/restricted.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr std::size_t kMostAffectedListed = 20;

json json_of(const HeardCell& cell) {
  json object = {{"rat", cell.rat},
                 {"level", cell.level},
                 {"frequency_hz", cell.frequency_hz},
                 {"pci", cell.physical_id}};
  if (cell.channel) object["channel"] = *cell.channel;
  if (cell.bandwidth_prb) object["bandwidth_prb"] = *cell.bandwidth_prb;
  if (!cell.plmns.empty()) object["plmns"] = json::array();
  for (const auto& plmn : cell.plmns) object["plmns"].push_back(models::to_string(plmn));
  if (cell.tac) object["tac"] = *cell.tac;
  if (cell.cell_id) object["cell_id"] = *cell.cell_id;
  if (cell.rsrp_dbfs) object["rsrp_dbfs"] = *cell.rsrp_dbfs;
  if (cell.rsrp_dbm) object["rsrp_dbm"] = *cell.rsrp_dbm;
  if (cell.snr_db) object["snr_db"] = *cell.snr_db;
  return object;
}

json json_of(const Place& place) {
  json object = {{"latitude", place.latitude_deg},
                 {"longitude", place.longitude_deg},
                 {"uncertainty_m", place.uncertainty_m}};
  if (!place.commune_code.empty()) {
    object["commune_code"] = place.commune_code;
    object["commune"] = place.commune;
  }
  return object;
}

std::string body_of(const Incident& incident, std::span<const AffectedCell> affected) {
  json body = {{"frequency_hz", incident.cell->frequency_hz},
               {"cell", json_of(*incident.cell)},
               {"place", json_of(incident.place)},
               {"affected", json::array()},
               {"affected_count", affected.size()}};
  if (incident.cell->channel) body["channel"] = *incident.cell->channel;
  for (const auto& item : affected.first(std::min(affected.size(), kMostAffectedListed))) {
    body["affected"].push_back({{"operator", item.cell.operator_name},
                                {"site_id", item.cell.site_id},
                                {"cell_id", item.cell.cell_id},
                                {"channel", *item.cell.channel},
                                {"distance_m", std::round(item.distance_m)},
                                {"relation", item.relation}});
  }
  return body.dump();
}

struct Words {
  const char* kind;
  const char* vi;
  const char* en;
};
constexpr std::array<Words, 3> kWords{
    {{"spillover", "Sóng nước ngoài chồng lấn", "Foreign signal spilling over"},
     {"rogue_cell", "Nghi trạm giả", "Suspected rogue cell"},
     {"registry_mismatch", "Thông số phát khác hồ sơ trạm", "Cell differs from the registry"}}};

const Words& words_of(const std::string& kind) {
  const auto* found = std::ranges::find_if(kWords, [&](const Words& words) { return kind == words.kind; });
  return found != kWords.end() ? *found : kWords.front();
}

/// One decimal, with a comma in Vietnamese.
std::string decimal(double value, bool vietnamese) {
  std::string text = fmt::format("{:.1f}", value);
  if (vietnamese) std::ranges::replace(text, '.', ',');
  return text;
}

/// "460-11 (China Telecom, Trung Quốc), kênh 1825, 1867,5 MHz, PCI 54"
std::string carrier_of(const HeardCell& cell, bool vietnamese) {
  std::string text;
  if (!cell.plmns.empty()) {
    text = models::to_string(cell.plmns.front());
    if (const auto* network = models::find_network(cell.plmns.front())) {
      text += vietnamese ? fmt::format(" ({}, {})", network->brand, network->country_vi)
                         : fmt::format(" ({}, {})", network->brand, network->country_iso);
    }
    text += ", ";
  }
  if (cell.channel) text += fmt::format("{} {}, ", vietnamese ? "kênh" : "channel", *cell.channel);
  return text + fmt::format("{} MHz, PCI {}", decimal(cell.frequency_hz / 1e6, vietnamese), cell.physical_id);
}

struct Counts {
  std::size_t co_channel = 0, adjacent = 0;
};

Counts count(std::span<const AffectedCell> affected) {
  const auto co = std::ranges::count(affected, std::string("co_channel"), &AffectedCell::relation);
  return {static_cast<std::size_t>(co), affected.size() - static_cast<std::size_t>(co)};
}

std::string summary_vi(const Incident& incident, std::span<const AffectedCell> affected) {
  const auto [co, adjacent] = count(affected);
  return fmt::format(
      "{}{}: {}, thu tại {}. {} cell của {} cùng kênh, {} cell kênh lân cận trong bán kính {:.0f} km; gần "
      "nhất {} km.",
      incident.exercise ? "[DIỄN TẬP] " : "", words_of(incident.kind).vi, carrier_of(*incident.cell, true),
      incident.place.commune.empty() ? "khu vực trạm thu" : incident.place.commune, co,
      carrier_name(affected.front().cell.operator_name), adjacent, kAffectedRadiusM / 1e3,
      decimal(affected.front().distance_m / 1e3, true));
}

std::string summary_en(const Incident& incident, std::span<const AffectedCell> affected) {
  const auto [co, adjacent] = count(affected);
  return fmt::format(
      "{}{}: {}, heard at {}. {} cells of {} share the channel, {} are next to it within {:.0f} km; nearest "
      "{} km.",
      incident.exercise ? "[EXERCISE] " : "", words_of(incident.kind).en, carrier_of(*incident.cell, false),
      incident.place.commune.empty() ? "the measuring site" : incident.place.commune, co,
      carrier_name(affected.front().cell.operator_name), adjacent, kAffectedRadiusM / 1e3,
      decimal(affected.front().distance_m / 1e3, false));
}

void draft_one(Transaction& tx, const Incident& incident, const std::string& carrier,
               std::vector<Ticket>& standing, std::span<const AffectedCell> affected, UtcNs now) {
  const auto found = std::ranges::find(standing, carrier, &Ticket::carrier);
  const bool fresh = found == standing.end();
  if (!fresh && found->state != "draft") return;
  Ticket ticket = fresh ? Ticket{0, incident.id, carrier, "draft", now, "", "", ""} : *found;
  ticket.summary_vi = summary_vi(incident, affected);
  ticket.summary_en = summary_en(incident, affected);
  ticket.body_json = body_of(incident, affected);
  if (!fresh && ticket.body_json == found->body_json && ticket.summary_vi == found->summary_vi) return;
  tx.put_ticket(ticket);
  tx.event("ticket", json{{"id", ticket.id}, {"incident", incident.id}}.dump());
  if (fresh) {
    tx.audit({0, now, "gateway", "ticket.draft", fmt::format("incident/{}", incident.id),
              json{{"ticket", ticket.id}, {"carrier", carrier}}.dump()});
  }
}

}  // namespace

std::vector<std::string> draft_tickets(Transaction& tx, const Incident& incident,
                                       std::span<const AffectedCell> affected, UtcNs now) {
  std::vector<std::string> carriers;
  if (!incident.cell) return carriers;
  for (const auto& item : affected) {
    if (std::ranges::find(carriers, item.cell.operator_name) == carriers.end())
      carriers.push_back(item.cell.operator_name);
  }
  if (RestrictedBands::read(tx).hold(incident)) return carriers;  // known to the DST, told to nobody
  auto standing = tx.tickets_of(incident.id);
  for (const auto& carrier : carriers) {
    std::vector<AffectedCell> of_carrier;
    std::ranges::copy_if(affected, std::back_inserter(of_carrier),
                         [&](const AffectedCell& item) { return item.cell.operator_name == carrier; });
    draft_one(tx, incident, carrier, standing, of_carrier, now);
  }
  return carriers;
}

std::string carrier_name(const std::string& operator_name) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kNames{{{"viettel", "Viettel"},
                                                                       {"vnpt", "VNPT VinaPhone"},
                                                                       {"mobifone", "MobiFone"},
                                                                       {"vietnamobile", "Vietnamobile"},
                                                                       {"gmobile", "Gmobile"}}};
  for (const auto& [key, name] : kNames) {
    if (operator_name == key) return name;
  }
  return operator_name;
}

}  // namespace sb::gateway
