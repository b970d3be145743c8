#pragma once
// node.toml: what a technician writes. Every word is checked; an error names file, line and word.
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::node {

struct NodeSection {
  std::string id, province, name;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  double altitude_m = 0.0, position_uncertainty_m = 0.0;
  std::filesystem::path state_dir;
  std::string calibration_id;  ///< empty: levels in dBm are not sent
  bool exercise = false;
};

struct SourceSection {
  std::string spec;
  bool loop = true;  ///< a recording begins again at its end; otherwise the node stops there
};

struct ReceiverSection {
  std::filesystem::path usb_port;  ///< ".../<port>/disable" in sysfs; empty: its power cannot be switched
};

struct DwellSection {
  double centre_hz = 0.0;  ///< 0: the recording's own
  double sample_rate_hz = 19.2e6;
  double gain_db = std::numeric_limits<double>::quiet_NaN();  ///< NaN: automatic
  double duration_s = 0.16;
};

struct PlanSection {
  std::vector<DwellSection> dwells;
  double pause_s = 0.0;
};

struct UplinkSection {
  std::string host;
  std::uint16_t port = 8883;
  std::filesystem::path ca, certificate, key, gateway_public_key;
  double status_interval_s = 15.0;
};

struct SpoolSection {
  std::uint64_t max_bytes = 1ULL << 30U;
  bool sync_each_record = true;  ///< fsync = "record" | "batch"
};

struct NodeConfig {
  NodeSection node;
  SourceSection source;
  ReceiverSection receiver;
  PlanSection plan;
  double report_interval_s = 60.0;
  UplinkSection uplink;
  SpoolSection spool;
  std::string log_level = "info";
};

/// Relative paths are taken from the file's folder. kNotFound, or kInvalidArgument with "file:line: what".
Result<NodeConfig> load_config(const std::filesystem::path& file);
/// `file` is for messages and relative paths only.
Result<NodeConfig> parse_config(std::string_view text, const std::filesystem::path& file);

}  // namespace sb::node
