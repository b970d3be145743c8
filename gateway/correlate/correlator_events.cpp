// What happened to a node itself: one incident per node and fault, closed by the event that ends it.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/causes.hpp"
#include "gateway/correlate/correlator.hpp"
#include "gateway/correlate/locate.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

Incident begin_fault(const Observation& observation, const Fault& fault, const std::string& key) {
  Incident incident;
  incident.kind = "node_fault";
  incident.cause_key = key;
  incident.state = "open";
  incident.severity = severity_of_fault(fault.kind);
  incident.exercise = observation.exercise;
  incident.first_seen = observation.first_seen;
  incident.last_seen = observation.last_seen;
  incident.report_due = observation.first_seen + kDayNs;
  incident.confidence = observation.confidence;
  incident.nodes = {observation.key.node_id};
  return incident;
}

}  // namespace

void Correlator::observe_event(Transaction& tx, Observation& observation, UtcNs now) {
  const auto fault = fault_of(observation.event->kind);
  if (fault.kind.empty()) return;
  const auto key = fault_cause_key(observation.key.node_id, fault.kind, observation.exercise);
  auto incident = tx.open_incident(key);
  if (!incident && fault.over) return;
  const bool fresh = !incident;
  if (fresh) {
    incident = begin_fault(observation, fault, key);
    tx.put_incident(*incident);
  }
  incident->last_seen = std::max(incident->last_seen, observation.last_seen);
  ++incident->observation_count;
  incident->reasons = {{"node.event", 1,
                        json{{"kind", observation.event->kind}, {"count", observation.event->count}}.dump(),
                        "{}"}};
  tx.link_observation(observation.id, incident->id);
  observation.incident_id = incident->id;
  incident->place = locate(tx.heard_at(incident->id), communes_);
  const auto from = incident->state;
  if (fault.over) incident->state = "closed";
  tx.put_incident(*incident);

  const auto subject = fmt::format("incident/{}", incident->id);
  if (fresh) {
    tx.audit({0, now, "gateway", "incident.open", subject,
              json{{"kind", incident->kind}, {"severity", incident->severity}, {"cause", key}}.dump()});
  } else if (fault.over) {
    tx.audit({0, now, "gateway", "incident.close", subject,
              json{{"from", from}, {"to", "closed"}, {"because", observation.event->kind}}.dump()});
  }
  tx.event("incident", json{{"id", incident->id}}.dump());
}

}  // namespace sb::gateway
