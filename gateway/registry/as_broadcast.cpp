#include "gateway/registry/as_broadcast.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/place/commune_index.hpp"
#include "gateway/registry/effective.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;
using Identity = std::tuple<std::string, std::string, std::uint64_t>;  // RAT, network, cell id

DeclaredDifference of(const RegistryCell& row, std::string what) {
  DeclaredDifference d;
  d.operator_name = row.operator_name;
  d.plmn = models::to_string(row.plmn);
  d.cell_id = row.cell_id;
  d.site_id = row.site_id;
  d.what = std::move(what);
  return d;
}

void compare(const RegistryCell& row, const Emitter& heard, std::vector<DeclaredDifference>& found) {
  const auto differ = [&](const char* what, std::optional<std::uint32_t> declared,
                          std::optional<std::uint32_t> broadcast) {
    if (!declared || !broadcast || *declared == *broadcast) return;
    auto d = of(row, what);
    d.declared = std::to_string(*declared);
    d.broadcast = std::to_string(*broadcast);
    d.emitter_id = heard.id;
    found.push_back(std::move(d));
  };
  differ("channel", row.channel, heard.channel);
  differ("pci", row.pci, heard.physical_id);
  if (!heard.tacs.empty()) differ("tac", row.tac, heard.tacs.back().tac);
}

bool audible(const RegistryCell& row, std::span<const NodeRow> nodes, double radius_m) {
  if (!row.latitude_deg || !row.longitude_deg) return false;
  return std::ranges::any_of(nodes, [&](const NodeRow& node) {
    return !node.revoked && distance_m(*row.latitude_deg, *row.longitude_deg, node.latitude_deg,
                                       node.longitude_deg) <= radius_m;
  });
}

DeclaredDifference unlisted(const Emitter& heard) {
  DeclaredDifference d;
  d.plmn = heard.plmn;
  d.cell_id = heard.cell_id.value_or(0);
  d.what = "unlisted";
  d.broadcast = heard.rat + (heard.channel ? " " + std::to_string(*heard.channel) : "");
  d.emitter_id = heard.id;
  return d;
}

}  // namespace

std::vector<DeclaredDifference> as_broadcast(std::span<const Emitter> heard,
                                             std::span<const RegistryCell> registry,
                                             std::span<const NodeRow> nodes, std::string_view date,
                                             double radius_m) {
  std::multimap<Identity, const Emitter*> by_identity;
  std::set<std::string> carriers;
  for (const auto& e : heard) {
    if (e.cell_id) by_identity.emplace(Identity{e.rat, e.plmn, *e.cell_id}, &e);
  }
  std::vector<DeclaredDifference> found;
  std::set<Identity> declared;
  for (const auto& row : registry) {
    const Identity identity{row.rat, models::to_string(row.plmn), row.cell_id};
    carriers.insert(std::get<1>(identity));
    if (!effective(row, date)) continue;
    declared.insert(identity);
    const auto [first, last] = by_identity.equal_range(identity);
    for (auto it = first; it != last; ++it) compare(row, *it->second, found);
    if (first == last && audible(row, nodes, radius_m)) found.push_back(of(row, "silent"));
  }
  for (const auto& [identity, e] : by_identity) {
    if (carriers.contains(e->plmn) && !declared.contains(identity)) found.push_back(unlisted(*e));
  }
  std::ranges::sort(found, {}, [](const DeclaredDifference& d) {
    return std::tie(d.operator_name, d.plmn, d.cell_id, d.what, d.emitter_id);
  });
  return found;
}

std::vector<DeclaredDifference> differences_since(Store& store, UtcNs since, UtcNs now, double radius_m) {
  EmitterFilter filter;
  filter.since = since;
  filter.limit = 5000;
  auto heard = store.emitters(filter);
  std::erase_if(heard, [](const Emitter& e) {
    const auto plmn = models::parse_plmn(e.plmn);
    return !plmn || !models::is_domestic(*plmn);
  });
  return as_broadcast(heard, store.registry(), store.nodes(), vietnam_date(now), radius_m);
}

std::size_t keep_differences(Store& store, UtcNs now, double radius_m) {
  constexpr UtcNs kDayOfNs = 86'400LL * 1'000'000'000;
  constexpr std::size_t kMostRows = 2000;
  const auto found = differences_since(store, now - kDayOfNs, now, radius_m);
  json counts = json::object(), rows = json::array();
  for (const auto& d : found) {
    auto& of_carrier = counts[d.operator_name.empty() ? "undeclared" : d.operator_name];
    of_carrier[d.what] = of_carrier.value(d.what, 0) + 1;
    if (rows.size() < kMostRows)
      rows.push_back(
          {d.operator_name, d.plmn, d.cell_id, d.site_id, d.what, d.declared, d.broadcast, d.emitter_id});
  }
  const auto day = vietnam_date(now);
  store.write([&](Transaction& tx) {
    tx.put_document(
        {kDifferenceCollection, day, json{{"counts", counts}, {"rows", rows}}.dump(), now, "gateway", 0});
    tx.audit({0, now, "gateway", "registry.difference", "registry",
              json{{"day", day}, {"differences", found.size()}, {"counts", counts}}.dump()});
    tx.event("registry", json{{"day", day}}.dump());
  });
  return found.size();
}

}  // namespace sb::gateway
