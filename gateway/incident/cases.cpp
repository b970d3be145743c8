#include "gateway/incident/cases.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/causes.hpp"
#include "gateway/incident/actions.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr UtcNs kNinetyDaysNs = 90 * kDayNs;
constexpr std::size_t kLongestTitle = 200, kLongestText = 4000, kLongestUser = 64;
constexpr int kMostEscalations = 5;
constexpr std::array<std::string_view, 8> kManualKinds{
    "spillover",           "interference",        "jamming",          "rogue_cell", "repeater",
    "unlicensed_emission", "foreign_service_use", "registry_mismatch"};

std::string subject_of(std::int64_t id) {
  return fmt::format("incident/{}", id);
}

void record(Transaction& tx, std::int64_t id, const std::string& actor, const char* action,
            const json& detail, UtcNs now) {
  tx.audit({0, now, actor, action, subject_of(id), detail.dump()});
  tx.event("incident", json{{"id", id}}.dump());
}

std::optional<Error> complaint_of(const ManualCase& manual) {
  const auto refuse = [](const char* text) { return Error{ErrorCode::kInvalidArgument, text}; };
  if (std::ranges::find(kManualKinds, manual.kind) == kManualKinds.end())
    return refuse("'kind' is none of the incident kinds");
  if (manual.title.empty() || manual.title.size() > kLongestTitle)
    return refuse("'title' must have 1 to 200 octets");
  if (manual.text.size() > kLongestText) return refuse("'text' must have at most 4000 octets");
  if (manual.place.commune_code.empty()) return refuse("'commune_code' is not a border commune");
  return std::nullopt;
}

template <typename Change>
Result<Incident> on_active(Store& store, std::int64_t id, Change change) {
  Result<Incident> result = fail(ErrorCode::kNotFound, fmt::format("there is no incident {}", id));
  store.write([&](Transaction& tx) {
    auto incident = tx.incident(id);
    if (!incident) return;
    if (!is_active(*incident)) {
      result = fail(ErrorCode::kRefused, fmt::format("incident {} is {}", id, incident->state));
      return;
    }
    result = change(tx, *incident);
  });
  return result;
}

/// The new incident's own times, nodes and best level come with its observations.
Incident child_of(const Incident& parent, UtcNs now) {
  Incident child = parent;
  child.id = 0;
  child.state = "open";
  child.cause_key = fmt::format("{}:split:{}:{}", parent.cause_key, parent.id, now);
  child.nodes.clear();
  child.links.clear();
  child.owner.clear();
  child.observation_count = 0;
  child.escalation = 0;
  return child;
}

}  // namespace

Result<Incident> open_case(Store& store, const ManualCase& manual, const std::string& actor, UtcNs now) {
  if (auto error = complaint_of(manual)) return tl::unexpected(*error);
  Incident incident;
  incident.kind = manual.kind;
  incident.severity = "medium";
  incident.impact = "low";
  incident.state = "open";
  incident.first_seen = incident.last_seen = now;
  incident.report_due = now + kDayNs;
  incident.acknowledge_due = now + acknowledge_within("medium");
  incident.place = manual.place;
  incident.confidence = 1.0;
  incident.manual = true;
  incident.title = manual.title;
  incident.owner = actor;
  incident.cause_key = fmt::format("manual:{}:{}:{}", manual.kind, actor, now);
  store.write([&](Transaction& tx) {
    tx.put_incident(incident);
    record(tx, incident.id, actor, "incident.open",
           {{"manual", true}, {"title", manual.title}, {"text", manual.text}}, now);
  });
  return incident;
}

Result<Incident> assign(Store& store, std::int64_t id, const std::string& owner, const std::string& actor,
                        UtcNs now) {
  if (owner.size() > kLongestUser)
    return fail(ErrorCode::kInvalidArgument, "'owner' must have at most 64 octets");
  return on_active(store, id, [&](Transaction& tx, Incident& incident) -> Result<Incident> {
    const json detail = {{"from", incident.owner}, {"to", owner}};
    incident.owner = owner;
    tx.put_incident(incident);
    record(tx, id, actor, "incident.assign", detail, now);
    return incident;
  });
}

Result<Incident> link(Store& store, std::int64_t id, std::int64_t other, const std::string& actor,
                      UtcNs now) {
  if (id == other) return fail(ErrorCode::kInvalidArgument, "an incident cannot be linked to itself");
  Result<Incident> result = fail(ErrorCode::kNotFound, fmt::format("there is no incident {}", id));
  store.write([&](Transaction& tx) {
    const auto one = tx.incident(id), two = tx.incident(other);
    if (!one) return;
    if (!two) {
      result = fail(ErrorCode::kNotFound, fmt::format("there is no incident {}", other));
      return;
    }
    if (one->exercise != two->exercise) {
      result = fail(ErrorCode::kInvalidArgument, "an exercise cannot be linked to a real incident");
      return;
    }
    tx.link_incidents(id, other, "by_hand");
    record(tx, id, actor, "incident.link", {{"other", other}}, now);
    record(tx, other, actor, "incident.link", {{"other", id}}, now);
    result = *tx.incident(id);
  });
  return result;
}

