#pragma once
// One valid message of each kind, for tests to spoil.
#include <string>

#include "wire/codec.hpp"

namespace sb::wire::samples {

inline pb::Report cell_report() {
  pb::Report report;
  report.set_node_id("ls-chima-01");
  report.set_boot_id(0x0123456789ABCDEF);
  report.set_seq(2);
  report.set_prev_hash(std::string(32, '\x5A'));
  report.set_made_utc_ns(1'900'000'000'000'000'000);
  report.mutable_position()->set_latitude_deg(21.9714);
  report.mutable_position()->set_longitude_deg(106.7086);
  report.set_time_quality(pb::TIME_QUALITY_NTP);
  report.set_calibration_id("cal-7");
  report.mutable_software()->set_version("0.1.0");
  report.set_detector("cell.lte");
  report.set_detector_version(1);
  report.set_first_utc_ns(100);
  report.set_last_utc_ns(200);
  report.set_confidence(0.99F);
  auto* cell = report.mutable_cell();
  cell->set_rat(pb::RAT_LTE);
  cell->set_level(pb::DECODE_LEVEL_SYSTEM_INFORMATION);
  cell->set_frequency_hz(1.8425e9);
  cell->set_physical_id(1007);
  cell->set_bandwidth_prb(100);
  cell->set_ports(2);
  cell->set_sfn(1023);
  auto* plmn = cell->add_plmns();
  plmn->set_mcc(460);
  plmn->set_mnc(1);
  plmn->set_mnc_digits(2);
  cell->set_tac(0xFFFFFF);
  cell->set_cell_id((1ULL << 36U) - 1);
  cell->set_rsrp_dbm(-101.5F);
  return report;
}

inline pb::Report emission_report() {
  pb::Report report = cell_report();
  report.set_detector("emission");
  auto* emission = report.mutable_emission();
  emission->set_centre_hz(1.9225e9);
  emission->set_bandwidth_hz(1.4e6);
  emission->set_power_dbm(-88.0F);
  emission->set_snr_db(14.0F);
  emission->set_duty(0.04F);
  emission->set_bursts(100);
  emission->set_burst_interval_s(0.01);
  emission->set_label("unknown");
  emission->set_model_hash(std::string(32, '\x11'));
  return report;
}

inline pb::Report jamming_report() {
  pb::Report report = cell_report();
  report.set_detector("jamming");
  auto* jamming = report.mutable_jamming();
  jamming->set_kind(pb::JAMMING_KIND_SWEEP);
  jamming->set_centre_hz(1.8425e9);
  jamming->set_bandwidth_hz(20e6);
  jamming->set_j_to_n_db(7.5F);
  jamming->set_duty(1.0F);
  jamming->set_period_s(0.0005);
  auto* victim = jamming->add_victims();
  victim->set_rat(pb::RAT_LTE);
  victim->set_channel(1575);
  jamming->add_reasons("null_re.chi2=31.2");
  return report;
}

inline pb::Report coverage_report() {
  pb::Report report = cell_report();
  report.set_detector("node.schedule");
  auto* band = report.mutable_coverage()->add_bands();
  band->set_low_hz(1805e6);
  band->set_high_hz(1880e6);
  band->set_listened_s(12.5F);
  band->set_longest_gap_s(300.0F);
  band->set_detectable_dbm(-124.0F);
  return report;
}

inline pb::Report event_report() {
  pb::Report report = cell_report();
  report.set_detector("node.health");
  report.mutable_event()->set_kind(pb::NODE_EVENT_KIND_STREAM_STALLED);
  report.mutable_event()->set_text("no samples for 5 s");
  return report;
}

inline pb::Status status() {
  pb::Status status;
  status.set_node_id("ls-chima-01");
  status.set_boot_id(7);
  status.set_state(pb::NODE_STATE_ONLINE);
  status.mutable_receiver()->set_source("synthetic:border/0");
  status.add_faults("receiver silent");
  return status;
}

inline pb::Command command() {
  pb::Command command;
  command.set_node_id("ls-chima-01");
  command.set_command_id("c-1");
  command.mutable_acknowledge()->set_boot_id(7);
  command.mutable_acknowledge()->set_through_seq(12);
  return command;
}

inline pb::Reply reply() {
  pb::Reply reply;
  reply.set_node_id("ls-chima-01");
  reply.set_command_id("c-1");
  reply.set_done(true);
  return reply;
}

inline pb::SpectrumRow row() {
  pb::SpectrumRow row;
  row.set_node_id("ls-chima-01");
  row.set_boot_id(7);
  row.set_f0_hz(1.8e9);
  row.set_bin_hz(15e3);
  row.set_step_db(0.5F);
  row.set_mean(std::string(64, 'm'));
  return row;
}

}  // namespace sb::wire::samples
