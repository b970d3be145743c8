#include "wire/validate.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "wire/topics.hpp"
#include "wire/utf8.hpp"

namespace sb::wire {
namespace {

namespace pb = ::songbien::wire::v1;

/// Keeps the first thing that is wrong.
class Checker {
 public:
  explicit Checker(std::string_view message) : message_(message) {}

  void holds(bool truth, std::string_view field, std::string_view rule) {
    if (!truth) note(ErrorCode::kUnreadable, fmt::format("{}.{}: {}", message_, field, rule));
  }
  void in_range(std::string_view field, double value, double low, double high) {
    if (std::isfinite(value) && value >= low && value <= high) return;
    note(ErrorCode::kUnreadable,
         fmt::format("{}.{}: {} is outside {} .. {}", message_, field, value, low, high));
  }
  void finite(std::string_view field, double value) {
    holds(std::isfinite(value), field, "is not a finite number");
  }
  void not_negative(std::string_view field, double value) {
    holds(std::isfinite(value) && value >= 0.0, field, "is not a finite number >= 0");
  }
  void text(std::string_view field, std::string_view value, std::size_t most = kMaxTextBytes) {
    octets(field, value, most);
    holds(is_utf8(value), field, "is not UTF-8");
  }
  void octets(std::string_view field, std::string_view value, std::size_t most) {
    if (value.size() <= most) return;
    note(ErrorCode::kUnreadable,
         fmt::format("{}.{}: {} octets, at most {}", message_, field, value.size(), most));
  }
  /// A value of an open enum that must be said and that this version must know.
  void said(std::string_view field, bool known, int value) {
    holds(value != 0, field, "is not said");
    known_or_unsaid(field, known, value);
  }
  void known_or_unsaid(std::string_view field, bool known, int value) {
    if (!known) {
      note(ErrorCode::kUnsupported,
           fmt::format("{}.{}: {} is not known to this version", message_, field, value));
    }
  }
  void unsupported(std::string_view field) {
    note(ErrorCode::kUnsupported,
         fmt::format("{}.{}: absent, or not known to this version", message_, field));
  }

  Result<void> result() && {
    if (first_) return tl::unexpected(std::move(*first_));
    return {};
  }