Result<Incident> split(Store& store, std::int64_t id, const std::vector<std::int64_t>& observations,
                       const std::string& actor, UtcNs now) {
  if (observations.empty()) return fail(ErrorCode::kInvalidArgument, "'observations' names none");
  ObservationFilter filter;
  filter.incident_id = id;
  filter.limit = 500;
  const std::set<std::int64_t> wanted(observations.begin(), observations.end());
  std::vector<Observation> moved;
  for (auto& o : store.observations(filter)) {
    if (wanted.contains(o.id)) moved.push_back(std::move(o));
  }
  if (moved.size() != wanted.size())
    return fail(ErrorCode::kInvalidArgument,
                "'observations' names some that are not among the incident's newest 500");
  return on_active(store, id, [&](Transaction& tx, Incident& parent) -> Result<Incident> {
    if (moved.size() >= parent.observation_count)
      return fail(ErrorCode::kRefused, "at least one observation must stay with the incident");
    auto child = child_of(parent, now);
    child.first_seen = moved.back().first_seen;
    child.last_seen = moved.front().last_seen;
    for (const auto& o : moved) {
      if (std::ranges::find(child.nodes, o.key.node_id) == child.nodes.end())
        child.nodes.push_back(o.key.node_id);
    }
    child.report_due = child.first_seen + kDayNs;
    child.acknowledge_due = now + acknowledge_within(child.severity);
    child.observation_count = moved.size();
    parent.observation_count -= moved.size();
    tx.put_incident(child);
    tx.put_incident(parent);
    for (const auto& o : moved) tx.move_observation(o.id, child.id);
    tx.link_incidents(id, child.id, "by_hand");
    record(tx, id, actor, "incident.split", {{"into", child.id}, {"observations", observations}}, now);
    record(tx, child.id, actor, "incident.open", {{"split_from", id}}, now);
    return *tx.incident(child.id);
  });
}

DryRun dry_run(Store& store, const Suppression& suppression, UtcNs now) {
  DryRun result;
  IncidentFilter filter;
  filter.since = now - kNinetyDaysNs;
  filter.exercise = false;
  filter.limit = 500;
  for (;;) {
    const auto page = store.incidents(filter);
    for (const auto& incident : page) {
      if (incident.manual || !fits(suppression, incident)) continue;
      result.hidden.push_back(incident.id);
      result.confirmed +=
          static_cast<std::size_t>(incident.state == "confirmed" || incident.state == "closed");
    }
    if (page.size() < static_cast<std::size_t>(filter.limit)) return result;
    filter.after_id = page.back().id;
  }
}

Result<Suppression> suppress(Store& store, Suppression suppression, const std::string& actor, UtcNs now) {
  auto good = checked(std::move(suppression), now);
  if (!good) return good;
  good->id = fmt::format("{:x}", now);
  store.write([&](Transaction& tx) {
    tx.put_document({kSuppressionCollection, good->id, to_json_text(*good), now, actor, 0});
    tx.audit({0, now, actor, "suppression.add", "suppression/" + good->id, to_json_text(*good)});
  });
  return good;
}

Result<void> withdraw_suppression(Store& store, const std::string& id, const std::string& actor, UtcNs now) {
  Result<void> result = fail(ErrorCode::kNotFound, "there is no such suppression");
  store.write([&](Transaction& tx) {
    const auto all = tx.documents(kSuppressionCollection);
    if (std::ranges::find(all, id, &Document::key) == all.end()) return;
    tx.put_document({kSuppressionCollection, id, "", now, actor, 0});
    tx.audit({0, now, actor, "suppression.withdraw", "suppression/" + id, "{}"});
    result = {};
  });
  return result;
}

std::string on_duty(const std::vector<Document>& duty, UtcNs at, bool backup) {
  for (const auto& document : duty) {
    const auto object = json::parse(document.json, nullptr, false);
    if (!object.is_object()) continue;
    for (const auto& shift : object.value("shifts", json::array())) {
      if (shift.value("from", UtcNs{0}) <= at && at < shift.value("until", UtcNs{0}))
        return shift.value(backup ? "backup" : "user", std::string());
    }
  }
  return {};
}

std::size_t escalate(Store& store, UtcNs now) {
  std::size_t count = 0;
  store.write([&](Transaction& tx) {
    const auto overdue = tx.overdue_incidents(now);
    if (overdue.empty()) return;
    const auto duty = tx.documents("duty");
    for (auto incident : overdue) {
      const auto next = on_duty(duty, now, incident.escalation > 0);
      ++incident.escalation;
      if (!next.empty()) incident.owner = next;
      const bool again = incident.escalation < kMostEscalations;
      incident.acknowledge_due =
          again ? now + std::max(acknowledge_within(incident.severity), kDayNs / 96) : 0;
      tx.put_incident(incident);
      record(tx, incident.id, "gateway", "incident.escalate",
             {{"level", incident.escalation}, {"to", next}, {"severity", incident.severity}}, now);
      ++count;
    }
  });
  return count;
}

}  // namespace sb::gateway
