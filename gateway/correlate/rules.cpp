#include "gateway/correlate/rules.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

using nlohmann::json;

// Assumed log-likelihood ratios (see the header). 3.5 alone is 97 %, 2.2 is 90 %, 1.4 is 80 %, 1.2 is 77 %.
constexpr double kForeignPlmn =
    3.5;  // a checked SIB1 that names a neighbour's network: only a forger says so falsely
constexpr double kWithdrawnPlmn = 3.0;  // networks that no longer exist
constexpr double kUnknownPlmn = 2.2;    // no network of the region
constexpr double kLabDefault = 2.5;     // identities of untouched test software
constexpr double kAbsent = 1.4;         // registries lag behind building
constexpr double kContradiction = 1.2;  // of channel, PCI or TAC: re-planning is common
constexpr double kNode = 0.7;           // each further node, up to kNodesCounted
constexpr std::size_t kNodesCounted = 3;

// srsENB's shipped example: eNB 0x19B cell 1, or eNB 1 cell 1; TAC 7 or 1 (anchors/cellular.md R26).
constexpr std::array<std::uint64_t, 2> kLabCellIds{0x19B01, 257};
constexpr std::array<std::uint32_t, 2> kLabTacs{1, 7};

void add(Judgement& judgement, std::string_view rule, std::uint32_t version, const json& measured,
         const json& expected, double ratio) {
  judgement.reasons.push_back({{std::string(rule), version, measured.dump(), expected.dump()}, ratio});
}

bool is_foreign_neighbour(const models::Plmn& plmn) {
  const auto country = models::country_of(plmn);
  return !country.empty() && !models::is_domestic(plmn);
}

/// Test networks of ITU-T E.212: 001-01 and every 999.
bool is_test_plmn(const models::Plmn& plmn) {
  return plmn.mcc == 1 || plmn.mcc == 999;
}

bool foreign(const CellFacts& facts, std::uint32_t version, Judgement& judgement) {
  if (!std::ranges::all_of(facts.cell.plmns, is_foreign_neighbour)) return false;
  const auto& plmn = facts.cell.plmns.front();
  json measured = {{"plmn", models::to_string(plmn)}, {"country", models::country_of(plmn)}};
  if (const auto* network = models::find_network(plmn)) measured["brand"] = network->brand;
  judgement.kind = "spillover";
  add(judgement, "plmn.foreign", version, measured, {{"domestic", "452"}}, kForeignPlmn);
  return true;
}

bool test_network(const CellFacts& facts, std::uint32_t version, Judgement& judgement) {
  const auto plmn = deciding_plmn(facts.cell);
  if (!is_test_plmn(plmn)) return false;
  judgement.kind = "rogue_cell";
  add(judgement, "identity.lab_default", version, {{"plmn", models::to_string(plmn)}}, {{"plmn", "452-xx"}},
      kLabDefault);
  return false;  // the PLMN is unknown, too
}

bool unknown_network(const CellFacts& facts, std::uint32_t version, Judgement& judgement) {
  const auto plmn = deciding_plmn(facts.cell);
  const bool known =
      models::is_domestic(plmn) ? models::find_network(plmn) != nullptr : is_foreign_neighbour(plmn);
  if (known) return false;
  judgement.kind = "rogue_cell";
  add(judgement, "plmn.unknown", version, {{"plmn", models::to_string(plmn)}},
      {{"plmn", "a network of the region"}}, kUnknownPlmn);
  return true;
}

bool withdrawn(const CellFacts& facts, std::uint32_t version, Judgement& judgement) {
  const auto plmn = deciding_plmn(facts.cell);
  const auto* network = models::find_network(plmn);
  if (!models::is_domestic(plmn) || network == nullptr || network->operational) return false;
  judgement.kind = "rogue_cell";
  add(judgement, "plmn.withdrawn", version, {{"plmn", models::to_string(plmn)}, {"brand", network->brand}},
      {{"on_air", false}}, kWithdrawnPlmn);
  return true;
}

bool is_lab_identity(const HeardCell& cell) {
  return cell.cell_id && cell.tac && std::ranges::find(kLabCellIds, *cell.cell_id) != kLabCellIds.end() &&
         std::ranges::find(kLabTacs, *cell.tac) != kLabTacs.end();
}

