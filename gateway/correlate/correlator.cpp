#include "gateway/correlate/correlator.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/causes.hpp"
#include "gateway/correlate/locate.hpp"
#include "gateway/registry/effective.hpp"
#include "gateway/ticket/draft.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

/// An incident that is heard again and again is announced to the page at most this often.
constexpr UtcNs kAnnounceEveryNs = 5'000'000'000;

std::string subject_of(const Incident& incident) {
  return fmt::format("incident/{}", incident.id);
}

void put_reason(std::vector<Reason>& reasons, Reason reason) {
  const auto found = std::ranges::find(reasons, reason.rule, &Reason::rule);
  if (found != reasons.end())
    *found = std::move(reason);
  else
    reasons.push_back(std::move(reason));
}

/// One row per carrier: unlike other rules this one may fire several times.
void put_overlap(std::vector<Reason>& reasons, const std::string& carrier, const HeardCell& cell) {
  json measured = {{"carrier", carrier}, {"frequency_hz", cell.frequency_hz}};
  if (cell.channel) measured["channel"] = *cell.channel;
  Reason reason{"overlap.registered", 1, measured.dump(), json{{"registered_cells", 0}}.dump()};
  const auto same = [&](const Reason& r) {
    return r.rule == reason.rule && r.measured_json == reason.measured_json;
  };
  if (std::ranges::none_of(reasons, same)) reasons.push_back(std::move(reason));
}

CellFacts facts_of(Transaction& tx, const Observation& observation) {
  const auto& cell = *observation.cell;
  CellFacts facts{cell, {}, tx.registry_holds(deciding_plmn(cell))};
  if (!cell.cell_id) return facts;
  const auto date = vietnam_date(observation.first_seen);
  for (const auto& plmn : cell.plmns) {
    for (auto& row : tx.registry_of(plmn, *cell.cell_id)) {
      if (row.rat == cell.rat && effective(row, date)) facts.registered.push_back(std::move(row));
    }
  }
  return facts;
}

void announce_observation(Transaction& tx, const Observation& observation) {
  json data = {{"id", observation.id}};
  if (observation.incident_id) data["incident"] = *observation.incident_id;
  tx.event("observation", data.dump());
}

/// Keeps the finding that says more; true when it changed.
template <typename Found>
bool keep_better(std::optional<Found>& held, const std::optional<Found>& heard) {
  if (!heard || (held && !tells_more(*heard, *held))) return false;
  held = heard;
  return true;
}

/// Times, count, node and best finding; true when a node is new or the finding became better. An incident
/// stays about what it began with.
bool take_in(Incident& incident, const Observation& observation) {
  incident.first_seen = std::min(incident.first_seen, observation.first_seen);
  incident.last_seen = std::max(incident.last_seen, observation.last_seen);
  incident.report_due = incident.first_seen + kDayNs;
  ++incident.observation_count;
  bool more = false;
  if (std::ranges::find(incident.nodes, observation.key.node_id) == incident.nodes.end()) {
    incident.nodes.push_back(observation.key.node_id);
    more = true;
  }
  const bool about_energy = incident.emission || incident.jamming;
  if (!about_energy) more = keep_better(incident.cell, observation.cell) || more;
  if (!incident.jamming && !incident.cell)
    more = keep_better(incident.emission, observation.emission) || more;
  if (!incident.emission && !incident.cell) more = keep_better(incident.jamming, observation.jamming) || more;
  return more;
}

}  // namespace

Correlator::Correlator(CommuneIndex communes, CorrelatorSettings settings)
    : communes_(std::move(communes)), settings_(settings) {}

void Correlator::observe(Transaction& tx, Observation& observation, UtcNs now) {
  if (!observation.coverage_json.empty()) return;  // what could have been heard: a statement, not a finding
  if (observation.event)
    observe_event(tx, observation, now);
  else if (observation.emission || observation.jamming)
    observe_energy(tx, observation, now);
  else if (has_identity(*observation.cell))
    observe_cell(tx, observation, now);
  else
    observe_unidentified(tx, observation, now);
  announce_observation(tx, observation);
}

void Correlator::observe_cell(Transaction& tx, Observation& observation, UtcNs now) {
  const auto judgement = judge(facts_of(tx, observation));
  if (judgement.registry_missing) say_registry_missing(tx, deciding_plmn(*observation.cell), now);
  if (!judgement.kind.empty()) raise(tx, observation, judgement, now);
}

void Correlator::say_registry_missing(Transaction& tx, const models::Plmn& plmn, UtcNs now) {
  if (!said_missing_.insert(plmn).second) return;
  tx.audit({0, now, "gateway", "registry.missing", "plmn/" + models::to_string(plmn),
            json{{"meaning", "no registry of this network is loaded: its cells are observed, not judged"}}
                .dump()});
}

