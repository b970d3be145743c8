#pragma once
// The stretch of spectrum that something heard occupies.
#include <optional>

#include "gateway/store/records.hpp"

namespace sb::gateway {

struct OccupiedBand {
  double low_hz = 0.0, high_hz = 0.0;
};

/// Channel bandwidth of a cell's RAT and resource blocks; the RAT's narrowest where they are unknown.
double cell_bandwidth_hz(const HeardCell& cell);
std::optional<OccupiedBand> occupied_band(const HeardCell& cell);  ///< none without a frequency
OccupiedBand occupied_band(const HeardEmission& emission);
OccupiedBand occupied_band(const HeardJamming& jamming);
/// Of whatever it is about; none for what has no frequency.
std::optional<OccupiedBand> occupied_band(const Incident& incident);
std::optional<OccupiedBand> occupied_band(const Observation& observation);

/// Shared width over the narrower of the two, 0..1; widths below 1 kHz count as 1 kHz.
double overlap_ratio(const OccupiedBand& a, const OccupiedBand& b);

}  // namespace sb::gateway
