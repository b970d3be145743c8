#include "gateway/sharing/forms.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

void put_cell(const HeardCell& cell, json& all) {
  all["rat"] = cell.rat;
  all["frequency_hz"] = cell.frequency_hz;
  all["physical_id"] = cell.physical_id;
  if (cell.channel) all["channel"] = *cell.channel;
  if (!cell.plmns.empty()) all["plmn"] = models::to_string(cell.plmns.front());
  if (cell.tac) all["tac"] = *cell.tac;
  if (cell.cell_id) all["cell_id"] = *cell.cell_id;
  if (cell.rsrp_dbm) all["rsrp_dbm"] = *cell.rsrp_dbm;
}

json everything(const Incident& incident) {
  json all{{"kind", incident.kind},
           {"severity", incident.severity},
           {"state", incident.state},
           {"first_seen", rfc3339_utc(incident.first_seen)},
           {"last_seen", rfc3339_utc(incident.last_seen)},
           {"commune_code", incident.place.commune_code},
           {"commune", incident.place.commune},
           {"latitude", incident.place.latitude_deg},
           {"longitude", incident.place.longitude_deg},
           {"uncertainty_m", incident.place.uncertainty_m},
           {"confidence", incident.confidence},
           {"observations", incident.observation_count}};
  if (incident.cell) put_cell(*incident.cell, all);
  if (incident.emission) {
    all["frequency_hz"] = incident.emission->centre_hz;
    all["bandwidth_hz"] = incident.emission->bandwidth_hz;
  }
  if (incident.jamming) {
    all["frequency_hz"] = incident.jamming->centre_hz;
    all["bandwidth_hz"] = incident.jamming->bandwidth_hz;
    all["jamming"] = incident.jamming->kind;
  }
  return all;
}

bool has_place(const AllowList& allowed) {
  return std::ranges::find(allowed, std::string("latitude")) != allowed.end() &&
         std::ranges::find(allowed, std::string("longitude")) != allowed.end();
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out.push_back(c);
  }
  return out;
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string csv_cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos &&
      text.find_first_not_of("+-0123456789.e") != std::string::npos)
    text.insert(text.begin(), '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted(1, '"');
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

/// PARAM-VALUE of RFC 5424 §6.3.3.
std::string sd_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == ']') out.push_back('\\');
    if (static_cast<unsigned char>(c) >= 0x20) out.push_back(c);
  }
  return out;
}

int syslog_severity(const std::string& severity) {
  if (severity == "critical") return 2;
  if (severity == "high") return 3;
  if (severity == "medium") return 4;
  return severity == "low" ? 5 : 6;
}

}  // namespace

const AllowList& shareable_fields() {
  static const AllowList fields = {
      "kind",    "severity",     "state",        "first_seen",    "last_seen",  "commune_code",
      "commune", "latitude",     "longitude",    "uncertainty_m", "confidence", "observations",
      "rat",     "frequency_hz", "bandwidth_hz", "physical_id",   "channel",    "plmn",
      "tac",     "cell_id",      "rsrp_dbm",     "jamming"};
  return fields;
}

json shared_incident(const Incident& incident, const AllowList& allowed) {
  json shared{{"id", incident.id}, {"exercise", incident.exercise}};
  const auto all = everything(incident);
  for (const auto& field : allowed) {
    if (all.contains(field)) shared[field] = all[field];
  }
  return shared;
}

bool is_shareable(const Incident& incident, const RestrictedBands& restricted) {
  return incident.kind != "node_fault" && incident.state != "merged" && !restricted.hold(incident);
}

json to_feature(const Incident& incident, const AllowList& allowed) {
  json geometry;  // null: no place may be told (RFC 7946 §3.2)
  if (has_place(allowed))
    geometry = {{"type", "Point"},
                {"coordinates", {incident.place.longitude_deg, incident.place.latitude_deg}}};
  return {{"type", "Feature"},
          {"id", incident.id},
          {"geometry", std::move(geometry)},
          {"properties", shared_incident(incident, allowed)}};
}

std::string to_geojson(std::span<const Incident> incidents, const AllowList& allowed) {
  auto features = json::array();
  for (const auto& incident : incidents) features.push_back(to_feature(incident, allowed));
  return json{{"type", "FeatureCollection"}, {"features", std::move(features)}}.dump(
      -1, ' ', false, json::error_handler_t::replace);
}

std::string incidents_to_csv(std::span<const Incident> incidents, const AllowList& allowed,
                             const Vn2000* grid) {
  if (!has_place(allowed)) grid = nullptr;
  std::string out = "\xef\xbb\xbfid,exercise";
  for (const auto& field : allowed) {
    out.push_back(',');
    out += field;
  }
  out += grid != nullptr ? ",vn2000_northing_m,vn2000_easting_m\r\n" : "\r\n";
  for (const auto& incident : incidents) {
    const auto shared = shared_incident(incident, allowed);
    out += fmt::format("{},{}", incident.id, incident.exercise);
    for (const auto& field : allowed) {
      out.push_back(',');
      if (shared.contains(field)) out += csv_cell(text_of(shared[field]));
    }
    if (grid != nullptr) {
      const auto at = grid->to_grid({incident.place.latitude_deg, incident.place.longitude_deg});
      out += fmt::format(",{:.1f},{:.1f}", at.northing_m, at.easting_m);
    }
    out += "\r\n";
  }
  return out;
}

std::string to_kml(std::span<const Incident> incidents, const AllowList& allowed) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml "
      "xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>Sóng Biên</name>\n";
  for (const auto& incident : incidents) {
    out += fmt::format("<Placemark id=\"incident-{}\"><name>{}{}</name><ExtendedData>", incident.id,
                       incident.exercise ? "[EXERCISE] " : "", incident.id);
    const auto shared = shared_incident(incident, allowed);
    for (const auto& [field, value] : shared.items())
      out += fmt::format("<Data name=\"{}\"><value>{}</value></Data>", field, xml_escaped(text_of(value)));
    out += "</ExtendedData>";
    if (has_place(allowed))
      out += fmt::format("<Point><coordinates>{:.6f},{:.6f}</coordinates></Point>",
                         incident.place.longitude_deg, incident.place.latitude_deg);
    out += "</Placemark>\n";
  }
  return out + "</Document></kml>\n";
}

std::string to_syslog(const Incident& incident, const AllowList& allowed, const std::string& host,
                      UtcNs now) {
  constexpr int kFacility = 13;
  const auto shared = shared_incident(incident, allowed);
  // 32473 is the enterprise number that RFC 5612 keeps for documentation; a province with its own changes it.
  std::string data = "[songbien@32473";
  for (const auto& [field, value] : shared.items())
    data += fmt::format(" {}=\"{}\"", field, sd_escaped(text_of(value)));
  data.push_back(']');
  const auto severity = shared.contains("severity") ? syslog_severity(incident.severity) : 5;
  return fmt::format("<{}>1 {} {} songbien-gateway - INCIDENT {} \xef\xbb\xbf{}incident {}",
                     kFacility * 8 + severity, rfc3339_utc(now), host, data,
                     incident.exercise ? "EXERCISE " : "", incident.id);
}

}  // namespace sb::gateway