void Correlator::say_licences_missing(Transaction& tx, UtcNs now) {
  if (std::exchange(said_licences_missing_, true)) return;
  tx.audit({0, now, "gateway", "registry.missing", "licences",
            json{{"meaning",
                  "no licence is loaded: emissions outside cellular and protected bands are observed, "
                  "not judged"}}
                .dump()});
}

void Correlator::raise(Transaction& tx, Observation& observation, const Judgement& judgement, UtcNs now) {
  const auto key = cause_key(judgement.kind, *observation.cell, observation.exercise);
  auto incident = tx.open_incident(key);
  const bool merged_away = incident && incident->cause_key != key;
  if (!incident) incident = begin_incident(observation, judgement.kind, key);
  join(tx, observation, *incident, merged_away ? std::vector<WeighedReason>{} : judgement.reasons, now);
}

void Correlator::join(Transaction& tx, Observation& observation, Incident& incident,
                      std::vector<WeighedReason> reasons, UtcNs now) {
  const bool fresh = incident.id == 0;
  const UtcNs announced = incident.last_seen / kAnnounceEveryNs;
  const auto severity_before = incident.severity;
  const auto best_before = incident.cell;
  const bool more = take_in(incident, observation);
  if (reasons.empty() && best_before)
    incident.cell = best_before;  // heard, but not what the incident is about
  if (fresh) tx.put_incident(incident);
  tx.link_observation(observation.id, incident.id);
  observation.incident_id = incident.id;

  const auto heard = tx.heard_at(incident.id);
  incident.place = locate(heard, communes_);
  for (const auto& weighed : reasons) put_reason(incident.reasons, weighed.reason);
  if (!reasons.empty()) {
    incident.confidence =
        std::max(incident.confidence, confidence(reasons, heard.size(), observation.confidence));
    if (heard.size() >= 2) put_reason(incident.reasons, corroboration(heard.size()).reason);
    incident.severity = severity_of(incident);
  }
  if (more) draft(tx, incident, heard, now);
  incident.impact = impact_of(incident);
  tx.put_incident(incident);
  if (fresh) {
    tx.audit({0, now, "gateway", "incident.open", subject_of(incident),
              json{{"kind", incident.kind}, {"severity", incident.severity}, {"cause", incident.cause_key}}
                  .dump()});
  } else if (incident.severity != severity_before) {
    tx.audit({0, now, "gateway", "incident.severity", subject_of(incident),
              json{{"from", severity_before}, {"to", incident.severity}}.dump()});
  }
  if (fresh || more || incident.last_seen / kAnnounceEveryNs != announced) {
    tx.event("incident", json{{"id", incident.id}}.dump());
  }
}

void Correlator::draft(Transaction& tx, Incident& incident, std::span<const HeardAt> heard, UtcNs now) {
  if (!incident.cell) return;
  const auto affected = affected_cells(tx, *incident.cell, heard, settings_.affected_radius_m,
                                       vietnam_date(incident.last_seen));
  for (const auto& carrier : draft_tickets(tx, incident, affected, now))
    put_overlap(incident.reasons, carrier, *incident.cell);
}

bool Correlator::explained_by_registry(Transaction& tx, const Observation& observation) const {
  const auto& cell = *observation.cell;
  if (!cell.channel) return false;
  const auto date = vietnam_date(observation.first_seen);
  return std::ranges::any_of(
      tx.registry_on(cell.rat, *cell.channel, cell.physical_id), [&](const RegistryCell& row) {
        if (!effective(row, date) || !row.latitude_deg || !row.longitude_deg) return false;
        return distance_m(*row.latitude_deg, *row.longitude_deg, observation.latitude_deg,
                          observation.longitude_deg) <= settings_.affected_radius_m;
      });
}

void Correlator::observe_unidentified(Transaction& tx, Observation& observation, UtcNs now) {
  if (explained_by_registry(tx, observation)) return;
  const auto& cell = *observation.cell;
  for (auto& incident : tx.open_incidents_on(cell.rat, cell.frequency_hz, cell.physical_id)) {
    if (incident.exercise != observation.exercise) continue;
    const auto heard = tx.heard_at(incident.id);
    const bool near = std::ranges::any_of(heard, [&](const HeardAt& at) {
      return distance_m(at.latitude_deg, at.longitude_deg, observation.latitude_deg,
                        observation.longitude_deg) <= settings_.same_cell_radius_m;
    });
    if (near) return join(tx, observation, incident, {}, now);
  }
}

}  // namespace sb::gateway