bool lab_identity(const CellFacts& facts, std::uint32_t version, Judgement& judgement) {
  if (!facts.registered.empty() || !is_lab_identity(facts.cell)) return false;
  judgement.kind = "rogue_cell";
  add(judgement, "identity.lab_default", version,
      {{"cell_id", *facts.cell.cell_id}, {"tac", *facts.cell.tac}}, {{"cell_id", "of a registered cell"}},
      kLabDefault);
  return false;  // the registry may have more to say
}

/// Without a registry of that carrier nothing is "absent": otherwise every domestic cell of a new
/// installation is an alarm.
bool absent(const CellFacts& facts, std::uint32_t version, Judgement& judgement) {
  if (!facts.registered.empty()) return false;
  if (!facts.registry_loaded) {
    judgement.registry_missing = true;
    return true;
  }
  judgement.kind = "rogue_cell";
  json measured = {{"plmn", models::to_string(deciding_plmn(facts.cell))}};
  if (facts.cell.cell_id) measured["cell_id"] = *facts.cell.cell_id;
  add(judgement, "registry.absent", version, measured, {{"registered", true}}, kAbsent);
  return true;
}

using Contradiction =
    std::pair<std::string_view, std::pair<std::uint32_t, std::uint32_t>>;  // rule, (measured, expected)

std::vector<Contradiction> contradictions(const HeardCell& cell, const RegistryCell& row) {
  std::vector<Contradiction> found;
  const auto compare = [&](std::string_view rule, std::optional<std::uint32_t> measured,
                           std::optional<std::uint32_t> expected) {
    if (measured && expected && *measured != *expected) found.push_back({rule, {*measured, *expected}});
  };
  compare("registry.channel", cell.channel, row.channel);
  compare("registry.pci", cell.physical_id, row.pci);
  compare("registry.tac", cell.tac, row.tac);
  return found;
}

bool mismatch(const CellFacts& facts, std::uint32_t version, Judgement& judgement) {
  std::vector<std::vector<Contradiction>> of_rows;
  for (const auto& row : facts.registered) of_rows.push_back(contradictions(facts.cell, row));
  const auto fewest = std::ranges::min_element(of_rows, {}, [](const auto& list) { return list.size(); });
  if (fewest == of_rows.end() || fewest->empty()) return false;
  judgement.kind = "registry_mismatch";
  for (const auto& [rule, values] : *fewest) {
    const std::string field(rule.substr(rule.find('.') + 1));
    add(judgement, rule, version, {{field, values.first}}, {{field, values.second}}, kContradiction);
  }
  return true;
}

constexpr std::array kSteps{
    Step{"plmn.foreign", 1, foreign},  // a neighbour's network is spillover, never "fake"
    Step{"identity.test_network", 1, test_network},
    Step{"plmn.unknown", 1, unknown_network},
    Step{"plmn.withdrawn", 1, withdrawn},
    Step{"identity.lab_default", 1, lab_identity},
    Step{"registry.absent", 1, absent},
    Step{"registry.mismatch", 1, mismatch},
};

}  // namespace

std::span<const Step> steps() {
  return kSteps;
}

Judgement judge(const CellFacts& facts) {
  assert(has_identity(facts.cell));
  Judgement judgement;
  for (const auto& step : kSteps) {
    if (step.apply(facts, step.version, judgement)) break;
  }
  return judgement;
}

bool has_identity(const HeardCell& cell) {
  return !cell.plmns.empty();
}

models::Plmn deciding_plmn(const HeardCell& cell) {
  const auto domestic = std::ranges::find_if(cell.plmns, models::is_domestic);
  return domestic != cell.plmns.end() ? *domestic : cell.plmns.front();
}

WeighedReason corroboration(std::size_t nodes) {
  const auto further = std::min(nodes - 1, kNodesCounted);
  return {{"corroboration.nodes", 1, json{{"count", nodes}}.dump(), json{{"count", 1}}.dump()},
          kNode * static_cast<double>(further)};
}

double confidence(std::span<const WeighedReason> reasons, std::size_t nodes, double measurement_confidence) {
  double log_odds = nodes >= 2 ? corroboration(nodes).log_likelihood_ratio : 0.0;
  for (const auto& reason : reasons) log_odds += reason.log_likelihood_ratio;
  return measurement_confidence / (1.0 + std::exp(-log_odds));
}

}  // namespace sb::gateway
