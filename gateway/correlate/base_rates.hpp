#pragma once
// How often people found a rule right. Every rule has an assumed likelihood ratio (rules.cpp, suspicion.cpp,
// energy_rules.cpp); what was confirmed and dismissed in this province moves it, as if the assumption were
// worth kAssumptionWeight decided incidents. The counts are documents of the collection "base_rate", one per
// rule, so that every verdict can be traced to the evidence of its day.
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/correlate/rules.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

inline constexpr const char* kBaseRateCollection = "base_rate";
inline constexpr double kAssumptionWeight = 20.0;
/// Fewer decided incidents than this leave the assumption alone.
inline constexpr std::uint64_t kFewestDecided = 10;
/// No count raises the odds of a rule above this (natural log; 150 : 1): people decide hundreds of cases, not
/// millions.
inline constexpr double kHighestRatio = 5.0;

struct RuleEvidence {
  std::uint64_t confirmed = 0, dismissed = 0;  ///< incidents in which it fired
  friend bool operator==(const RuleEvidence&, const RuleEvidence&) = default;
};

class BaseRates {
 public:
  using Evidence = std::map<std::string, RuleEvidence, std::less<>>;
  BaseRates() = default;
  explicit BaseRates(Evidence evidence) : evidence_(std::move(evidence)) {}
  /// Throws StoreError on a document that cannot be read.
  static BaseRates read(std::span<const Document> documents);

  /// The natural log of the odds that an incident of this rule is real: the assumed ones drawn towards what
  /// was counted. An assumed ratio of 0 (a rule about measure, not guilt) stays.
  double ratio(std::string_view rule, double assumed) const;
  void apply(std::vector<WeighedReason>& reasons) const;
  const Evidence& evidence() const { return evidence_; }

 private:
  Evidence evidence_;
};

/// Counts over the incidents first seen since: exercises, manual cases, node faults and what nobody has
/// decided are left out; a closed incident counts as confirmed when a person had confirmed it. Writes what
/// changed as documents with an audit row "base_rate.measure". Returns the number of rules that changed.
std::size_t measure_base_rates(Store& store, UtcNs since, UtcNs now);

}  // namespace sb::gateway
