#pragma once
// Names of causes, severities and times of an incident: the small decisions that correlation makes the same
// way every time.
#include <string>

#include "gateway/store/records.hpp"

namespace sb::gateway {

inline constexpr UtcNs kDayNs = 86'400'000'000'000;

/// "spillover:lte:460-11:26814001:1825"; exercises are causes of their own ("exercise:...").
std::string cause_key(const std::string& kind, const HeardCell& cell, bool exercise);
std::string fault_cause_key(const std::string& node_id, const std::string& fault, bool exercise);

/// By kind; higher when a neighbour's signal is above the trigger of -101 dBm (reference, CEPT ECC/REC/(11)04
/// converted, 1800 MHz) or heard by three nodes, and when a domestic network is impersonated almost surely.
std::string severity_of(const Incident& incident);
std::string severity_of_fault(const std::string& fault);

/// True when `candidate` says more than `held`: decoded further, or as far and stronger.
bool tells_more(const HeardCell& candidate, const HeardCell& held);

/// The fault that an event starts or ends; empty: not a fault.
struct Fault {
  std::string kind;
  bool over = false;
};
Fault fault_of(const std::string& event_kind);

}  // namespace sb::gateway
