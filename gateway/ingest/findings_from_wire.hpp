#pragma once
// Each kind of finding as the gateway keeps it; what they share stands here too. Only from_wire.cpp includes
// this.
#include <string>

#include "gateway/store/records.hpp"
#include "wire/codec.hpp"

namespace sb::gateway {

/// "free_running" "ntp" "gnss" "recording"; empty: unknown.
std::string time_quality_from(wire::pb::TimeQuality quality);
/// "gsm" "umts" "lte" "nbiot" "nr"; empty when unknown.
std::string rat_from(wire::pb::Rat rat);
HeardCell cell_from(const wire::pb::CellDetection& from);
HeardEmission emission_from(const wire::pb::EmissionDetection& from);
HeardJamming jamming_from(const wire::pb::JammingDetection& from);
NodeEventRow event_from(const wire::pb::NodeEvent& from);
/// {"bands":[{"low_hz","high_hz","listened_s","longest_gap_s","detectable_dbfs"?,"detectable_dbm"?,
/// "beacons_expected","beacons_heard"}]}
std::string coverage_json_from(const wire::pb::Coverage& from);

}  // namespace sb::gateway
