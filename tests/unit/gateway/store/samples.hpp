#pragma once
// Rows for tests of the gateway, made in one place.
#include <filesystem>
#include <string>

#include <unistd.h>

#include "gateway/store/records.hpp"
#include "wire/signing.hpp"

namespace sb::gateway::testing {

inline constexpr UtcNs kNoon = 1'795'348'800'000'000'000;  // 2026-11-22T12:00:00Z

/// A folder that goes away with the test.
class ScratchFolder {
 public:
  ScratchFolder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("songbien-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline NodeRow node_row(const std::string& id = "lc-01", double latitude = 22.4989,
                        double longitude = 104.0107) {
  NodeRow node;
  node.node_id = id;
  node.name = "Lào Cai 1";
  node.latitude_deg = latitude;
  node.longitude_deg = longitude;
  node.commune_code = "02647";
  node.commune = "Phường Lào Cai";
  node.state = "never_seen";
  node.last_status_json = "{}";
  return node;
}

/// China Unicom on EARFCN 1575, decoded to SIB1, the cell of the API's examples.
inline HeardCell unicom_cell() {
  HeardCell cell;
  cell.rat = "lte";
  cell.level = "sib1";
  cell.frequency_hz = 1842.5e6;
  cell.channel = 1575;
  cell.physical_id = 257;
  cell.duplex = "fdd";
  cell.bandwidth_prb = 50;
  cell.ports = 1;
  cell.plmns = {{460, 1, 2}};
  cell.tac = 801;
  cell.cell_id = 32508418;
  cell.band = 3;
  cell.barred = false;
  cell.system_information = std::string("\x00\x40\xff", 3);
  cell.power_dbfs = -31.25;
  cell.rsrp_dbfs = -58.1;
  cell.snr_db = 17.0;
  cell.cfo_hz = 120.5;
  return cell;
}

inline Observation observation(const std::string& node_id, std::uint64_t boot, std::uint64_t seq,
                               const HeardCell& cell = unicom_cell()) {
  Observation o;
  o.key = {node_id, boot, seq};
  o.envelope = std::string("env\0", 4) + node_id + std::to_string(seq);
  const auto hash = wire::sha256(o.envelope);
  o.body_sha256.assign(reinterpret_cast<const char*>(hash.data()), hash.size());
  o.received = kNoon + static_cast<UtcNs>(seq);
  o.first_seen = kNoon;
  o.last_seen = kNoon + 1'000'000'000;
  o.latitude_deg = 22.4989;
  o.longitude_deg = 104.0107;
  o.position_uncertainty_m = 10;
  o.time_quality = "ntp";
  o.software = "0.1.0";
  o.detector = "cell.lte";
  o.detector_version = 1;
  o.confidence = 0.99;
  o.cell = cell;
  return o;
}

inline Incident incident_row(const std::string& cause_key) {
  Incident i;
  i.kind = "spillover";
  i.severity = "medium";
  i.state = "open";
  i.cause_key = cause_key;
  i.first_seen = kNoon;
  i.last_seen = kNoon + 5;
  i.report_due = kNoon + 86'400'000'000'000;
  i.cell = unicom_cell();
  i.place = {"02647", "Phường Lào Cai", 22.4989, 104.0107, 5000.0};
  i.confidence = 0.97;
  i.reasons = {{"plmn.foreign", 1, R"({"plmn":"460-01"})", R"({"domestic":"452"})"}};
  return i;
}

inline RegistryCell registry_row(std::uint64_t cell_id = 1234567) {
  RegistryCell c;
  c.operator_name = "viettel";
  c.plmn = {452, 4, 2};
  c.rat = "lte";
  c.site_id = "LCI0001";
  c.cell_id = cell_id;
  c.tac = 20101;
  c.channel = 1575;
  c.pci = 42;
  c.bandwidth_mhz = 10.0;
  c.latitude_deg = 22.49;
  c.longitude_deg = 104.0;
  c.valid_from = "2026-01-01";
  c.extra_json = "{}";
  return c;
}

}  // namespace sb::gateway::testing
