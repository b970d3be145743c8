// Statuses, commands, replies, rows; and the parts that reports share with them.
#include "wire/validate.hpp"

#include "wire/checker.hpp"
#include "wire/parts.hpp"
#include "wire/topics.hpp"

namespace sb::wire {

namespace pb = ::songbien::wire::v1;

void check_node(Checker& check, const std::string& node_id) {
  check.holds(is_identifier(node_id), "node_id", "is not [a-z0-9-]{3,32}");
}

void check_position(Checker& check, const pb::Position& position) {
  check.in_range("position.latitude_deg", position.latitude_deg(), -90.0, 90.0);
  check.in_range("position.longitude_deg", position.longitude_deg(), -180.0, 180.0);
  check.finite("position.altitude_m", static_cast<double>(position.altitude_m()));
  check.not_negative("position.uncertainty_m", static_cast<double>(position.uncertainty_m()));
}

void check_software(Checker& check, const pb::Software& software) {
  check.text("software.version", software.version());
  check.text("software.revision", software.revision());
}

namespace {

void check_receiver(Checker& check, const pb::ReceiverHealth& receiver) {
  check.text("receiver.source", receiver.source());
  check.not_negative("receiver.sample_rate_hz", receiver.sample_rate_hz());
  check.not_negative("receiver.centre_hz", receiver.centre_hz());
  check.in_range("receiver.clipped_ratio", static_cast<double>(receiver.clipped_ratio()), 0.0, 1.0);
}

void check_calibration(Checker& check, const pb::Calibration& calibration) {
  check.text("calibration.calibration_id", calibration.calibration_id());
  check.finite("calibration.clock_ppb", static_cast<double>(calibration.clock_ppb()));
  check.not_negative("calibration.clock_sigma_ppb", static_cast<double>(calibration.clock_sigma_ppb()));
  check.not_negative("calibration.level_sigma_db", static_cast<double>(calibration.level_sigma_db()));
}

void check_box(Checker& check, const pb::Box& box) {
  check.finite("box.supply_v", static_cast<double>(box.supply_v()));
  check.finite("box.battery_v", static_cast<double>(box.battery_v()));
  check.finite("box.temperature_c", static_cast<double>(box.temperature_c()));
  check.finite("box.humidity_percent", static_cast<double>(box.humidity_percent()));
  check.not_negative("box.pps_jitter_ns", static_cast<double>(box.pps_jitter_ns()));
  check.text("box.firmware_version", box.firmware_version());
}

void check_order(Checker& check, const pb::Command& command) {
  switch (command.order_case()) {
    case pb::Command::kListen:
      check.in_range("listen.centre_hz", command.listen().centre_hz(), 70e6, 6e9);
      check.in_range("listen.sample_rate_hz", command.listen().sample_rate_hz(), 0.0, 100e6);
      check.in_range("listen.duration_s", static_cast<double>(command.listen().duration_s()), 1e-3, 600.0);
      return;
    case pb::Command::kStreamSpectrum: {
      const auto& stream = command.stream_spectrum();
      check.in_range("stream_spectrum.low_hz", stream.low_hz(), 0.0, kHighestHz);
      check.in_range("stream_spectrum.high_hz", stream.high_hz(), stream.low_hz(), kHighestHz);
      check.in_range("stream_spectrum.duration_s", static_cast<double>(stream.duration_s()), 1e-3, 3600.0);
      check.in_range("stream_spectrum.rows_per_s", static_cast<double>(stream.rows_per_s()), 1e-3, 5.0);
      return;
    }
    case pb::Command::kFetchEvidence:
      check.text("fetch_evidence.evidence_id", command.fetch_evidence().evidence_id(), kMaxIdBytes);
      return;
    case pb::Command::kUpdate:
      check.said("update.artefact", pb::Artefact_IsValid(command.update().artefact()),
                 command.update().artefact());
      check.text("update.version", command.update().version(), kMaxIdBytes);
      check.holds(command.update().sha256().size() == 32, "update.sha256", "is not 32 octets");
      check.octets("update.content", command.update().content(), kMaxChunkBytes);
      return;
    case pb::Command::kAcknowledge:
    case pb::Command::kRequestStatus:
    case pb::Command::kCalibrate:
      return;
    case pb::Command::ORDER_NOT_SET:
      return check.unsupported("order");
  }
}

void check_command_id(Checker& check, const std::string& command_id) {
  check.holds(!command_id.empty(), "command_id", "is empty");
  check.text("command_id", command_id, kMaxIdBytes);
}

}  // namespace

Result<void> validate(const pb::Status& status) {
  Checker check("status");
  check_node(check, status.node_id());
  check.holds(status.boot_id() != 0, "boot_id", "is 0");
  check.said("state", pb::NodeState_IsValid(status.state()), status.state());
  check_software(check, status.software());
  check_position(check, status.position());
  check.known_or_unsaid("time_quality", pb::TimeQuality_IsValid(status.time_quality()),
                        status.time_quality());
  check.not_negative("uptime_s", status.uptime_s());
  check_receiver(check, status.receiver());
  check.at_most("faults", status.faults_size(), 16);
  check_calibration(check, status.calibration());
  check_box(check, status.box());
  check.not_negative("uplink_bytes_per_s", static_cast<double>(status.uplink_bytes_per_s()));
  check.known_or_unsaid("site_state", pb::SiteState_IsValid(status.site_state()), status.site_state());
  for (const auto& fault : status.faults()) check.text("faults", fault);
  return std::move(check).result();
}

Result<void> validate(const pb::Command& command) {
  Checker check("command");
  check_node(check, command.node_id());
  check_command_id(check, command.command_id());
  check_order(check, command);
  return std::move(check).result();
}

Result<void> validate(const pb::Reply& reply) {
  Checker check("reply");
  check_node(check, reply.node_id());
  check_command_id(check, reply.command_id());
  check.text("text", reply.text());
  check.text("evidence.evidence_id", reply.evidence().evidence_id(), kMaxIdBytes);
  check.octets("evidence.octets", reply.evidence().octets(), kMaxChunkBytes);
  return std::move(check).result();
}

Result<void> validate(const pb::SpectrumRow& row) {
  Checker check("spectrum");
  check_node(check, row.node_id());
  check.holds(row.boot_id() != 0, "boot_id", "is 0");
  check.finite("f0_hz", row.f0_hz());
  check.holds(std::isfinite(row.bin_hz()) && row.bin_hz() > 0.0, "bin_hz", "is not a finite number > 0");
  check.not_negative("rbw_hz", static_cast<double>(row.rbw_hz()));
  check.finite("offset_dbfs", static_cast<double>(row.offset_dbfs()));
  check.holds(std::isfinite(row.step_db()) && row.step_db() > 0.0F, "step_db", "is not a finite number > 0");
  check.octets("mean", row.mean(), 8192);
  check.holds(row.max().empty() || row.max().size() == row.mean().size(), "max", "is not as long as mean");
  return std::move(check).result();
}

}  // namespace sb::wire
