// What was known at an instant of the past: the incidents that wanted work then, in the state they had, and
// the nodes that were heard. From the audit and the observations; nothing is kept for it.
#include <algorithm>
#include <map>

#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"

namespace sb::gateway::api {
namespace {

constexpr UtcNs kHourNs = 3600LL * 1'000'000'000;
constexpr UtcNs kLooksBack = 30 * 24 * kHourNs;  // an incident that was silent for longer is not shown
constexpr int kPageRows = 500;
constexpr int kMostIncidentPages = 4, kMostAuditPages = 40;

struct Then {
  std::string state, severity;  ///< empty: the audit does not say
};

std::string state_after(std::string_view action) {
  if (action == "incident.open") return "open";
  if (action == "incident.acknowledge") return "acknowledged";
  if (action == "incident.confirm") return "confirmed";
  if (action == "incident.dismiss") return "dismissed";
  if (action == "incident.close") return "closed";
  if (action == "incident.merge") return "merged";
  return {};
}

/// Rows come newest first: the first word about an incident is the one that held.
void note(const AuditRow& row, std::map<std::string, Then>& then) {
  auto& incident = then[row.subject];
  if (incident.state.empty()) incident.state = state_after(row.action);
  const char* field = row.action == "incident.severity" ? "to"
                      : row.action == "incident.open"   ? "severity"
                                                        : nullptr;
  if (field == nullptr || !incident.severity.empty()) return;
  const auto detail = Json::parse(row.detail_json, nullptr, false);
  if (detail.is_object() && detail.contains(field) && detail[field].is_string())
    incident.severity = detail[field].get<std::string>();
}

/// False: there is more in the audit than one answer reads.
bool read_audit(Store& store, UtcNs since, UtcNs until, std::map<std::string, Then>& then) {
  bool whole = false;
  store.read([&](Ledgers& ledgers) {
    AuditFilter filter;
    filter.action = "incident.";
    filter.since = since;
    filter.until = until;
    filter.limit = kPageRows;
    for (int page = 0; page < kMostAuditPages && !whole; ++page) {
      const auto rows = ledgers.audit_rows(filter);
      for (const auto& row : rows) note(row, then);
      whole = rows.size() < static_cast<std::size_t>(kPageRows);
      if (!rows.empty()) filter.after_id = rows.back().id;
    }
  });
  return whole;
}

/// Incidents that had begun at `at` and were heard in the month before, newest first.
std::vector<Incident> begun(Store& store, UtcNs at, bool& whole) {
  IncidentFilter filter;
  filter.since = at - kLooksBack;
  filter.until = at;
  filter.limit = kPageRows;
  std::vector<Incident> found;
  whole = false;
  for (int page = 0; page < kMostIncidentPages && !whole; ++page) {
    const auto rows = store.incidents(filter);
    found.insert(found.end(), rows.begin(), rows.end());
    whole = rows.size() < static_cast<std::size_t>(kPageRows);
    if (!rows.empty()) filter.after_id = rows.back().id;
  }
  return found;
}

bool wanted_work(std::string_view state) {
  return state == "open" || state == "acknowledged" || state == "confirmed";
}

Json incident_json(Incident incident, const Then& then, UtcNs at) {
  incident.state = then.state.empty() ? "open" : then.state;
  if (!then.severity.empty()) incident.severity = then.severity;
  incident.last_seen = std::min(incident.last_seen, at);
  incident.merged_into = 0;
  return to_json(incident);
}

Json nodes_json(Store& store, UtcNs at) {
  std::map<std::string, UtcNs> heard;
  store.read([&](Ledgers& ledgers) {
    for (const auto& row : ledgers.last_heard(at - kHourNs, at)) heard[row.node_id] = row.newest;
  });
  auto list = Json::array();
  for (const auto& node : store.nodes()) {
    Json row{{"node", node.node_id}, {"heard", heard.contains(node.node_id)}};
    if (heard.contains(node.node_id)) row["last_seen"] = to_rfc3339(heard[node.node_id]);
    list.push_back(std::move(row));
  }
  return list;
}

}  // namespace

Response get_history(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto at = reader.time("at");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (at == 0) return error_response(400, "query parameter 'at' must be a time");
  if (at > call.request.now) return error_response(400, "'at' lies in the future");
  bool all_incidents = false;
  const auto incidents = begun(parts.store, at, all_incidents);
  UtcNs first = at;
  for (const auto& incident : incidents) first = std::min(first, incident.first_seen);
  std::map<std::string, Then> then;
  // The audit's clock is the gateway's: a row is written after what it tells of was heard, never before it.
  const bool all_audit = read_audit(parts.store, first, at, then);
  auto list = Json::array();
  for (const auto& incident : incidents) {
    const auto& was = then["incident/" + std::to_string(incident.id)];
    if (wanted_work(was.state.empty() ? "open" : was.state)) list.push_back(incident_json(incident, was, at));
  }
  return json_response({{"at", to_rfc3339(at)},
                        {"incidents", std::move(list)},
                        {"nodes", nodes_json(parts.store, at)},
                        {"whole", all_incidents && all_audit}});
}

}  // namespace sb::gateway::api
