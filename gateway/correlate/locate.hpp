#pragma once
#include <span>

#include "gateway/place/commune_index.hpp"
#include "gateway/store/records.hpp"

namespace sb::gateway {

/// Where a cause is heard: the centroid of its nodes weighted by received power, so that the strongest node
/// decides (levels in dBm when every node has them, else in dBFS, else equal weights). This is where the
/// signal arrives, not where its transmitter stands; uncertainty_m is the larger of the nodes' spread and an
/// assumed hearing radius of 5 km divided by sqrt(nodes). `heard` is not empty.
Place locate(std::span<const HeardAt> heard, const CommuneIndex& communes);

}  // namespace sb::gateway
