#pragma once
// Use of a foreign network from this side: energy in the uplink that belongs to a foreign cell heard here,
// hour by hour. Energy of a band and nothing else: no burst is looked at, nobody can be told apart.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/detect/uplink_activity.hpp"

namespace sb::dsp {

/// Centre of the uplink that an LTE carrier is paired with (TS 36.101 table 5.7.3-1); nothing for TDD and
/// downlink-only bands.
std::optional<double> lte_uplink_hz(std::uint32_t earfcn);

struct ForeignUplinkSettings {
  double least_observed_s = 30.0;  ///< in an hour, for it to be told
  double least_share = 0.02;       ///< of that with energy over the noise
};

class ForeignUplinks {
 public:
  explicit ForeignUplinks(const ForeignUplinkSettings& settings = {}) : settings_(settings) {}

  /// A decoded identity opens a pair when no domestic network is among it. A domestic cell whose uplink
  /// overlaps closes it for good: whose energy it is could not be told.
  void heard(const CellEvidence& cell);
  /// One finding, labelled "foreign_service_use", per pair whose hour has ended: duty is the share of the
  /// listened time with energy, power_dbfs its mean while there is.
  std::vector<EmissionEvidence> look(const SpectrumFrame& frame);
  std::size_t pairs() const;

 private:
  struct Pair {
    double centre_hz, width_hz;
    bool ambiguous = false;
    UplinkActivity activity;
    std::int64_t told_hour = -1;
  };
  ForeignUplinkSettings settings_;
  std::vector<Pair> pairs_;
  std::vector<std::pair<double, double>> domestic_;  // low, high
};

}  // namespace sb::dsp