 private:
  void note(ErrorCode code, std::string text) {
    if (!first_) first_ = Error{code, std::move(text)};
  }
  std::string_view message_;
  std::optional<Error> first_;
};

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

void check_plmns(Checker& check, const pb::CellDetection& cell) {
  check.holds(cell.plmns_size() <= 12, "cell.plmns", "more than 12");
  for (const auto& plmn : cell.plmns()) {
    check.in_range("cell.plmns.mcc", plmn.mcc(), 0, 999);
    check.in_range("cell.plmns.mnc_digits", plmn.mnc_digits(), 2, 3);
    check.in_range("cell.plmns.mnc", plmn.mnc(), 0, plmn.mnc_digits() == 2 ? 99 : 999);
  }
}

void check_levels(Checker& check, const pb::CellDetection& cell, bool calibrated) {
  check.finite("cell.power_dbfs", static_cast<double>(cell.power_dbfs()));
  check.finite("cell.rsrp_dbfs", static_cast<double>(cell.rsrp_dbfs()));
  check.finite("cell.snr_db", static_cast<double>(cell.snr_db()));
  check.finite("cell.cfo_hz", static_cast<double>(cell.cfo_hz()));
  check.finite("cell.power_dbm", static_cast<double>(cell.power_dbm()));
  check.finite("cell.rsrp_dbm", static_cast<double>(cell.rsrp_dbm()));
  check.holds(calibrated || !cell.has_power_dbm(), "cell.power_dbm", "present without a calibration_id");
  check.holds(calibrated || !cell.has_rsrp_dbm(), "cell.rsrp_dbm", "present without a calibration_id");
}

void check_cell(Checker& check, const pb::CellDetection& cell, bool calibrated) {
  check.said("cell.rat", pb::Rat_IsValid(cell.rat()), cell.rat());
  check.said("cell.level", pb::DecodeLevel_IsValid(cell.level()), cell.level());
  if (cell.frequency_hz() != 0.0) check.in_range("cell.frequency_hz", cell.frequency_hz(), 10e6, 100e9);
  check.in_range("cell.physical_id", cell.physical_id(), 0, 1007);
  check.known_or_unsaid("cell.duplex", pb::Duplex_IsValid(cell.duplex()), cell.duplex());
  check.known_or_unsaid("cell.cyclic_prefix", pb::CyclicPrefix_IsValid(cell.cyclic_prefix()),
                        cell.cyclic_prefix());
  if (cell.has_bandwidth_prb()) check.in_range("cell.bandwidth_prb", cell.bandwidth_prb(), 1, 275);
  if (cell.has_ports()) check.in_range("cell.ports", cell.ports(), 1, 8);
  check.in_range("cell.sfn", cell.sfn(), 0, 1023);
  check_plmns(check, cell);
  check.holds(cell.tac() < (1U << 24U), "cell.tac", "more than 24 bits");
  check.holds(cell.cell_id() < (1ULL << 36U), "cell.cell_id", "more than 36 bits");
  check.octets("cell.system_information", cell.system_information(), 512);
  check_levels(check, cell, calibrated);
}

void check_event(Checker& check, const pb::NodeEvent& event) {
  check.said("event.kind", pb::NodeEventKind_IsValid(event.kind()), event.kind());
  check.text("event.text", event.text());
}

void check_finding(Checker& check, const pb::Report& report) {
  switch (report.finding_case()) {
    case pb::Report::kCell:
      return check_cell(check, report.cell(), !report.calibration_id().empty());
    case pb::Report::kEvent:
      return check_event(check, report.event());
    case pb::Report::FINDING_NOT_SET:
      return check.unsupported("finding");
  }
}

void check_receiver(Checker& check, const pb::ReceiverHealth& receiver) {
  check.text("receiver.source", receiver.source());
  check.not_negative("receiver.sample_rate_hz", receiver.sample_rate_hz());
  check.not_negative("receiver.centre_hz", receiver.centre_hz());
}

void check_command_id(Checker& check, const std::string& command_id) {
  check.holds(!command_id.empty(), "command_id", "is empty");
  check.text("command_id", command_id, 64);
}

}  // namespace

Result<void> validate(const pb::Report& report) {
  Checker check("report");
  check_node(check, report.node_id());
  check.holds(report.boot_id() != 0, "boot_id", "is 0");
  check.holds(report.seq() != 0, "seq", "is 0");
  check.holds(report.prev_hash().size() == 32, "prev_hash", "is not 32 octets");
  check.holds(report.seq() != 1 || report.prev_hash() == std::string(32, '\0'), "prev_hash",
              "is not zero although seq is 1");
  check_position(check, report.position());
  check.known_or_unsaid("time_quality", pb::TimeQuality_IsValid(report.time_quality()),
                        report.time_quality());
  check.text("calibration_id", report.calibration_id());
  check_software(check, report.software());
  check.holds(!report.detector().empty(), "detector", "is empty");
  check.text("detector", report.detector());
  check.holds(report.last_utc_ns() >= report.first_utc_ns(), "last_utc_ns", "is before first_utc_ns");
  check.in_range("confidence", static_cast<double>(report.confidence()), 0.0, 1.0);
  check_finding(check, report);
  return std::move(check).result();
}

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
  check.holds(status.faults_size() <= 16, "faults", "more than 16");
  for (const auto& fault : status.faults()) check.text("faults", fault);
  return std::move(check).result();
}

Result<void> validate(const pb::Command& command) {
  Checker check("command");
  check_node(check, command.node_id());
  check_command_id(check, command.command_id());
  if (command.order_case() == pb::Command::ORDER_NOT_SET) check.unsupported("order");
  return std::move(check).result();
}

Result<void> validate(const pb::Reply& reply) {
  Checker check("reply");
  check_node(check, reply.node_id());
  check_command_id(check, reply.command_id());
  check.text("text", reply.text());
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
