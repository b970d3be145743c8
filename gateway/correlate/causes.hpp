#pragma once
// Names of causes, severities and times of an incident: the small decisions that correlation makes the same
// way every time.
#include <string>
#include <string_view>
#include <vector>

#include "gateway/registry/occupied.hpp"
#include "gateway/store/records.hpp"

namespace sb::gateway {

inline constexpr UtcNs kDayNs = 86'400'000'000'000;

/// "spillover:lte:460-11:26814001:1825"; exercises are causes of their own ("exercise:...").
std::string cause_key(const std::string& kind, const HeardCell& cell, bool exercise);
/// "jamming:1575420kHz:lc-01": the centre as first heard and the node that heard it first.
std::string energy_cause_key(const std::string& kind, const Observation& observation,
                             const OccupiedBand& band);
std::string fault_cause_key(const std::string& node_id, const std::string& fault, bool exercise);

/// By kind; higher when a neighbour's signal is above the trigger of its band (level_log.hpp) or heard by
/// three nodes, never so while a tropospheric duct explains it, and when a domestic network is impersonated
/// almost surely. Jamming and what touches safety of life is "high" or "critical"; other emissions grow with
/// the nodes that hear them.
std::string severity_of(const Incident& incident);
/// On people and services: "high" where safety of life or named victims are hit, "medium" where registered
/// cells are, "low" otherwise; "none" for what concerns only ourselves.
std::string impact_of(const Incident& incident);
/// Rule keys that would clear an incident of this kind if they held: what to look at before a ticket is sent.
std::vector<std::string> refuted_by(std::string_view kind);
std::string severity_of_fault(const std::string& fault);

/// How long an incident of that severity may stay open before it goes to the next on duty; 0: nobody is
/// called.
UtcNs acknowledge_within(const std::string& severity);

/// True when `candidate` says more than `held`: decoded further, or as far and stronger.
bool tells_more(const HeardCell& candidate, const HeardCell& held);
bool tells_more(const HeardEmission& candidate, const HeardEmission& held);  ///< stronger
bool tells_more(const HeardJamming& candidate,
                const HeardJamming& held);  ///< surer of its kind, then stronger

/// The first state of an incident; its id is 0 until it is put.
Incident begin_incident(const Observation& observation, std::string kind, std::string cause);

/// The fault that an event starts or ends; empty: not a fault.
struct Fault {
  std::string kind;
  bool over = false;
};
Fault fault_of(const std::string& event_kind);

}  // namespace sb::gateway
