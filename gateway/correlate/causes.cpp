#include "gateway/correlate/causes.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "gateway/correlate/rules.hpp"
#include "models/bandplan/spectrum_use.hpp"

namespace sb::gateway {
namespace {

constexpr std::size_t kManyNodes = 3;
constexpr double kAlmostSure = 0.95;
constexpr double kDoubtful = 0.5;

int rank(const std::string& level) {
  if (level == "sync") return 0;
  return level == "mib" || level == "sch" ? 1 : 2;
}

double level_of(const HeardCell& cell) {
  for (const auto& level : {cell.rsrp_dbm, cell.rsrp_dbfs, cell.power_dbfs}) {
    if (level) return *level;
  }
  return -std::numeric_limits<double>::infinity();
}

/// What is not a cell: dBm where it is calibrated, else dBFS.
template <typename Energy>
double power_of(const Energy& energy) {
  for (const auto& level : {energy.power_dbm, energy.power_dbfs}) {
    if (level) return *level;
  }
  return -std::numeric_limits<double>::infinity();
}

bool touches_protected(const Incident& incident) {
  if (!incident.emission && !incident.jamming) return false;
  const auto band = occupied_band(incident);
  return band && models::spectrum_use(band->low_hz, band->high_hz).use == models::SpectrumUse::kProtected;
}

bool has_reason(const Incident& incident, std::string_view rule) {
  return std::ranges::any_of(incident.reasons, [&](const Reason& reason) { return reason.rule == rule; });
}

std::string prefix(bool exercise) {
  return exercise ? "exercise:" : "";
}

}  // namespace

std::string cause_key(const std::string& kind, const HeardCell& cell, bool exercise) {
  const std::string identity = cell.cell_id ? std::to_string(*cell.cell_id) : "-";
  const std::string channel =
      cell.channel ? std::to_string(*cell.channel) : fmt::format("{:.0f}kHz", cell.frequency_hz / 1e3);
  return fmt::format("{}{}:{}:{}:{}:{}", prefix(exercise), kind, cell.rat,
                     models::to_string(deciding_plmn(cell)), identity, channel);
}

std::string energy_cause_key(const std::string& kind, const Observation& observation,
                             const OccupiedBand& band) {
  return fmt::format("{}{}:{:.0f}kHz:{}", prefix(observation.exercise), kind,
                     (band.low_hz + band.high_hz) / 2e3, observation.key.node_id);
}

std::string fault_cause_key(const std::string& node_id, const std::string& fault, bool exercise) {
  return fmt::format("{}node_fault:{}:{}", prefix(exercise), node_id, fault);
}

std::string severity_of(const Incident& incident) {
  if (incident.kind == "spillover") {
    if (has_reason(incident, "propagation.ducting")) return "medium";  // weather: it passes
    return has_reason(incident, "level.above_trigger") || incident.nodes.size() >= kManyNodes ? "high"
                                                                                              : "medium";
  }
  if (incident.kind == "rogue_cell") {
    const bool domestic = incident.cell && models::is_domestic(deciding_plmn(*incident.cell));
    return domestic && incident.confidence >= kAlmostSure ? "critical" : "high";
  }
  if (incident.kind == "jamming") {
    const bool victims = incident.jamming && !incident.jamming->victims.empty();
    const bool sure = incident.nodes.size() >= 2 || incident.confidence >= kAlmostSure;
    return (touches_protected(incident) || victims) && sure ? "critical" : "high";
  }
  if (incident.kind == "foreign_service_use")
    return "low";  // an hour's energy: to be looked into, not run after
  if (incident.kind == "interference" || incident.kind == "repeater" ||
      incident.kind == "unlicensed_emission") {
    if (touches_protected(incident)) return "high";
    return incident.nodes.size() >= kManyNodes ? "high" : incident.confidence < kDoubtful ? "low" : "medium";
  }
  return "medium";
}

std::string impact_of(const Incident& incident) {
  if (incident.kind == "node_fault") return "none";
  const bool victims = incident.jamming && !incident.jamming->victims.empty();
  if (victims || touches_protected(incident) || incident.severity == "critical") return "high";
  return has_reason(incident, "overlap.registered") || incident.kind == "repeater" ? "medium" : "low";
}

std::vector<std::string> refuted_by(std::string_view kind) {
  struct Row {
    std::string_view kind;
    std::vector<std::string> rules;
  };
  static const std::array<Row, 8> kRows{
      {{"spillover", {"propagation.ducting", "registry.present", "level.below_trigger"}},
       {"rogue_cell", {"registry.late", "registry.present", "measurement.repeated_without_it"}},
       {"registry_mismatch", {"registry.late", "registry.present"}},
       {"unlicensed_emission", {"licence.late", "licence.present", "receiver.intermodulation"}},
       {"interference", {"licence.present", "receiver.overloaded", "receiver.intermodulation"}},
       {"repeater", {"licence.present", "uplink.busy_hour"}},
       {"service_loss", {"antenna.fault", "second_node.silent"}},
       {"jamming", {"receiver.overloaded", "antenna.fault", "second_node.silent"}}}};
  const auto* found = std::ranges::find(kRows, kind, &Row::kind);
  return found != kRows.end() ? found->rules : std::vector<std::string>{};
}

UtcNs acknowledge_within(const std::string& severity) {
  constexpr UtcNs kMinuteNs = 60'000'000'000;
  if (severity == "critical") return 15 * kMinuteNs;
  if (severity == "high") return 60 * kMinuteNs;
  return severity == "medium" ? 240 * kMinuteNs : 0;
}

std::string severity_of_fault(const std::string& fault) {
  if (fault == "device_lost" || fault == "spool_full" || fault == "tamper" || fault == "antenna_fault")
    return "high";
  return fault == "samples_dropped" || fault == "clock_jumped" ? "low" : "medium";
}

bool tells_more(const HeardCell& candidate, const HeardCell& held) {
  if (rank(candidate.level) != rank(held.level)) return rank(candidate.level) > rank(held.level);
  if (candidate.rsrp_dbm.has_value() != held.rsrp_dbm.has_value()) return candidate.rsrp_dbm.has_value();
  return level_of(candidate) > level_of(held);
}

bool tells_more(const HeardEmission& candidate, const HeardEmission& held) {
  if (candidate.power_dbm.has_value() != held.power_dbm.has_value()) return candidate.power_dbm.has_value();
  return power_of(candidate) > power_of(held);
}

bool tells_more(const HeardJamming& candidate, const HeardJamming& held) {
  if (candidate.kind_confidence != held.kind_confidence)
    return candidate.kind_confidence > held.kind_confidence;
  return power_of(candidate) > power_of(held);
}

Incident begin_incident(const Observation& observation, std::string kind, std::string cause) {
  Incident incident;
  incident.kind = std::move(kind);
  incident.cause_key = std::move(cause);
  incident.state = "open";
  incident.severity = "medium";
  incident.exercise = observation.exercise;
  incident.first_seen = observation.first_seen;
  incident.last_seen = observation.last_seen;
  return incident;
}

Fault fault_of(const std::string& event_kind) {
  struct Row {
    const char* event;
    const char* fault;
    bool over;
  };
  constexpr std::array<Row, 13> kRows{{{"stream_stalled", "stream_stalled", false},
                                       {"stream_recovered", "stream_stalled", true},
                                       {"device_lost", "device_lost", false},
                                       {"device_back", "device_lost", true},
                                       {"samples_dropped", "samples_dropped", false},
                                       {"spool_full", "spool_full", false},
                                       {"clock_jumped", "clock_jumped", false},
                                       {"overloaded", "overloaded", false},
                                       {"calibration_expired", "calibration_expired", false},
                                       {"antenna_fault", "antenna_fault", false},
                                       {"power", "power", false},
                                       {"tamper", "tamper", false},
                                       {"temperature", "temperature", false}}};
  const auto* found = std::ranges::find_if(kRows, [&](const Row& row) { return event_kind == row.event; });
  return found != kRows.end() ? Fault{found->fault, found->over} : Fault{};
}

}  // namespace sb::gateway
