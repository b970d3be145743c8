#include "gateway/correlate/suspicion.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

using nlohmann::json;

// Assumed log-likelihood ratios, as in rules.cpp.
constexpr double kChurn = 3.0, kIdentityChurn = 2.5, kClone = 2.2, kClock = 1.6, kClockStep = 2.0;
constexpr double kSparse = 0.9, kTrap = 0.8, kDowngrade = 1.8, kLabBroadcast = 2.6, kSunset = 2.0,
                 kCapture = 2.2;

// TS 36.104 §6.5.1: 0.05 ppm wide area, 0.1 local area, 0.25 home. A consensus of free-running nodes is good
// to about 0.1 ppm.
constexpr double kClockLimitPpm = 0.4;
constexpr double kClockStepPpm = 0.5;
constexpr std::size_t kTacsOfAnHonestDay = 2;  // one re-planning

void add(std::vector<WeighedReason>& reasons, std::string_view rule, const json& measured,
         const json& expected, double ratio) {
  reasons.push_back({{std::string(rule), 1, measured.dump(), expected.dump()}, ratio});
}

void identity(const CellPast& past, std::vector<WeighedReason>& reasons) {
  if (past.tacs_in_a_day > kTacsOfAnHonestDay)
    add(reasons, "identity.tac_churn", {{"tacs", past.tacs_in_a_day}, {"hours", 24}},
        {{"tacs_at_most", kTacsOfAnHonestDay}}, kChurn);
  if (past.identities_in_an_hour > 2)
    add(reasons, "identity.churn", {{"cell_ids", past.identities_in_an_hour}, {"hours", 1}},
        {{"cell_ids", 1}}, kIdentityChurn);
  if (past.elsewhere.empty()) return;
  const auto& other = past.elsewhere.front();
  add(reasons, "identity.two_carriers", {{"also_hz", other.frequency_hz}, {"also_pci", other.physical_id}},
      {{"carriers", 1}}, kClone);
}

void clock(const CellPast& past, std::vector<WeighedReason>& reasons) {
  if (past.clock_ppm && std::abs(*past.clock_ppm) > kClockLimitPpm)
    add(reasons, "clock.consensus", {{"ppm", *past.clock_ppm}}, {{"ppm_at_most", kClockLimitPpm}}, kClock);
  if (past.clock_step_ppm && std::abs(*past.clock_step_ppm) > kClockStepPpm)
    add(reasons, "clock.step", {{"ppm", *past.clock_step_ppm}}, {{"ppm_at_most", kClockStepPpm}}, kClockStep);
}

std::optional<std::int64_t> number(const json& broadcast, const char* field) {
  const auto found = broadcast.find(field);
  if (found == broadcast.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

/// srsENB's shipped sib.conf (anchors/cellular.md R26b): SIB3 alone, no reference power, tag 0, -130 dBm.
std::size_t lab_marks(const json& broadcast) {
  std::size_t marks = 0;
  marks += static_cast<std::size_t>(number(broadcast, "reference_signal_power_dbm") == 0);
  marks += static_cast<std::size_t>(number(broadcast, "value_tag") == 0);
  marks += static_cast<std::size_t>(number(broadcast, "q_rx_lev_min_dbm") == -130);
  marks += static_cast<std::size_t>(broadcast.value("scheduled_sibs", json::array()) == json::array({3}));
  return marks;
}

void lists(const HeardCell& cell, const json& broadcast, std::vector<WeighedReason>& reasons) {
  const auto scheduled = broadcast.value("scheduled_sibs", json::array());
  if (cell.rat == "lte" && scheduled.size() < 2)
    add(reasons, "broadcast.sparse", {{"scheduled_sibs", scheduled}}, {{"scheduled_sibs_at_least", 2}},
        kSparse);
  const auto priority = number(broadcast, "reselection_priority");
  const auto lowest = number(broadcast, "q_rx_lev_min_dbm");
  if (priority == 7 && lowest && *lowest <= -130)
    add(reasons, "reselection.trap", {{"priority", 7}, {"q_rx_lev_min_dbm", *lowest}},
        {{"priority_below", 7}}, kTrap);
  std::int64_t downward = -1, own = priority.value_or(-1);
  for (const auto& neighbour : broadcast.value("neighbours", json::array())) {
    const auto rat = neighbour.value("rat", std::string());
    const auto theirs = number(neighbour, "priority").value_or(-1);
    if (rat == "gsm" || rat == "umts")
      downward = std::max(downward, theirs);
    else
      own = std::max(own, theirs);
  }
  if (own >= 0 && downward > own)
    add(reasons, "reselection.downgrade", {{"priority", downward}}, {{"priority_at_most", own}}, kDowngrade);
}

}  // namespace

std::vector<WeighedReason> suspicions(const HeardCell& cell, const CellPast& past, bool registered,
                                      std::string_view date) {
  std::vector<WeighedReason> reasons;
  identity(past, reasons);
  clock(past, reasons);
  if (cell.rat == "gsm" && date >= kGsmSunset && !registered)
    add(reasons, "rat.after_sunset", {{"rat", "gsm"}}, {{"off_air_since", kGsmSunset}}, kSunset);
  const auto broadcast = json::parse(cell.broadcast_json, nullptr, false);
  if (broadcast.is_object()) {
    if (const auto marks = lab_marks(broadcast); marks >= 3)
      add(reasons, "broadcast.lab_defaults", {{"marks", marks}}, {{"marks_below", 3}}, kLabBroadcast);
    lists(cell, broadcast, reasons);
  }
  // A chain counts only where the cell is odd in itself: jammers also come where honest cells are.
  if (past.jammed_before && (!reasons.empty() || !registered))
    add(reasons, "chain.jam_then_capture", {{"minutes_at_most", 10}}, {{"jamming_before", false}}, kCapture);
  return reasons;
}

void weigh(Judgement& judgement, std::vector<WeighedReason> suspicions) {
  if (judgement.kind == "spillover" || suspicions.empty()) return;
  double weight = 0.0;
  if (judgement.kind == "registry_mismatch") {
    for (const auto& reason : judgement.reasons) weight += reason.log_likelihood_ratio;
  }
  for (const auto& reason : suspicions) weight += reason.log_likelihood_ratio;
  const bool accused = weight >= kAccusation;
  if (judgement.kind != "rogue_cell" && !accused) return;  // odd, and no more
  judgement.kind = "rogue_cell";
  judgement.registry_missing = false;
  for (auto& reason : suspicions) judgement.reasons.push_back(std::move(reason));
}

}  // namespace sb::gateway
