#include "gateway/correlate/suspicion.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <nlohmann/json.hpp>

#include "gateway/correlate/broadcast_signs.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

// Assumed log-likelihood ratios, as in rules.cpp.
constexpr double kChurn = 3.0, kIdentityChurn = 2.5, kClone = 2.2, kClock = 1.6, kClockStep = 2.0;
constexpr double kSunset = 2.0, kCapture = 2.2;

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

}  // namespace

std::vector<WeighedReason> suspicions(const HeardCell& cell, const CellPast& past, bool registered,
                                      std::string_view date) {
  std::vector<WeighedReason> reasons;
  identity(past, reasons);
  clock(past, reasons);
  if (cell.rat == "gsm" && date >= kGsmSunset && !registered)
    add(reasons, "rat.after_sunset", {{"rat", "gsm"}}, {{"off_air_since", kGsmSunset}}, kSunset);
  auto signs = broadcast_signs(cell.rat, cell.physical_id, cell.broadcast_json);
  std::ranges::move(signs, std::back_inserter(reasons));
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
