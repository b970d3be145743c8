#include "gateway/ingest/from_wire.hpp"

#include <fmt/format.h>

#include "gateway/ingest/findings_from_wire.hpp"

namespace sb::gateway {
namespace {

namespace pb = wire::pb;

std::string software_from(const pb::Software& software) {
  return software.revision().empty() ? software.version() : software.version() + "+" + software.revision();
}

}  // namespace

std::string time_quality_from(pb::TimeQuality quality) {
  switch (quality) {
    case pb::TIME_QUALITY_FREE_RUNNING:
      return "free_running";
    case pb::TIME_QUALITY_NTP:
      return "ntp";
    case pb::TIME_QUALITY_GNSS:
      return "gnss";
    case pb::TIME_QUALITY_RECORDING:
      return "recording";
    default:
      return "";
  }
}

std::string hex16(std::uint64_t value) {
  return fmt::format("{:016x}", value);
}

Observation observation_from(const pb::Report& report, std::string_view body) {
  Observation o;
  o.key = {report.node_id(), report.boot_id(), report.seq()};
  const auto hash = wire::sha256(body);
  o.body_sha256.assign(reinterpret_cast<const char*>(hash.data()), hash.size());
  o.first_seen = report.first_utc_ns();
  o.last_seen = report.last_utc_ns();
  o.latitude_deg = report.position().latitude_deg();
  o.longitude_deg = report.position().longitude_deg();
  o.position_uncertainty_m = static_cast<double>(report.position().uncertainty_m());
  o.time_quality = time_quality_from(report.time_quality());
  o.calibration_id = report.calibration_id();
  o.software = software_from(report.software());
  o.detector = report.detector();
  o.detector_version = report.detector_version();
  o.confidence = static_cast<double>(report.confidence());
  o.exercise = report.exercise();
  if (report.has_cell()) o.cell = cell_from(report.cell());
  if (report.has_emission()) o.emission = emission_from(report.emission());
  if (report.has_jamming()) o.jamming = jamming_from(report.jamming());
  if (report.has_event()) o.event = event_from(report.event());
  if (report.has_coverage()) o.coverage_json = coverage_json_from(report.coverage());
  return o;
}

}  // namespace sb::gateway
