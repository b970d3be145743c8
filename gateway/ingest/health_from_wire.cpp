// What a node says of itself: events, coverage, status.
#include <nlohmann/json.hpp>

#include "gateway/ingest/findings_from_wire.hpp"
#include "gateway/ingest/from_wire.hpp"
#include "gateway/registry/nfc.hpp"

namespace sb::gateway {
namespace {

namespace pb = wire::pb;
using nlohmann::json;

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
    case pb::NODE_EVENT_KIND_CLOCK_JUMPED:
      return "clock_jumped";
    case pb::NODE_EVENT_KIND_OVERLOADED:
      return "overloaded";
    case pb::NODE_EVENT_KIND_CALIBRATION_EXPIRED:
      return "calibration_expired";
    case pb::NODE_EVENT_KIND_ANTENNA_FAULT:
      return "antenna_fault";
    case pb::NODE_EVENT_KIND_POWER:
      return "power";
    case pb::NODE_EVENT_KIND_TAMPER:
      return "tamper";
    case pb::NODE_EVENT_KIND_TEMPERATURE:
      return "temperature";
    case pb::NODE_EVENT_KIND_RECOVERY_STEP:
      return "recovery_step";
    case pb::NODE_EVENT_KIND_UPDATED:
      return "updated";
    case pb::NODE_EVENT_KIND_ROLLED_BACK:
      return "rolled_back";
    default:
      return "";
  }
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
          {"recoveries", receiver.recoveries()},
          {"reopens", receiver.reopens()},
          {"power_cycles", receiver.power_cycles()},
          {"process_restarts", receiver.process_restarts()},
          {"clipped_ratio", receiver.clipped_ratio()}};
}

json spool_json(const pb::SpoolHealth& spool) {
  return {{"records", spool.records()},
          {"bytes", spool.bytes()},
          {"oldest_boot_id", hex16(spool.oldest_boot_id())},
          {"oldest_seq", spool.oldest_seq()},
          {"refused", spool.refused()}};
}

std::string site_state_from(pb::SiteState state) {
  return state == pb::SITE_STATE_ACCEPTED ? "accepted" : "commissioning";
}

json calibration_json(const pb::Calibration& calibration) {
  json object = {{"calibration_id", calibration.calibration_id()},
                 {"made_utc_ns", std::to_string(calibration.made_utc_ns())},
                 {"expires_utc_ns", std::to_string(calibration.expires_utc_ns())}};
  if (calibration.has_clock_ppb()) object["clock_ppb"] = calibration.clock_ppb();
  if (calibration.has_clock_sigma_ppb()) object["clock_sigma_ppb"] = calibration.clock_sigma_ppb();
  if (calibration.has_level_sigma_db()) object["level_sigma_db"] = calibration.level_sigma_db();
  return object;
}

json box_json(const pb::Box& box) {
  json object = {{"firmware_version", box.firmware_version()}};
  if (box.has_supply_v()) object["supply_v"] = box.supply_v();
  if (box.has_battery_v()) object["battery_v"] = box.battery_v();
  if (box.has_temperature_c()) object["temperature_c"] = box.temperature_c();
  if (box.has_humidity_percent()) object["humidity_percent"] = box.humidity_percent();
  if (box.has_door_open()) object["door_open"] = box.door_open();
  if (box.has_pps_jitter_ns()) object["pps_jitter_ns"] = box.pps_jitter_ns();
  return object;
}

json band_json(const pb::BandCoverage& band) {
  json object = {{"low_hz", band.low_hz()},
                 {"high_hz", band.high_hz()},
                 {"listened_s", band.listened_s()},
                 {"longest_gap_s", band.longest_gap_s()},
                 {"beacons_expected", band.beacons_expected()},
                 {"beacons_heard", band.beacons_heard()}};
  if (band.has_detectable_dbfs()) object["detectable_dbfs"] = band.detectable_dbfs();
  if (band.has_detectable_dbm()) object["detectable_dbm"] = band.detectable_dbm();
  return object;
}

}  // namespace

NodeEventRow event_from(const pb::NodeEvent& from) {
  return {event_kind_from(from.kind()), to_nfc(from.text()).value_or(""), from.count()};
}

std::string coverage_json_from(const pb::Coverage& from) {
  json object = {{"bands", json::array()}};
  for (const auto& band : from.bands()) object["bands"].push_back(band_json(band));
  return object.dump();
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
      {"disk_free_bytes", status.disk_free_bytes()},
      {"uplink_bytes_per_s", status.uplink_bytes_per_s()}};
  if (status.has_calibration()) object["calibration"] = calibration_json(status.calibration());
  if (status.has_box()) object["box"] = box_json(status.box());
  if (status.site_state() != pb::SITE_STATE_UNSPECIFIED)
    object["site_state"] = site_state_from(status.site_state());
  for (const auto& fault : status.faults()) object["faults"].push_back(to_nfc(fault).value_or(""));
  return object.dump();
}

}  // namespace sb::gateway
