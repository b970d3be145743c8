#include "gateway/ticket/affected.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "gateway/place/commune_index.hpp"
#include "gateway/registry/effective.hpp"
#include "models/bandplan/lte_bands.hpp"

namespace sb::gateway {
namespace {

constexpr double kAssumedRegistryBandwidthHz = 10e6;  // where a carrier's row has none

std::optional<std::string> relation_of(double heard_hz, double heard_bandwidth_hz, const RegistryCell& row) {
  if (row.rat != "lte" || !row.channel) return std::nullopt;
  const auto frequency_hz = models::lte_frequency_hz(*row.channel);
  if (!frequency_hz) return std::nullopt;
  const double bandwidth_hz = row.bandwidth_mhz ? *row.bandwidth_mhz * 1e6 : kAssumedRegistryBandwidthHz;
  const double gap_hz = std::abs(*frequency_hz - heard_hz) - (bandwidth_hz + heard_bandwidth_hz) / 2.0;
  if (gap_hz < 0.0) return "co_channel";
  if (gap_hz < std::max(bandwidth_hz, heard_bandwidth_hz)) return "adjacent";
  return std::nullopt;
}

double nearest_m(const RegistryCell& row, std::span<const HeardAt> nodes) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const auto& node : nodes) {
    nearest = std::min(
        nearest, distance_m(*row.latitude_deg, *row.longitude_deg, node.latitude_deg, node.longitude_deg));
  }
  return nearest;
}

}  // namespace

double lte_bandwidth_hz(std::optional<std::uint32_t> resource_blocks) {
  constexpr std::array<std::pair<std::uint32_t, double>, 6> kTable{
      {{6, 1.4e6}, {15, 3e6}, {25, 5e6}, {50, 10e6}, {75, 15e6}, {100, 20e6}}};
  for (const auto& [blocks, bandwidth_hz] : kTable) {
    if (resource_blocks == blocks) return bandwidth_hz;
  }
  return 1.4e6;
}

std::vector<AffectedCell> affected_cells(Transaction& tx, const HeardCell& heard,
                                         std::span<const HeardAt> nodes, double radius_m,
                                         std::string_view date) {
  std::vector<AffectedCell> affected;
  if (heard.frequency_hz == 0.0) return affected;
  const double bandwidth_hz = lte_bandwidth_hz(heard.bandwidth_prb);
  std::set<std::int64_t> seen;
  for (const auto& node : nodes) {
    for (auto& row : tx.registry_near(node.latitude_deg, node.longitude_deg, radius_m)) {
      if (!effective(row, date) || seen.contains(row.id)) continue;
      const auto relation = relation_of(heard.frequency_hz, bandwidth_hz, row);
      if (!relation) continue;
      const double metres = nearest_m(row, nodes);
      if (metres > radius_m) continue;
      seen.insert(row.id);
      affected.push_back({std::move(row), metres, *relation});
    }
  }
  std::ranges::sort(affected, {}, &AffectedCell::distance_m);
  return affected;
}

}  // namespace sb::gateway
