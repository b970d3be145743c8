// Nodes, observations, cells and registries.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/correlate/correlator.hpp"
#include "gateway/registry/as_broadcast.hpp"
#include "gateway/registry/effective.hpp"

namespace sb::gateway::api {
namespace {

constexpr int kCellPages = 10;  // of 500 observations: what one answer looks back at, at most
constexpr int kCellPageRows = 500;
constexpr UtcNs kCellWindow = 24LL * 3600 * 1'000'000'000;

struct CellSummary {
  HeardCell newest;
  std::set<std::string> nodes;
  UtcNs first_seen = 0, last_seen = 0;
  std::uint64_t observations = 0;
};

/// What makes two observations the same cell. One that was not decoded as far stays apart: two cells are
/// never merged because they share a frequency.
using CellKey =
    std::tuple<std::string, std::int64_t, std::uint32_t, std::vector<models::Plmn>, std::uint64_t>;

CellKey key_of(const HeardCell& cell) {
  return {cell.rat, std::llround(cell.frequency_hz / 1000.0), cell.physical_id, cell.plmns,
          cell.cell_id.value_or(0)};
}

void add(CellSummary& summary, const Observation& observation) {
  if (summary.observations == 0 || observation.last_seen > summary.last_seen)
    summary.newest = *observation.cell;
  if (summary.observations == 0 || observation.first_seen < summary.first_seen) {
    summary.first_seen = observation.first_seen;
  }
  summary.last_seen = std::max(summary.last_seen, observation.last_seen);
  summary.nodes.insert(observation.key.node_id);
  ++summary.observations;
}

std::map<CellKey, CellSummary> summarise(Store& store, ObservationFilter filter) {
  std::map<CellKey, CellSummary> cells;
  filter.limit = kCellPageRows;
  for (int page = 0; page < kCellPages; ++page) {
    const auto observations = store.observations(filter);
    for (const auto& observation : observations) {
      if (observation.cell) add(cells[key_of(*observation.cell)], observation);
    }
    if (observations.size() < static_cast<std::size_t>(kCellPageRows)) break;
    filter.after_id = observations.back().id;
  }
  return cells;
}

}  // namespace

Response get_nodes(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  const auto nodes = parts.store.nodes();
  return json_response({{"nodes", to_json_list(std::span(nodes), call.request.now - parts.stale_after)}});
}

Response get_observations(const ApiParts& parts, const Call& call) {
  const auto filter = observation_filter(call.request.target.query);
  if (!filter) return error_response(400, filter.error().text);
  const auto observations = parts.store.observations(*filter);
  Json json{{"observations", to_json_list(std::span(observations))}};
  if (observations.size() == static_cast<std::size_t>(filter->limit)) {
    json["next"] = std::to_string(observations.back().id);
  }
  return json_response(json);
}

Response get_cells(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  ObservationFilter filter;
  filter.node = reader.word("node");
  filter.since = reader.time("since");
  filter.until = reader.time("until");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (filter.since == 0) filter.since = (filter.until != 0 ? filter.until : call.request.now) - kCellWindow;
  auto list = Json::array();
  for (const auto& [key, summary] : summarise(parts.store, filter)) {
    auto json = to_json(summary.newest);
    json["nodes"] = summary.nodes;
    json["first_seen"] = to_rfc3339(summary.first_seen);
    json["last_seen"] = to_rfc3339(summary.last_seen);
    json["observation_count"] = summary.observations;
    json["verdict"] = parts.cell_verdict(summary.newest, call.request.now);
    list.push_back(std::move(json));
  }
  return json_response({{"cells", std::move(list)}});
}

Response get_registry_diff(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  auto since = reader.time("since");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (since == 0) since = call.request.now - kCellWindow;
  auto list = Json::array();
  for (const auto& d :
       differences_since(parts.store, since, call.request.now, CorrelatorSettings{}.affected_radius_m)) {
    Json row{{"plmn", d.plmn}, {"cell_id", d.cell_id}, {"what", d.what}};
    for (const auto& [name, value] :
         {std::pair{"operator", &d.operator_name}, std::pair{"site_id", &d.site_id},
          std::pair{"declared", &d.declared}, std::pair{"broadcast", &d.broadcast}}) {
      if (!value->empty()) row[name] = *value;
    }
    if (d.emitter_id != 0) row["emitter_id"] = d.emitter_id;
    list.push_back(std::move(row));
  }
  return json_response({{"since", to_rfc3339(since)}, {"differences", std::move(list)}});
}

Response get_registry(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  const auto cells = parts.store.registry();
  return json_response({{"cells", to_json_list(std::span(cells))}});
}

}  // namespace sb::gateway::api
