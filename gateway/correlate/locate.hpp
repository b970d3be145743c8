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

/// Where one observation was made, for what has been heard once.
Place place_of(const Observation& observation, const CommuneIndex& communes);

/// Adds where the transmitter may stand: place.ellipse (95 %) and place.communes, and for three nodes or more
/// that agree moves the place there. Received levels against distance by a power law (exponent 3.2, shadowing
/// of 8 dB), the transmitter's own power unknown within 30..65 dBm EIRP (marginalised; when the levels are
/// uncalibrated without any bound). One node alone gives a circle, as honest as that is. Cost: a grid of 41 x
/// 41 points, about a millisecond; call it when something has changed.
void add_estimate(Place& place, std::span<const HeardAt> heard, const CommuneIndex& communes,
                  bool calibrated);

}  // namespace sb::gateway
