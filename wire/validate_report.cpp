// Reports: what a node found.
#include "wire/checker.hpp"
#include "wire/parts.hpp"
#include "wire/topics.hpp"
#include "wire/validate.hpp"

namespace sb::wire {
namespace {

namespace pb = ::songbien::wire::v1;

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

void check_limits(Checker& check, const pb::AnnouncedNeighbour& neighbour) {
  if (neighbour.has_q_rx_lev_min_dbm()) {
    check.in_range("cell.broadcast.neighbours.q_rx_lev_min_dbm", neighbour.q_rx_lev_min_dbm(), -140, -22);
  }
  check.in_range("cell.broadcast.neighbours.thresh_high_db", neighbour.thresh_high_db(), 0, 62);
  check.in_range("cell.broadcast.neighbours.thresh_low_db", neighbour.thresh_low_db(), 0, 62);
  check.at_most("cell.broadcast.neighbours.barred_ids", neighbour.barred_ids_size(), kMaxBarredRanges);
  for (const auto& range : neighbour.barred_ids()) {
    check.in_range("cell.broadcast.neighbours.barred_ids.first", range.first(), 0, 1007);
    check.in_range("cell.broadcast.neighbours.barred_ids.count", range.count(), 1, 1008);
  }
}

void check_neighbours(Checker& check, const pb::BroadcastParameters& parameters) {
  check.at_most("cell.broadcast.neighbours", parameters.neighbours_size(), kMaxNeighbours);
  for (const auto& neighbour : parameters.neighbours()) {
    check.said("cell.broadcast.neighbours.rat", pb::Rat_IsValid(neighbour.rat()), neighbour.rat());
    check.in_range("cell.broadcast.neighbours.priority", neighbour.priority(), 0, 7);
    check.at_most("cell.broadcast.neighbours.physical_ids", neighbour.physical_ids_size(), kMaxPhysicalIds);
    for (const auto id : neighbour.physical_ids()) {
      check.in_range("cell.broadcast.neighbours.physical_ids", id, 0, 1007);
    }
    check_limits(check, neighbour);
  }
}

void check_reselection(Checker& check, const pb::BroadcastParameters& parameters) {
  check.in_range("cell.broadcast.reselection_priority", parameters.reselection_priority(), 0, 7);
  check.in_range("cell.broadcast.q_hyst_db", parameters.q_hyst_db(), 0, 24);
  check.in_range("cell.broadcast.s_non_intra_search_db", parameters.s_non_intra_search_db(), 0, 62);
  check.in_range("cell.broadcast.s_intra_search_db", parameters.s_intra_search_db(), 0, 62);
  check.in_range("cell.broadcast.thresh_serving_low_db", parameters.thresh_serving_low_db(), 0, 62);
  if (parameters.has_reselection_q_rx_lev_min_dbm()) {
    check.in_range("cell.broadcast.reselection_q_rx_lev_min_dbm", parameters.reselection_q_rx_lev_min_dbm(),
                   -140, -22);
  }
  check.in_range("cell.broadcast.t_reselection_s", parameters.t_reselection_s(), 0, 7);
}

void check_sibs(Checker& check, const pb::BroadcastParameters& parameters) {
  check.at_most("cell.broadcast.scheduled_sibs", parameters.scheduled_sibs_size(), kMaxScheduledSibs);
  for (const auto sib : parameters.scheduled_sibs())
    check.in_range("cell.broadcast.scheduled_sibs", sib, 1, 64);
  check.at_most("cell.broadcast.received_sibs", parameters.received_sibs_size(), kMaxScheduledSibs);
  for (const auto sib : parameters.received_sibs())
    check.in_range("cell.broadcast.received_sibs", sib, 1, 128);
  if (parameters.has_si_window_ms()) {
    check.in_range("cell.broadcast.si_window_ms", parameters.si_window_ms(), 1, 40);
  }
}

void check_parameters(Checker& check, const pb::BroadcastParameters& parameters) {
  if (parameters.has_q_rx_lev_min_dbm()) {
    check.in_range("cell.broadcast.q_rx_lev_min_dbm", parameters.q_rx_lev_min_dbm(), -140, -22);
  }
  check.in_range("cell.broadcast.reference_signal_power_dbm", parameters.reference_signal_power_dbm(), -60,
                 50);
  check.in_range("cell.broadcast.value_tag", parameters.value_tag(), 0, 31);
  check.in_range("cell.broadcast.tdd_configuration", parameters.tdd_configuration(), 0, 6);
  check.in_range("cell.broadcast.special_subframe", parameters.special_subframe(), 0, 10);
  if (parameters.has_ul_bandwidth_prb()) {
    check.in_range("cell.broadcast.ul_bandwidth_prb", parameters.ul_bandwidth_prb(), 1, 275);
  }
  check_reselection(check, parameters);
  check_sibs(check, parameters);
  check_neighbours(check, parameters);
}

void check_measurement(Checker& check, const pb::CellDetection& cell) {
  check.finite("cell.rsrq_db", static_cast<double>(cell.rsrq_db()));
  check.finite("cell.noise_dbfs", static_cast<double>(cell.noise_dbfs()));
  check.finite("cell.rssi_dbfs", static_cast<double>(cell.rssi_dbfs()));
  check.not_negative("cell.snr_sigma_db", static_cast<double>(cell.snr_sigma_db()));
  check.not_negative("cell.rsrq_sigma_db", static_cast<double>(cell.rsrq_sigma_db()));
  check.not_negative("cell.rssi_sigma_db", static_cast<double>(cell.rssi_sigma_db()));
  check.not_negative("cell.noise_sigma_db", static_cast<double>(cell.noise_sigma_db()));
  check.not_negative("cell.rsrp_sigma_db", static_cast<double>(cell.rsrp_sigma_db()));
  check.not_negative("cell.cfo_sigma_hz", static_cast<double>(cell.cfo_sigma_hz()));
  check.not_negative("cell.timing_sigma_ns", static_cast<double>(cell.timing_sigma_ns()));
  check.not_negative("cell.under_db", static_cast<double>(cell.under_db()));
  check.in_range("cell.under_id", cell.under_id(), 0, 1007);
}

void check_cell(Checker& check, const pb::CellDetection& cell, bool calibrated) {
  check.said("cell.rat", pb::Rat_IsValid(cell.rat()), cell.rat());
  check.said("cell.level", pb::DecodeLevel_IsValid(cell.level()), cell.level());
  if (cell.frequency_hz() != 0.0)
    check.in_range("cell.frequency_hz", cell.frequency_hz(), kLowestHz, kHighestHz);
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
  check.octets("cell.system_information", cell.system_information(), kMaxMessageBytes);
  check.at_most("cell.further_system_information", cell.further_system_information_size(),
                kMaxFurtherMessages);
  for (const auto& message : cell.further_system_information()) {
    check.octets("cell.further_system_information", message, kMaxMessageBytes);
  }
  if (cell.has_broadcast()) check_parameters(check, cell.broadcast());
  check_measurement(check, cell);
  check_levels(check, cell, calibrated);
}

void check_event(Checker& check, const pb::NodeEvent& event) {
  check.said("event.kind", pb::NodeEventKind_IsValid(event.kind()), event.kind());
  check.text("event.text", event.text());
}

/// 0 stands for a source without a frequency.
void check_frequency(Checker& check, std::string_view field, double frequency_hz) {
  if (frequency_hz != 0.0) check.in_range(field, frequency_hz, kLowestHz, kHighestHz);
}

/// What emissions and jamming have in common. `name` is the finding's.
template <typename Energy>
void check_energy(Checker& check, std::string_view name, const Energy& energy, bool calibrated) {
  const auto field = [name](std::string_view of) { return fmt::format("{}.{}", name, of); };
  check_frequency(check, field("centre_hz"), energy.centre_hz());
  check.in_range(field("bandwidth_hz"), energy.bandwidth_hz(), 0.0, kHighestHz);
  check.finite(field("power_dbfs"), static_cast<double>(energy.power_dbfs()));
  check.finite(field("power_dbm"), static_cast<double>(energy.power_dbm()));
  check.holds(calibrated || !energy.has_power_dbm(), field("power_dbm"), "present without a calibration_id");
  check.in_range(field("duty"), static_cast<double>(energy.duty()), 0.0, 1.0);
  check.holds(energy.model_hash().empty() || energy.model_hash().size() == 32, field("model_hash"),
              "is not 32 octets");
}

void check_emission(Checker& check, const pb::EmissionDetection& emission, bool calibrated) {
  check_energy(check, "emission", emission, calibrated);
  check.in_range("emission.bandwidth_26db_hz", emission.bandwidth_26db_hz(), 0.0, kHighestHz);
  check.finite("emission.snr_db", static_cast<double>(emission.snr_db()));
  check.not_negative("emission.burst_length_s", emission.burst_length_s());
  check.not_negative("emission.burst_interval_s", emission.burst_interval_s());
  check.finite("emission.drift_hz_per_s", emission.drift_hz_per_s());
  check.holds(!emission.label().empty(), "emission.label", "is empty");
  check.text("emission.label", emission.label(), kMaxLabelBytes);
  check.in_range("emission.label_confidence", static_cast<double>(emission.label_confidence()), 0.0, 1.0);
}

void check_jamming(Checker& check, const pb::JammingDetection& jamming, bool calibrated) {
  check.said("jamming.kind", pb::JammingKind_IsValid(jamming.kind()), jamming.kind());
  check_energy(check, "jamming", jamming, calibrated);
  check.finite("jamming.j_to_n_db", static_cast<double>(jamming.j_to_n_db()));
  check.not_negative("jamming.j_to_n_sigma_db", static_cast<double>(jamming.j_to_n_sigma_db()));
  check.not_negative("jamming.period_s", jamming.period_s());
  check.finite("jamming.sweep_hz_per_s", jamming.sweep_hz_per_s());
  check.at_most("jamming.victims", jamming.victims_size(), kMaxVictims);
  for (const auto& victim : jamming.victims()) {
    check.said("jamming.victims.rat", pb::Rat_IsValid(victim.rat()), victim.rat());
  }
  check.at_most("jamming.reasons", jamming.reasons_size(), kMaxReasons);
  for (const auto& reason : jamming.reasons()) check.text("jamming.reasons", reason, kMaxReasonBytes);
  check.in_range("jamming.kind_confidence", static_cast<double>(jamming.kind_confidence()), 0.0, 1.0);
}

void check_coverage(Checker& check, const pb::Coverage& coverage, bool calibrated) {
  check.at_most("coverage.bands", coverage.bands_size(), kMaxBands);
  for (const auto& band : coverage.bands()) {
    check.in_range("coverage.bands.low_hz", band.low_hz(), 0.0, kHighestHz);
    check.in_range("coverage.bands.high_hz", band.high_hz(), band.low_hz(), kHighestHz);
    check.not_negative("coverage.bands.listened_s", static_cast<double>(band.listened_s()));
    check.not_negative("coverage.bands.longest_gap_s", static_cast<double>(band.longest_gap_s()));
    check.finite("coverage.bands.detectable_dbfs", static_cast<double>(band.detectable_dbfs()));
    check.finite("coverage.bands.detectable_dbm", static_cast<double>(band.detectable_dbm()));
    check.holds(calibrated || !band.has_detectable_dbm(), "coverage.bands.detectable_dbm",
                "present without a calibration_id");
  }
}

void check_finding(Checker& check, const pb::Report& report) {
  const bool calibrated = !report.calibration_id().empty();
  switch (report.finding_case()) {
    case pb::Report::kCell:
      return check_cell(check, report.cell(), calibrated);
    case pb::Report::kEmission:
      return check_emission(check, report.emission(), calibrated);
    case pb::Report::kJamming:
      return check_jamming(check, report.jamming(), calibrated);
    case pb::Report::kCoverage:
      return check_coverage(check, report.coverage(), calibrated);
    case pb::Report::kEvent:
      return check_event(check, report.event());
    case pb::Report::FINDING_NOT_SET:
      return check.unsupported("finding");
  }
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

}  // namespace sb::wire
