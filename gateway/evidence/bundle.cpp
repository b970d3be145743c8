#include "gateway/evidence/bundle.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/report/zip.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr std::size_t kMostObservations = 20'000;
constexpr int kPage = 500;

std::string hex_sha256(std::string_view bytes) {
  const auto digest = wire::sha256(bytes);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string hex_id(const wire::KeyId& id) {
  return wire::to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
}

std::string text_of(const json& value) {
  return value.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::vector<Observation> observations_of(Store& store, std::int64_t incident_id, bool& more) {
  std::vector<Observation> all;
  ObservationFilter filter;
  filter.incident_id = incident_id;
  filter.limit = kPage;
  for (;;) {
    auto page = store.observations(filter);
    const bool last = page.size() < static_cast<std::size_t>(kPage);
    if (!page.empty()) filter.after_id = page.back().id;
    std::ranges::move(page, std::back_inserter(all));
    more = !last && all.size() >= kMostObservations;
    if (last || more) return all;
  }
}

std::string envelope_name(const Observation& o) {
  return fmt::format("envelopes/{}-{:016x}-{:012}.bin", o.key.node_id, o.key.boot_id, o.key.seq);
}

json index_of(const Observation& o) {
  return {{"id", o.id},
          {"node", o.key.node_id},
          {"boot", fmt::format("{:016x}", o.key.boot_id)},
          {"seq", o.key.seq},
          {"envelope", envelope_name(o)},
          {"body_sha256", wire::to_hex(o.body_sha256)},
          {"received", rfc3339_utc(o.received)},
          {"first_seen", rfc3339_utc(o.first_seen)},
          {"last_seen", rfc3339_utc(o.last_seen)},
          {"latitude_deg", o.latitude_deg},
          {"longitude_deg", o.longitude_deg},
          {"position_uncertainty_m", o.position_uncertainty_m},
          {"time_quality", o.time_quality},
          {"calibration_id", o.calibration_id},
          {"software", o.software},
          {"detector", o.detector},
          {"detector_version", o.detector_version},
          {"confidence", o.confidence},
          {"exercise", o.exercise}};
}

json incident_json(const Incident& i) {
  auto reasons = json::array();
  for (const auto& reason : i.reasons) {
    reasons.push_back({{"rule", reason.rule},
                       {"version", reason.version},
                       {"measured", json::parse(reason.measured_json, nullptr, false)},
                       {"expected", json::parse(reason.expected_json, nullptr, false)}});
  }
  return {{"id", i.id},
          {"kind", i.kind},
          {"severity", i.severity},
          {"state", i.state},
          {"cause_key", i.cause_key},
          {"first_seen", rfc3339_utc(i.first_seen)},
          {"last_seen", rfc3339_utc(i.last_seen)},
          {"nodes", i.nodes},
          {"place",
           {{"commune_code", i.place.commune_code},
            {"commune", i.place.commune},
            {"latitude_deg", i.place.latitude_deg},
            {"longitude_deg", i.place.longitude_deg},
            {"uncertainty_m", i.place.uncertainty_m}}},
          {"confidence", i.confidence},
          {"reasons", std::move(reasons)},
          {"exercise", i.exercise}};
}

json custody_of(Store& store, std::int64_t incident_id, bool evidence_only) {
  std::vector<AuditRow> rows;
  store.read([&](Ledgers& ledgers) {
    AuditFilter filter;
    filter.subject = fmt::format("incident/{}", incident_id);
    filter.limit = kPage;
    for (;;) {
      auto page = ledgers.audit_rows(filter);
      const bool last = page.size() < static_cast<std::size_t>(kPage);
      if (!page.empty()) filter.after_id = page.back().id;
      std::ranges::move(page, std::back_inserter(rows));
      if (last) return;
    }
  });
  auto list = json::array();
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (evidence_only && !row->action.starts_with("evidence.")) continue;
    list.push_back({{"id", row->id},
                    {"at", rfc3339_utc(row->at)},
                    {"actor", row->actor},
                    {"action", row->action},
                    {"detail", json::parse(row->detail_json, nullptr, false)}});
  }
  return list;
}

/// Reports by calibration or software: which of them were made with it.
json grouped(const std::vector<Observation>& observations, std::string Observation::*member) {
  std::map<std::string, std::map<std::string, std::uint64_t>> counts;
  for (const auto& o : observations) ++counts[o.*member][o.key.node_id];
  auto list = json::array();
  for (const auto& [value, nodes] : counts) list.push_back({{"value", value}, {"reports_by_node", nodes}});
  return list;
}

void put_keys(Store& store, const std::vector<Observation>& observations, std::vector<ZipEntry>& entries) {
  std::set<std::string> wanted;
  for (const auto& o : observations) wanted.insert(o.key.node_id);
  for (const auto& node : store.nodes()) {
    if (wanted.contains(node.node_id))
      entries.push_back({fmt::format("keys/{}.pub.pem", node.node_id), node.public_key_pem});
  }
}

void put_manifest(const wire::SigningKey& key, json manifest, std::vector<ZipEntry>& entries) {
  manifest["entries"] = json::array();
  for (const auto& entry : entries) {
    manifest["entries"].push_back(
        {{"name", entry.name}, {"sha256", hex_sha256(entry.content)}, {"bytes", entry.content.size()}});
  }
  auto text = text_of(manifest);
  const json signatures = json::array({{{"algorithm", "ed25519"},
                                        {"key_id", hex_id(key.id())},
                                        {"signature", wire::to_hex(key.sign(text))}}});
  entries.insert(entries.begin(), {"manifest.json", std::move(text)});
  entries.insert(entries.begin() + 1, {"manifest.sig.json", text_of(signatures)});
}

}  // namespace

Result<std::string> evidence_bundle(Store& store, const wire::SigningKey& key, const EvidenceRequest& request,
                                    UtcNs now) {
  const auto incident = store.incident(request.incident_id);
  if (!incident)
    return fail(ErrorCode::kNotFound, fmt::format("there is no incident {}", request.incident_id));
  store.write([&](Transaction& tx) {
    tx.audit({0, now, request.reader, "evidence.read", fmt::format("incident/{}", request.incident_id),
              json{{"purpose", request.purpose}}.dump()});
  });
  bool more = false;
  const auto observations = observations_of(store, request.incident_id, more);
  std::vector<ZipEntry> entries;
  entries.push_back({"gateway.pub.pem", key.public_pem()});
  put_keys(store, observations, entries);
  entries.push_back({"incident.json", text_of(incident_json(*incident))});
  auto index = json::array();
  for (const auto& o : observations) index.push_back(index_of(o));
  entries.push_back({"observations.json", text_of(index)});
  for (const auto& o : observations) entries.push_back({envelope_name(o), o.envelope});
  entries.push_back({"calibration.json", text_of(grouped(observations, &Observation::calibration_id))});
  entries.push_back({"software.json", text_of({{"gateway", request.gateway_software},
                                               {"nodes", grouped(observations, &Observation::software)}})});
  entries.push_back({"custody.json", text_of(custody_of(store, request.incident_id, request.outside))});
  for (const auto& [name, octets] : request.attachments) entries.push_back({"attachments/" + name, octets});
  put_manifest(key,
               {{"format", "songbien-evidence/1"},
                {"incident", request.incident_id},
                {"made", rfc3339_utc(now)},
                {"made_by", request.reader},
                {"observations", observations.size()},
                {"more_observations", more}},
               entries);
  return zip_archive(entries);
}

}  // namespace sb::gateway
