#pragma once
// The only place where what the mathematics measured becomes what is sent. What is fixed for a run stands in
// NodeIdentity.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"
#include "node/schedule/coverage.hpp"
#include "wire/codec.hpp"

namespace sb::node {

struct NodeIdentity {
  std::string node_id;
  std::uint64_t boot_id = 0;  ///< random, not 0
  double latitude_deg = 0.0, longitude_deg = 0.0;
  float altitude_m = 0.0F, position_uncertainty_m = 0.0F;
  std::string calibration_id;  ///< empty: uncalibrated
  std::string software_version, software_revision;
  bool exercise = false;
};

/// Circumstances of one finding.
struct Circumstances {
  std::int64_t now_utc_ns = 0;
  dsp::TimeQuality time_quality = dsp::TimeQuality::kUnknown;
  /// dBm of full scale; NaN where the receiver is not calibrated. Levels in dBm are sent only with a
  /// calibration_id.
  float full_scale_dbm = std::numeric_limits<float>::quiet_NaN();
};

/// Everything but seq and prev_hash: those belong to the chain (node/report). Not-finite levels become
/// absent, a frequency outside the wire's range becomes 0: what could not be measured is not said.
wire::pb::Report to_wire(const dsp::Detection& detection, const NodeIdentity& node, const Circumstances& at);
wire::pb::Report to_wire(wire::pb::NodeEventKind kind, const std::string& text, std::uint64_t count,
                         const NodeIdentity& node, const Circumstances& at);

wire::pb::Report to_wire(const HourHeard& hour, const NodeIdentity& node, const Circumstances& at);

wire::pb::TimeQuality to_wire(dsp::TimeQuality quality);
void fill_position(wire::pb::Position& position, const NodeIdentity& node);
void fill_software(wire::pb::Software& software, const NodeIdentity& node);

/// At most `most` octets, cut between characters.
std::string fitting(const std::string& text, std::size_t most);

}  // namespace sb::node
