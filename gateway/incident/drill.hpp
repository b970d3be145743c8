#pragma once
// Drills: a scenario of findings is injected as exercises, people react as they would, and the times are
// told. Nothing of it enters a statistic: every observation and incident carries `exercise`. Documents of the
// collection "drill"; the key is its number.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

inline constexpr const char* kDrillCollection = "drill";

/// One finding of the scenario, at one node, so long after the start.
struct DrillStep {
  double after_s = 0.0;  ///< 0 .. 86 400, ascending
  std::string node;
  std::optional<HeardCell> cell;
  std::optional<HeardEmission> emission;
  std::optional<HeardJamming> jamming;
  std::string json;  ///< as written
};

struct Drill {
  std::int64_t id = 0;
  std::string name;
  std::vector<DrillStep> steps;  ///< 1 .. 200
  UtcNs started = 0;             ///< 0: not yet
  std::size_t injected = 0;      ///< steps so far
};

/// {"name","steps":[{"after_s","node","cell":{"rat","frequency_hz","channel"?,"pci","plmns":[],"tac"?,"cell_id"?,"rsrp_dbm"?}
/// | "emission":{"centre_hz","bandwidth_hz","label"?} | "jamming":{"kind","centre_hz","bandwidth_hz"}}]}.
/// kInvalidArgument names the step.
Result<Drill> drill_from_json(std::string_view text);

/// Checks that every node is enrolled and keeps it.
Result<Drill> plan_drill(Store& store, std::string_view text, const std::string& actor, UtcNs now);
std::vector<Drill> drills(Store& store);  ///< by number
std::optional<Drill> find_drill(Store& store, std::int64_t id);
Result<Drill> start_drill(Store& store, std::int64_t id, const std::string& actor, UtcNs now);

/// Hands a stored observation to correlation.
using Inject = std::function<void(Transaction&, Observation&, UtcNs now)>;
/// Injects what is due of every started drill. Returns how many steps.
std::size_t advance_drills(Store& store, const Inject& inject, UtcNs now);

struct DrillIncident {
  std::int64_t id = 0;
  std::string kind, state;
  UtcNs first_injected = 0;                                  ///< first finding of it
  std::optional<double> detect_s, acknowledge_s, resolve_s;  ///< after first_injected
};
/// What became of a drill's incidents, from the audit.
std::vector<DrillIncident> drill_report(Store& store, const Drill& drill);

}  // namespace sb::gateway
