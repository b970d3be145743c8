#pragma once
// Whose cells suffer: registered cells near the nodes that hear a carrier, on the same channel or the next
// one.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/store.hpp"

namespace sb::gateway {

inline constexpr double kAffectedRadiusM = 30'000.0;

struct AffectedCell {
  RegistryCell cell;
  double distance_m = 0.0;  ///< to the nearest node that hears the cause
  std::string relation;     ///< "co_channel": the occupied bands overlap; "adjacent": less than one bandwidth
                            ///< between them
};

/// Nearest first. Empty when the heard cell has no frequency. LTE rows only: other RATs' channels are not in
/// the band plan yet.
std::vector<AffectedCell> affected_cells(Transaction& tx, const HeardCell& heard,
                                         std::span<const HeardAt> nodes, double radius_m,
                                         std::string_view date);

/// Channel bandwidth of TS 36.101 table 5.6-1 for a number of resource blocks; 1.4 MHz, the least there is,
/// when unknown.
double lte_bandwidth_hz(std::optional<std::uint32_t> resource_blocks);

}  // namespace sb::gateway
