#pragma once
// node.toml: what a technician writes. Every word is checked; an error names file, line and word.
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
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
  std::filesystem::path supervisor;  ///< serial line to the box's microcontroller; empty: there is none
  std::filesystem::path usb_port;    ///< ".../<port>/disable" in sysfs; empty: its power cannot be switched
};

struct DwellSection {
  double centre_hz = 0.0;  ///< 0: the recording's own
  double sample_rate_hz = 19.2e6;
  double gain_db = std::numeric_limits<double>::quiet_NaN();  ///< NaN: automatic
  double duration_s = 0.16;
  std::string name;
  double revisit_s = 0.0;  ///< as the next two: node/schedule/task.hpp
  int priority = 5;
  double budget = 1.0;
};

struct SweepSection {
  std::string name;
  double low_hz = 0.0, high_hz = 0.0;
  double sample_rate_hz = 20e6;
  double gain_db = std::numeric_limits<double>::quiet_NaN();
  double dwell_s = 0.01;
  double revisit_s = 0.0;
  int priority = 3;
  double budget = 1.0;
  bool cells = false;  ///< look for cells too: needs dwells of 0.1 s
};

/// A registry cell that is known to be audible here.
struct ReferenceSection {
  double frequency_hz = 0.0;
  std::uint16_t physical_id = 0;
  std::optional<std::uint64_t> cell_id;
};

struct PlanSection {
  std::vector<DwellSection> dwells;
  std::vector<SweepSection> sweeps;
  double pause_s = 0.0;
};

struct UplinkSection {
  std::string host;
  std::uint16_t port = 8883;
  std::filesystem::path ca, certificate, key, gateway_public_key;
  double status_interval_s = 15.0;
  double budget_bytes_per_s = 1000.0;  ///< average over days
  double backlog_bytes_per_s = 256e3;  ///< at most, after an outage
};

struct SpoolSection {
  std::uint64_t max_bytes = 4ULL << 30U;  ///< 30 days at 1 kB/s are 2.6 GB
  bool sync_each_record = true;           ///< fsync = "record" | "batch"
};

/// The page for the person at the box. An empty address: no page, no open port.
struct TechnicianSection {
  std::string address;  ///< of one interface, as an IP address; never all of them
  std::uint16_t port = 8443;
};

struct NodeConfig {
  NodeSection node;
  SourceSection source;
  ReceiverSection receiver;
  PlanSection plan;
  std::vector<ReferenceSection> reference_cells;
  std::filesystem::path calibration_file;  ///< empty: uncalibrated
  double report_interval_s = 60.0;
  UplinkSection uplink;
  SpoolSection spool;
  TechnicianSection technician;
  std::string log_level = "info";
};

/// Relative paths are taken from the file's folder. kNotFound, or kInvalidArgument with "file:line: what".
Result<NodeConfig> load_config(const std::filesystem::path& file);
/// `file` is for messages and relative paths only.
Result<NodeConfig> parse_config(std::string_view text, const std::filesystem::path& file);

}  // namespace sb::node
