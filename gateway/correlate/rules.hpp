#pragma once
// What a decoded cell is, by named rules that can be explained and replayed: pure functions over what was
// heard and what the registries say. Each reason carries a log-likelihood ratio (natural log of P(reason |
// incident) / P(reason | innocent)); they add up to the log-odds of the verdict. The ratios are ASSUMPTIONS
// until people have decided enough incidents: see base_rates.hpp.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

struct CellFacts {
  const HeardCell& cell;
  std::vector<RegistryCell> registered;  ///< rows of this PLMN, RAT and cell id in effect when it was heard
  bool registry_loaded = false;          ///< the registry of its (first domestic) PLMN holds anything at all
};

struct WeighedReason {
  Reason reason;
  double log_likelihood_ratio = 0.0;
};

struct Judgement {
  std::string kind;  ///< "spillover" "rogue_cell" "registry_mismatch"; empty: no incident
  std::vector<WeighedReason> reasons;
  bool registry_missing =
      false;  ///< domestic, and nothing to compare with: an observation only, said once in the audit
};

/// One line of the table: its key, its version, and what it does. The first step that returns true ends the
/// judgement.
struct Step {
  std::string_view name;
  std::uint32_t version;
  bool (*apply)(const CellFacts&, std::uint32_t version, Judgement&);
};
std::span<const Step> steps();

/// Needs a cell with PLMNs (level "sib1" or "si3").
Judgement judge(const CellFacts& facts);
bool has_identity(const HeardCell& cell);
/// The PLMN that decides: the first domestic one, else the first.
models::Plmn deciding_plmn(const HeardCell& cell);

/// Reason "corroboration.nodes" for a cause heard by `nodes` >= 2 nodes.
WeighedReason corroboration(std::size_t nodes);
/// Even odds before any reason; reasons and corroboration added; then scaled by how sure the measurement
/// itself is.
double confidence(std::span<const WeighedReason> reasons, std::size_t nodes, double measurement_confidence);

}  // namespace sb::gateway
