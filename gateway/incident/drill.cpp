#include "gateway/incident/drill.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr std::size_t kMostSteps = 200, kLongestName = 200;
constexpr double kLongestS = 86'400.0;
constexpr int kAuditRows = 500, kObservationRows = 500;

HeardCell cell_of(const json& object) {
  HeardCell cell;
  object.at("rat").get_to(cell.rat);
  object.at("frequency_hz").get_to(cell.frequency_hz);
  object.at("pci").get_to(cell.physical_id);
  for (const auto& text : object.at("plmns")) {
    const auto plmn = models::parse_plmn(text.get<std::string>());
    if (!plmn) throw std::invalid_argument("a PLMN is MCC-MNC");
    cell.plmns.push_back(*plmn);
  }
  cell.level = cell.plmns.empty() ? "sync" : cell.rat == "gsm" ? "si3" : "sib1";
  if (object.contains("channel")) cell.channel = object["channel"].get<std::uint32_t>();
  if (object.contains("tac")) cell.tac = object["tac"].get<std::uint32_t>();
  if (object.contains("cell_id")) cell.cell_id = object["cell_id"].get<std::uint64_t>();
  if (object.contains("rsrp_dbm")) cell.rsrp_dbm = object["rsrp_dbm"].get<double>();
  return cell;
}

template <typename Energy>
Energy energy_of(const json& object) {
  Energy energy;
  object.at("centre_hz").get_to(energy.centre_hz);
  object.at("bandwidth_hz").get_to(energy.bandwidth_hz);
  if (energy.centre_hz < 10e3 || energy.centre_hz > 100e9 || energy.bandwidth_hz <= 0.0)
    throw std::invalid_argument("centre_hz and bandwidth_hz are outside of what can be heard");
  return energy;
}

DrillStep step_of(const json& object) {
  DrillStep step;
  object.at("after_s").get_to(step.after_s);
  object.at("node").get_to(step.node);
  step.json = object.dump();
  if (object.contains("cell")) step.cell = cell_of(object["cell"]);
  if (object.contains("emission")) {
    step.emission = energy_of<HeardEmission>(object["emission"]);
    step.emission->label = object["emission"].value("label", "unknown");
  }
  if (object.contains("jamming")) {
    step.jamming = energy_of<HeardJamming>(object["jamming"]);
    step.jamming->kind = object["jamming"].at("kind").get<std::string>();
  }
  if (int{step.cell.has_value()} + int{step.emission.has_value()} + int{step.jamming.has_value()} != 1)
    throw std::invalid_argument("a step has exactly one of cell, emission, jamming");
  if (!(step.after_s >= 0.0 && step.after_s <= kLongestS))
    throw std::invalid_argument("after_s is 0 to 86400");
  return step;
}

Drill read(const Document& document) {
  auto drill = drill_from_json(document.json);
  if (!drill) throw StoreError("drill " + document.key + ": " + drill.error().text);
  const auto object = json::parse(document.json);
  drill->id = std::stoll(document.key);
  drill->started = object.value("started", UtcNs{0});
  drill->injected = object.value("injected", std::size_t{0});
  return std::move(*drill);
}

Document to_document(const Drill& drill, const std::string& actor, UtcNs now) {
  json object = {{"name", drill.name},
                 {"started", drill.started},
                 {"injected", drill.injected},
                 {"steps", json::array()}};
  for (const auto& step : drill.steps) object["steps"].push_back(json::parse(step.json));
  return {kDrillCollection, std::to_string(drill.id), object.dump(), now, actor, 0};
}

/// A drill is a boot of its own at each node: the time of its start.
std::uint64_t boot_of(const Drill& drill) {
  return static_cast<std::uint64_t>(drill.started);
}

Observation observation_of(const Drill& drill, std::size_t index, const NodeRow& node, UtcNs now) {
  const auto& step = drill.steps[index];
  Observation o;
  o.key = {step.node, boot_of(drill), index + 1};
  o.envelope = step.json;  // what was injected, unsigned: it is no evidence of anything
  const auto hash = wire::sha256(o.envelope);
  o.body_sha256.assign(reinterpret_cast<const char*>(hash.data()), hash.size());
  o.received = o.first_seen = o.last_seen = now;
  o.latitude_deg = node.latitude_deg;
  o.longitude_deg = node.longitude_deg;
  o.position_uncertainty_m = 10.0;
  o.software = "drill";
  o.detector = "drill";
  o.detector_version = 1;
  o.confidence = 1.0;
  o.exercise = true;
  o.cell = step.cell;
  o.emission = step.emission;
  o.jamming = step.jamming;
  return o;
}

std::optional<double> seconds_between(UtcNs from, UtcNs to) {
  return static_cast<double>(to - from) * 1e-9;
}

}  // namespace

