#include "gateway/correlate/correlator.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/causes.hpp"
#include "gateway/correlate/facts.hpp"
#include "gateway/correlate/level_log.hpp"
#include "gateway/correlate/locate.hpp"
#include "gateway/registry/effective.hpp"
#include "gateway/ticket/draft.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

/// An incident that is heard again and again is announced to the page at most this often.
constexpr UtcNs kAnnounceEveryNs = 5'000'000'000;
/// Jamming this long before a false cell may have driven the phones to it.
constexpr UtcNs kCaptureNs = 600'000'000'000;
constexpr double kLowestJammedHz = 400e6, kHighestJammedHz = 6e9;  // where cells are

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

/// Emitter::verdict.
std::string verdict_of(const CellFacts& facts, const Judgement& judgement) {
  const auto fired = [&](std::string_view rule) {
    return std::ranges::any_of(judgement.reasons,
                               [&](const WeighedReason& r) { return r.reason.rule == rule; });
  };
  if (judgement.kind == "spillover") return "foreign_expected";
  if (fired("identity.two_carriers") || fired("clock.step")) return "clone";
  if (!facts.registered.empty()) return "domestic_licensed";
  const bool domestic = models::is_domestic(deciding_plmn(facts.cell));
  return domestic && judgement.kind == "rogue_cell" ? "domestic_unlisted" : "unknown";
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
    : communes_(std::move(communes)), ledger_(communes_), settings_(settings) {}

void Correlator::observe(Transaction& tx, Observation& observation, UtcNs now) {
  standing_.refresh(tx);
  if (!in_batch_) ledger_.drop_pending();          // of a transaction that failed
  if (!observation.coverage_json.empty()) return;  // what could have been heard: a statement, not a finding
  if (observation.event)
    observe_event(tx, observation, now);
  else if (observation.emission || observation.jamming)
    observe_energy(tx, observation, now);
  else if (has_identity(*observation.cell))
    observe_cell(tx, observation, now);
  else
    observe_unidentified(tx, observation, now);
  if (!in_batch_) ledger_.flush(tx);
  announce_observation(tx, observation);
}

void Correlator::accuse(Transaction& tx, Observation& observation, Judgement judgement, UtcNs now) {
  standing_.refresh(tx);
  standing_.rates().apply(judgement.reasons);
  raise(tx, observation, judgement, now);
}

void Correlator::observe_cell(Transaction& tx, Observation& observation, UtcNs now) {
  const auto facts = facts_of(tx, *observation.cell, vietnam_date(observation.first_seen));
  auto judgement = judge(facts);
  standing_.rates().apply(judgement.reasons);
  if (models::is_domestic(deciding_plmn(*observation.cell))) {
    auto past = ledger_.past(tx, observation);
    past.jammed_before = jammed_before(tx, observation);
    const bool fits_registry = !facts.registered.empty() && judgement.kind.empty();
    auto signs = suspicions(*observation.cell, past, fits_registry, vietnam_date(observation.first_seen));
    standing_.rates().apply(signs);
    weigh(judgement, std::move(signs));
    if (fits_registry && judgement.kind.empty() && !observation.exercise) ledger_.learn_clock(observation);
  }
  const auto emitter = ledger_.enter(tx, observation, verdict_of(facts, judgement));
  if (judgement.kind == "spillover") {
    const auto border = compare_with_trigger(emitter);
    if (border && border->above()) judgement.reasons.push_back(reason_of(*border));
  }
  if (judgement.registry_missing) say_registry_missing(tx, deciding_plmn(*observation.cell), now);
  if (!judgement.kind.empty()) raise(tx, observation, judgement, now);
}

void Correlator::say_registry_missing(Transaction& tx, const models::Plmn& plmn, UtcNs now) {
  if (!said_missing_.insert(plmn).second) return;
  tx.audit({0, now, "gateway", "registry.missing", "plmn/" + models::to_string(plmn),
            json{{"meaning", "no registry of this network is loaded: its cells are observed, not judged"}}
                .dump()});
}

bool Correlator::jammed_before(Transaction& tx, const Observation& observation) const {
  return std::ranges::any_of(
      tx.open_energy_incidents(kLowestJammedHz, kHighestJammedHz), [&](const Incident& incident) {
        const bool recent = incident.jamming && incident.exercise == observation.exercise &&
                            incident.last_seen >= observation.first_seen - kCaptureNs &&
                            incident.first_seen <= observation.last_seen;
        return recent &&
               distance_m(incident.place.latitude_deg, incident.place.longitude_deg, observation.latitude_deg,
                          observation.longitude_deg) <= settings_.same_cell_radius_m;
      });
}

void Correlator::link_to_jamming(Transaction& tx, const Incident& incident,
                                 const Observation& observation) const {
  for (const auto& other : tx.open_energy_incidents(kLowestJammedHz, kHighestJammedHz)) {
    const bool recent = other.jamming && other.exercise == incident.exercise &&
                        other.last_seen >= observation.first_seen - kCaptureNs;
    const bool near =
        distance_m(other.place.latitude_deg, other.place.longitude_deg, observation.latitude_deg,
                   observation.longitude_deg) <= settings_.same_cell_radius_m;
    if (recent && near) tx.link_incidents(incident.id, other.id, "jam_then_capture");
  }
}

bool Correlator::is_suppressed(const Incident& incident, UtcNs now) const {
  return suppressing(standing_.suppressions(), incident, now) != nullptr;
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
  if (fresh) {
    incident.place = place_of(observation, communes_);
    if (is_suppressed(incident, now)) return;
    tx.put_incident(incident);
  }
  tx.link_observation(observation.id, incident.id);
  observation.incident_id = incident.id;

  const auto heard = tx.heard_at(incident.id);
  auto place = locate(heard, communes_);
  if (more) {
    const bool calibrated =
        std::ranges::all_of(heard, [](const HeardAt& at) { return at.level_dbm.has_value(); });
    add_estimate(place, heard, communes_, calibrated);
  } else {
    place.ellipse = incident.place.ellipse;
    place.communes = incident.place.communes;
  }
  incident.place = std::move(place);
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
    incident.acknowledge_due = now + acknowledge_within(incident.severity);
    tx.put_incident(incident);
    if (incident.kind == "rogue_cell") link_to_jamming(tx, incident, observation);
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
  if (!incident.cell || standing_.restricted().hold(incident)) return;  // defence bands never reach a ticket
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
