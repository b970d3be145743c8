// What a replay found, done.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/causes.hpp"
#include "gateway/correlate/correlator.hpp"
#include "gateway/incident/actions.hpp"
#include "gateway/incident/replay.hpp"
#include "gateway/registry/effective.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr int kPage = 500, kMostPages = 40;
constexpr std::size_t kMostLinked = 500;

void record(Transaction& tx, const Incident& incident, const char* action, const json& detail,
            const std::string& actor, UtcNs now) {
  tx.audit({0, now, actor, action, fmt::format("incident/{}", incident.id), detail.dump()});
  tx.event("incident", json{{"id", incident.id}}.dump());
}

/// Still as the replay found it: people may have been faster.
std::optional<Incident> untouched(Transaction& tx, const ReplayDifference& d) {
  auto incident = tx.incident(d.incident_id);
  if (!incident || !is_active(*incident) || incident->state == "confirmed" || incident->kind != d.was)
    return std::nullopt;
  return incident;
}

bool clear(Store& store, const ReplayDifference& d, const std::string& actor, UtcNs now) {
  bool done = false;
  store.write([&](Transaction& tx) {
    auto incident = untouched(tx, d);
    if (!incident) return;
    const std::string rule = d.emitter_id != 0 ? "registry.late" : "licence.late";
    incident->reasons.push_back({rule, 1, json{{"declared", true}, {"first_day", d.first_day}}.dump(),
                                 json{{"declared", false}}.dump()});
    const auto from = incident->state;
    incident->state = "dismissed";
    tx.put_incident(*incident);
    record(tx, *incident, "incident.dismiss", {{"from", from}, {"to", "dismissed"}, {"reason", rule}}, actor,
           now);
    done = true;
  });
  return done;
}

/// The registry's reasons give way to today's; others stay.
void replace_reasons(Incident& incident, const std::vector<WeighedReason>& reasons) {
  std::erase_if(incident.reasons, [](const Reason& reason) {
    return reason.rule.starts_with("registry.") || reason.rule.starts_with("licence.");
  });
  for (const auto& weighed : reasons) {
    if (std::ranges::find(incident.reasons, weighed.reason.rule, &Reason::rule) == incident.reasons.end())
      incident.reasons.push_back(weighed.reason);
  }
}

bool change(Store& store, const ReplayDifference& d, const std::string& actor, UtcNs now) {
  bool done = false;
  store.write([&](Transaction& tx) {
    auto incident = untouched(tx, d);
    if (!incident) return;
    const auto kind_ends = incident->cause_key.find(':');
    const auto key = d.is + incident->cause_key.substr(kind_ends);
    if (tx.open_incident(key)) return;  // there is one already: people merge them
    incident->kind = d.is;
    incident->cause_key = key;
    replace_reasons(*incident, d.reasons);
    incident->confidence = confidence(d.reasons, incident->nodes.size(), 1.0);
    incident->severity = severity_of(*incident);
    incident->impact = impact_of(*incident);
    tx.put_incident(*incident);
    record(tx, *incident, "incident.rejudge",
           {{"from", d.was}, {"to", d.is}, {"first_day", d.first_day}, {"last_day", d.last_day}}, actor, now);
    done = true;
  });
  return done;
}

/// Stored hearings of the cell without an incident, oldest first.
std::vector<Observation> hearings_of(Store& store, const Emitter& emitter, const ReplayScope& scope) {
  std::vector<Observation> found;
  ObservationFilter filter;
  filter.finding = "cell";
  filter.since = std::max(scope.since, emitter.first_seen);
  filter.until = scope.until;
  filter.limit = kPage;
  for (int page_number = 0; page_number < kMostPages && found.size() < kMostLinked; ++page_number) {
    auto page = store.observations(filter);
    if (page.empty()) break;
    filter.after_id = page.back().id;
    for (auto& o : page) {
      if (!o.incident_id && !o.exercise && emitter_identity(o) == emitter.identity &&
          found.size() < kMostLinked)
        found.push_back(std::move(o));
    }
  }
  std::ranges::reverse(found);
  return found;
}

bool accuse(Store& store, Correlator& correlator, const ReplayDifference& d, const ReplayScope& scope,
            UtcNs now) {
  const auto emitter = store.emitter(d.emitter_id);
  if (!emitter) return false;
  auto hearings = hearings_of(store, *emitter, scope);
  std::erase_if(hearings, [&](const Observation& o) { return vietnam_date(o.first_seen) < d.first_day; });
  if (hearings.empty()) return false;
  store.write([&](Transaction& tx) {
    for (auto& o : hearings) correlator.accuse(tx, o, {d.is, d.reasons, false}, now);
  });
  return true;
}

}  // namespace

Result<ReplayApplied> apply_replay(Store& store, const ReplayScope& scope, const std::string& actor,
                                   UtcNs now) {
  const auto found = replay(store, scope);
  if (!found) return tl::unexpected(found.error());
  Correlator correlator(CommuneIndex::built_in());
  ReplayApplied applied;
  for (const auto& d : found->differences) {
    bool done = false;
    if (!d.left_to_people.empty()) {
      ++applied.left;
      continue;
    }
    if (d.change == "cleared")
      applied.cleared += (done = clear(store, d, actor, now)) ? 1 : 0;
    else if (d.change == "changed")
      applied.changed += (done = change(store, d, actor, now)) ? 1 : 0;
    else
      applied.accused += (done = accuse(store, correlator, d, scope, now)) ? 1 : 0;
    applied.left += done ? 0 : 1;
  }
  store.write([&](Transaction& tx) {
    tx.audit({0, now, actor, "replay.apply", "replay",
              json{{"since", vietnam_date(scope.since)},
                   {"until", vietnam_date(scope.until)},
                   {"cleared", applied.cleared},
                   {"changed", applied.changed},
                   {"accused", applied.accused},
                   {"left", applied.left}}
                  .dump()});
  });
  return applied;
}

}  // namespace sb::gateway