Result<Drill> drill_from_json(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object() || !object.contains("name") || !object["name"].is_string() ||
      !object.contains("steps") || !object["steps"].is_array())
    return fail(ErrorCode::kInvalidArgument, "a drill is {name, steps:[...]}");
  Drill drill;
  drill.name = object["name"].get<std::string>();
  if (drill.name.empty() || drill.name.size() > kLongestName)
    return fail(ErrorCode::kInvalidArgument, "'name' must have 1 to 200 octets");
  if (object["steps"].empty() || object["steps"].size() > kMostSteps)
    return fail(ErrorCode::kInvalidArgument, "'steps' must have 1 to 200 entries");
  for (const auto& item : object["steps"]) {
    try {
      drill.steps.push_back(step_of(item));
    } catch (const std::exception& error) {
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("step {}: {}", drill.steps.size() + 1, error.what()));
    }
    if (drill.steps.size() > 1 && drill.steps.back().after_s < drill.steps[drill.steps.size() - 2].after_s)
      return fail(ErrorCode::kInvalidArgument, fmt::format("step {}: after_s goes back", drill.steps.size()));
  }
  return drill;
}

Result<Drill> plan_drill(Store& store, std::string_view text, const std::string& actor, UtcNs now) {
  auto drill = drill_from_json(text);
  if (!drill) return drill;
  const auto nodes = store.nodes();
  for (const auto& step : drill->steps) {
    if (std::ranges::find(nodes, step.node, &NodeRow::node_id) == nodes.end())
      return fail(ErrorCode::kInvalidArgument, "node " + step.node + " is not enrolled");
  }
  store.write([&](Transaction& tx) {
    drill->id = 1;
    for (const auto& document : tx.documents(kDrillCollection))
      drill->id = std::max(drill->id, std::int64_t{std::stoll(document.key)} + 1);
    tx.put_document(to_document(*drill, actor, now));
    tx.audit({0, now, actor, "drill.plan", fmt::format("drill/{}", drill->id),
              json{{"name", drill->name}}.dump()});
  });
  return drill;
}

std::vector<Drill> drills(Store& store) {
  std::vector<Drill> all;
  for (const auto& document : store.documents(kDrillCollection)) all.push_back(read(document));
  std::ranges::sort(all, {}, &Drill::id);
  return all;
}

std::optional<Drill> find_drill(Store& store, std::int64_t id) {
  for (auto& drill : drills(store)) {
    if (drill.id == id) return std::move(drill);
  }
  return std::nullopt;
}

Result<Drill> start_drill(Store& store, std::int64_t id, const std::string& actor, UtcNs now) {
  auto drill = find_drill(store, id);
  if (!drill) return fail(ErrorCode::kNotFound, fmt::format("there is no drill {}", id));
  if (drill->started != 0) return fail(ErrorCode::kRefused, fmt::format("drill {} was started already", id));
  drill->started = now;
  store.write([&](Transaction& tx) {
    tx.put_document(to_document(*drill, actor, now));
    tx.audit({0, now, actor, "drill.start", fmt::format("drill/{}", id), "{}"});
  });
  return std::move(*drill);
}

std::size_t advance_drills(Store& store, const Inject& inject, UtcNs now) {
  std::size_t count = 0;
  for (auto& drill : drills(store)) {
    const auto is_due = [&](const DrillStep& step) {
      return drill.started + static_cast<UtcNs>(step.after_s * 1e9) <= now;
    };
    if (drill.started == 0 || drill.injected >= drill.steps.size() || !is_due(drill.steps[drill.injected]))
      continue;
    store.write([&](Transaction& tx) {
      for (; drill.injected < drill.steps.size() && is_due(drill.steps[drill.injected]); ++drill.injected) {
        const auto node = tx.node(drill.steps[drill.injected].node);
        if (!node) continue;  // revoked and removed since
        auto o = observation_of(drill, drill.injected, *node, now);
        if (tx.insert_observation(o)) inject(tx, o, now);
        ++count;
      }
      tx.put_document(to_document(drill, "gateway", now));
    });
  }
  return count;
}

std::vector<DrillIncident> drill_report(Store& store, const Drill& drill) {
  std::map<std::int64_t, DrillIncident> found;
  ObservationFilter filter;
  filter.since = drill.started;
  filter.limit = kObservationRows;
  for (const auto& o : store.observations(filter)) {
    if (o.key.boot_id != boot_of(drill) || o.detector != "drill" || !o.incident_id) continue;
    auto& row = found[*o.incident_id];
    row.id = *o.incident_id;
    row.first_injected = row.first_injected == 0 ? o.first_seen : std::min(row.first_injected, o.first_seen);
  }
  std::vector<DrillIncident> report;
  for (auto& [id, row] : found) {
    const auto incident = store.incident(id);
    if (!incident) continue;
    row.kind = incident->kind;
    row.state = incident->state;
    for (const auto& audit : store.audit_of(fmt::format("incident/{}", id), kAuditRows)) {
      if (audit.action == "incident.open") row.detect_s = seconds_between(row.first_injected, audit.at);
      if (audit.action == "incident.acknowledge")
        row.acknowledge_s = seconds_between(row.first_injected, audit.at);
      if (audit.action == "incident.close" || audit.action == "incident.dismiss")
        row.resolve_s = seconds_between(row.first_injected, audit.at);
    }
    report.push_back(std::move(row));
  }
  return report;
}

}  // namespace sb::gateway
