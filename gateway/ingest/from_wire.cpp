#include "gateway/ingest/from_wire.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/nfc.hpp"

namespace sb::gateway {
namespace {

namespace pb = wire::pb;
using nlohmann::json;

std::string rat_from(pb::Rat rat) {
  switch (rat) {
    case pb::RAT_GSM:
      return "gsm";
    case pb::RAT_UMTS:
      return "umts";
    case pb::RAT_LTE:
      return "lte";
    case pb::RAT_NBIOT:
      return "nbiot";
    case pb::RAT_NR:
      return "nr";
    default:
      return "";
  }
}

/// CONTRACTS §1: the level's name depends on the RAT's own messages.
std::string level_from(pb::DecodeLevel level, pb::Rat rat) {
  const bool gsm = rat == pb::RAT_GSM;
  switch (level) {
    case pb::DECODE_LEVEL_MIB:
      return gsm ? "sch" : "mib";
    case pb::DECODE_LEVEL_SYSTEM_INFORMATION:
      return gsm ? "si3" : "sib1";
    default:
      return "sync";
  }
}

std::string duplex_from(pb::Duplex duplex) {
  switch (duplex) {
    case pb::DUPLEX_FDD:
      return "fdd";
    case pb::DUPLEX_TDD:
      return "tdd";
    default:
      return "";
  }
}

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

std::string event_kind_from(pb::NodeEventKind kind) {
  switch (kind) {
    case pb::NODE_EVENT_KIND_STREAM_STALLED:
      return "stream_stalled";
    case pb::NODE_EVENT_KIND_STREAM_RECOVERED:
      return "stream_recovered";
    case pb::NODE_EVENT_KIND_DEVICE_LOST:
      return "device_lost";
    case pb::NODE_EVENT_KIND_DEVICE_BACK:
      return "device_back";
    case pb::NODE_EVENT_KIND_SAMPLES_DROPPED:
      return "samples_dropped";
    case pb::NODE_EVENT_KIND_SPOOL_FULL:
      return "spool_full";
    default:
      return "";
  }
}

std::string software_from(const pb::Software& software) {
  return software.revision().empty() ? software.version() : software.version() + "+" + software.revision();
}

void identity_from(const pb::CellDetection& from, HeardCell& cell) {
  for (const auto& plmn : from.plmns()) {
    cell.plmns.push_back({static_cast<std::uint16_t>(plmn.mcc()), static_cast<std::uint16_t>(plmn.mnc()),
                          static_cast<std::uint8_t>(plmn.mnc_digits())});
  }
  if (from.has_tac()) cell.tac = from.tac();
  if (from.has_cell_id()) cell.cell_id = from.cell_id();
  if (from.has_band()) cell.band = from.band();
  if (from.has_barred()) cell.barred = from.barred();
  cell.system_information = from.system_information();
}

void levels_from(const pb::CellDetection& from, HeardCell& cell) {
  if (from.has_power_dbfs()) cell.power_dbfs = static_cast<double>(from.power_dbfs());
  if (from.has_rsrp_dbfs()) cell.rsrp_dbfs = static_cast<double>(from.rsrp_dbfs());
  if (from.has_power_dbm()) cell.power_dbm = static_cast<double>(from.power_dbm());
  if (from.has_rsrp_dbm()) cell.rsrp_dbm = static_cast<double>(from.rsrp_dbm());
  if (from.has_snr_db()) cell.snr_db = static_cast<double>(from.snr_db());
  cell.cfo_hz = static_cast<double>(from.cfo_hz());
}

HeardCell cell_from(const pb::CellDetection& from) {
  HeardCell cell;
  cell.rat = rat_from(from.rat());
  cell.level = level_from(from.level(), from.rat());
  cell.frequency_hz = from.frequency_hz();
  if (from.has_channel()) cell.channel = from.channel();
  cell.physical_id = from.physical_id();
  cell.duplex = duplex_from(from.duplex());
  if (from.has_bandwidth_prb()) cell.bandwidth_prb = from.bandwidth_prb();
  if (from.has_ports()) cell.ports = from.ports();
  identity_from(from, cell);
  levels_from(from, cell);
  return cell;
}

json position_json(const pb::Position& position) {
  return {{"latitude_deg", position.latitude_deg()},
          {"longitude_deg", position.longitude_deg()},
          {"altitude_m", position.altitude_m()},
          {"uncertainty_m", position.uncertainty_m()}};
}

json receiver_json(const pb::ReceiverHealth& receiver) {
  return {{"source", receiver.source()},
          {"sample_rate_hz", receiver.sample_rate_hz()},
          {"centre_hz", receiver.centre_hz()},
          {"samples", receiver.samples()},
          {"dropped_samples", receiver.dropped_samples()},
          {"overflows", receiver.overflows()},
          {"timeouts", receiver.timeouts()},
          {"recoveries", receiver.recoveries()}};
}

json spool_json(const pb::SpoolHealth& spool) {
  return {{"records", spool.records()},
          {"bytes", spool.bytes()},
          {"oldest_boot_id", hex16(spool.oldest_boot_id())},
          {"oldest_seq", spool.oldest_seq()},
          {"refused", spool.refused()}};
}

}  // namespace

std::string hex16(std::uint64_t value) {
  return fmt::format("{:016x}", value);
}

Observation observation_from(const pb::Report& report, std::string_view body, std::string_view envelope,
                             UtcNs received) {
  Observation o;
  o.key = {report.node_id(), report.boot_id(), report.seq()};
  o.envelope = envelope;
  const auto hash = wire::sha256(body);
  o.body_sha256.assign(reinterpret_cast<const char*>(hash.data()), hash.size());
  o.received = received;
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
  if (report.has_event()) {
    const auto& event = report.event();
    o.event = NodeEventRow{event_kind_from(event.kind()), to_nfc(event.text()).value_or(""), event.count()};
  }
  return o;
}

std::string state_from(const pb::Status& status) {
  switch (status.state()) {
    case pb::NODE_STATE_ONLINE:
      return "online";
    case pb::NODE_STATE_DEGRADED:
      return "degraded";
    default:
      return "offline";
  }
}

std::string status_json_from(const pb::Status& status) {
  json object = {
      {"node_id", status.node_id()},
      {"boot_id", hex16(status.boot_id())},
      {"utc_ns", std::to_string(status.utc_ns())},
      {"state", state_from(status)},
      {"software", {{"version", status.software().version()}, {"revision", status.software().revision()}}},
      {"position", position_json(status.position())},
      {"time_quality", time_quality_from(status.time_quality())},
      {"uptime_s", status.uptime_s()},
      {"receiver", receiver_json(status.receiver())},
      {"spool", spool_json(status.spool())},
      {"reports_made", status.reports_made()},
      {"scans", status.scans()},
      {"faults", json::array()},
      {"disk_free_bytes", status.disk_free_bytes()}};
  for (const auto& fault : status.faults()) object["faults"].push_back(to_nfc(fault).value_or(""));
  return object.dump();
}

}  // namespace sb::gateway
