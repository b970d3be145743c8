#include "gateway/correlate/causes.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "gateway/correlate/rules.hpp"

namespace sb::gateway {
namespace {

constexpr double kTriggerDbm = -101.0;
constexpr std::size_t kManyNodes = 3;
constexpr double kAlmostSure = 0.95;

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

std::string fault_cause_key(const std::string& node_id, const std::string& fault, bool exercise) {
  return fmt::format("{}node_fault:{}:{}", prefix(exercise), node_id, fault);
}

std::string severity_of(const Incident& incident) {
  if (incident.kind == "spillover") {
    const bool strong = incident.cell && incident.cell->rsrp_dbm && *incident.cell->rsrp_dbm >= kTriggerDbm;
    return strong || incident.nodes.size() >= kManyNodes ? "high" : "medium";
  }
  if (incident.kind == "rogue_cell") {
    const bool domestic = incident.cell && models::is_domestic(deciding_plmn(*incident.cell));
    return domestic && incident.confidence >= kAlmostSure ? "critical" : "high";
  }
  return "medium";
}

std::string severity_of_fault(const std::string& fault) {
  if (fault == "device_lost" || fault == "spool_full") return "high";
  return fault == "samples_dropped" ? "low" : "medium";
}

bool tells_more(const HeardCell& candidate, const HeardCell& held) {
  if (rank(candidate.level) != rank(held.level)) return rank(candidate.level) > rank(held.level);
  if (candidate.rsrp_dbm.has_value() != held.rsrp_dbm.has_value()) return candidate.rsrp_dbm.has_value();
  return level_of(candidate) > level_of(held);
}

Fault fault_of(const std::string& event_kind) {
  struct Row {
    const char* event;
    const char* fault;
    bool over;
  };
  constexpr std::array<Row, 6> kRows{{{"stream_stalled", "stream_stalled", false},
                                      {"stream_recovered", "stream_stalled", true},
                                      {"device_lost", "device_lost", false},
                                      {"device_back", "device_lost", true},
                                      {"samples_dropped", "samples_dropped", false},
                                      {"spool_full", "spool_full", false}}};
  const auto* found = std::ranges::find_if(kRows, [&](const Row& row) { return event_kind == row.event; });
  return found != kRows.end() ? Fault{found->fault, found->over} : Fault{};
}

}  // namespace sb::gateway
