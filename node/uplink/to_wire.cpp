#include "node/uplink/to_wire.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>
#include <variant>
#include <vector>

#include "wire/signing.hpp"
#include "wire/validate.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

constexpr int kMaxPlmns = 12;
constexpr int kLastScheduledSib = 64;  ///< of the wire; a cell can announce numbers up to 82

/// The first `most` of a list: the wire's own bounds.
template <typename T>
std::span<const T> first(const std::vector<T>& list, std::size_t most) {
  return std::span(list).first(std::min(list.size(), most));
}

pb::Rat rat_of(dsp::Rat rat) {
  switch (rat) {
    case dsp::Rat::kGsm:
      return pb::RAT_GSM;
    case dsp::Rat::kUmts:
      return pb::RAT_UMTS;
    case dsp::Rat::kLte:
      return pb::RAT_LTE;
    case dsp::Rat::kNbIot:
      return pb::RAT_NBIOT;
    case dsp::Rat::kNr:
      return pb::RAT_NR;
  }
  return pb::RAT_UNSPECIFIED;
}

pb::JammingKind kind_of(dsp::JammingKind kind) {
  switch (kind) {
    case dsp::JammingKind::kBarrage:
      return pb::JAMMING_KIND_BARRAGE;
    case dsp::JammingKind::kTone:
      return pb::JAMMING_KIND_TONE;
    case dsp::JammingKind::kMultitone:
      return pb::JAMMING_KIND_MULTITONE;
    case dsp::JammingKind::kSweep:
      return pb::JAMMING_KIND_SWEEP;
    case dsp::JammingKind::kPulse:
      return pb::JAMMING_KIND_PULSE;
    case dsp::JammingKind::kProtocol:
      return pb::JAMMING_KIND_PROTOCOL;
  }
  return pb::JAMMING_KIND_UNSPECIFIED;
}

pb::DecodeLevel level_of(dsp::DecodeLevel level) {
  switch (level) {
    case dsp::DecodeLevel::kSync:
      return pb::DECODE_LEVEL_SYNC;
    case dsp::DecodeLevel::kMib:
      return pb::DECODE_LEVEL_MIB;
    case dsp::DecodeLevel::kSystemInformation:
      return pb::DECODE_LEVEL_SYSTEM_INFORMATION;
  }
  return pb::DECODE_LEVEL_UNSPECIFIED;
}

/// A frequency as the wire takes it: what is outside its range is not said.
double on_air(double frequency_hz) {
  return frequency_hz >= wire::kLowestHz && frequency_hz <= wire::kHighestHz ? frequency_hz : 0.0;
}

void fill_identity(pb::CellDetection& out, const dsp::CellEvidence& cell) {
  out.set_rat(rat_of(cell.rat));
  out.set_level(level_of(cell.level));
  out.set_frequency_hz(on_air(cell.frequency_hz));
  if (cell.channel) out.set_channel(*cell.channel);
  out.set_physical_id(cell.physical_id);
  if (cell.duplex) out.set_duplex(*cell.duplex == dsp::Duplex::kFdd ? pb::DUPLEX_FDD : pb::DUPLEX_TDD);
  if (cell.cyclic_prefix) {
    out.set_cyclic_prefix(*cell.cyclic_prefix == dsp::CyclicPrefix::kNormal ? pb::CYCLIC_PREFIX_NORMAL
                                                                            : pb::CYCLIC_PREFIX_EXTENDED);
  }
}

void fill_broadcast(pb::CellDetection& out, const dsp::CellEvidence& cell) {
  if (cell.bandwidth_prb) out.set_bandwidth_prb(*cell.bandwidth_prb);
  if (cell.ports) out.set_ports(*cell.ports);
  if (cell.sfn) out.set_sfn(*cell.sfn);
  for (const auto& plmn : cell.plmns) {
    if (out.plmns_size() == kMaxPlmns) break;
    auto* row = out.add_plmns();
    row->set_mcc(plmn.mcc);
    row->set_mnc(plmn.mnc);
    row->set_mnc_digits(plmn.mnc_digits);
  }
  if (cell.tac) out.set_tac(*cell.tac);
  if (cell.cell_id) out.set_cell_id(*cell.cell_id);
  if (cell.band) out.set_band(*cell.band);
  if (cell.barred) out.set_barred(*cell.barred);
  const std::size_t size = std::min(cell.system_information.size(), wire::kMaxMessageBytes);
  out.set_system_information(cell.system_information.data(), size);
}

void fill_levels(pb::CellDetection& out, const dsp::CellEvidence& cell, float full_scale_dbm) {
  if (std::isfinite(cell.power_dbfs)) out.set_power_dbfs(cell.power_dbfs);
  if (std::isfinite(cell.rsrp_dbfs)) out.set_rsrp_dbfs(cell.rsrp_dbfs);
  if (std::isfinite(cell.snr_db)) out.set_snr_db(cell.snr_db);
  if (std::isfinite(cell.cfo_hz)) out.set_cfo_hz(cell.cfo_hz);
  if (!std::isfinite(full_scale_dbm)) return;
  if (out.has_power_dbfs()) out.set_power_dbm(out.power_dbfs() + full_scale_dbm);
  if (out.has_rsrp_dbfs()) out.set_rsrp_dbm(out.rsrp_dbfs() + full_scale_dbm);
}

void fill_neighbour(pb::AnnouncedNeighbour& row, const dsp::AnnouncedNeighbour& neighbour) {
  row.set_rat(rat_of(neighbour.rat));
  row.set_channel(neighbour.channel);
  if (neighbour.priority) row.set_priority(*neighbour.priority);
  for (const auto id : first(neighbour.physical_ids, wire::kMaxPhysicalIds)) row.add_physical_ids(id);
  if (neighbour.q_rx_lev_min_dbm) row.set_q_rx_lev_min_dbm(*neighbour.q_rx_lev_min_dbm);
  if (neighbour.thresh_high_db) row.set_thresh_high_db(*neighbour.thresh_high_db);
  if (neighbour.thresh_low_db) row.set_thresh_low_db(*neighbour.thresh_low_db);
  for (const auto& range : first(neighbour.barred_ids, wire::kMaxBarredRanges)) {
    auto& barred = *row.add_barred_ids();
    barred.set_first(range.first);
    barred.set_count(range.count);
  }
}

void fill_reselection(pb::BroadcastParameters& out, const dsp::BroadcastParameters& in) {
  if (in.reselection_priority) out.set_reselection_priority(*in.reselection_priority);
  if (in.q_hyst_db) out.set_q_hyst_db(*in.q_hyst_db);
  if (in.s_non_intra_search_db) out.set_s_non_intra_search_db(*in.s_non_intra_search_db);
  if (in.s_intra_search_db) out.set_s_intra_search_db(*in.s_intra_search_db);
  if (in.thresh_serving_low_db) out.set_thresh_serving_low_db(*in.thresh_serving_low_db);
  if (in.reselection_q_rx_lev_min_dbm) out.set_reselection_q_rx_lev_min_dbm(*in.reselection_q_rx_lev_min_dbm);
  if (in.t_reselection_s) out.set_t_reselection_s(*in.t_reselection_s);
}

void fill_parameters(pb::BroadcastParameters& out, const dsp::BroadcastParameters& in) {
  if (in.q_rx_lev_min_dbm) out.set_q_rx_lev_min_dbm(*in.q_rx_lev_min_dbm);
  if (in.reference_signal_power_dbm) out.set_reference_signal_power_dbm(*in.reference_signal_power_dbm);
  fill_reselection(out, in);
  if (in.intra_frequency_reselection) out.set_intra_frequency_reselection(*in.intra_frequency_reselection);
  if (in.value_tag) out.set_value_tag(*in.value_tag);
  if (in.tdd_configuration) out.set_tdd_configuration(*in.tdd_configuration);
  if (in.special_subframe) out.set_special_subframe(*in.special_subframe);
  if (in.si_window_ms) out.set_si_window_ms(*in.si_window_ms);
  if (in.ul_channel) out.set_ul_channel(*in.ul_channel);
  if (in.ul_bandwidth_prb) out.set_ul_bandwidth_prb(*in.ul_bandwidth_prb);
  for (const auto sib : first(in.scheduled_sibs, wire::kMaxScheduledSibs)) {
    if (sib <= kLastScheduledSib) out.add_scheduled_sibs(sib);
  }
  for (const auto sib : first(in.received_sibs, wire::kMaxScheduledSibs)) out.add_received_sibs(sib);
  for (const auto& neighbour : first(in.neighbours, wire::kMaxNeighbours))
    fill_neighbour(*out.add_neighbours(), neighbour);
}

void fill_measurement(pb::CellDetection& out, const dsp::CellEvidence& cell) {
  if (std::isfinite(cell.rsrq_db)) out.set_rsrq_db(cell.rsrq_db);
  if (std::isfinite(cell.noise_dbfs)) out.set_noise_dbfs(cell.noise_dbfs);
  if (std::isfinite(cell.rssi_dbfs)) out.set_rssi_dbfs(cell.rssi_dbfs);
  if (std::isfinite(cell.snr_sigma_db)) out.set_snr_sigma_db(cell.snr_sigma_db);
  if (std::isfinite(cell.rsrq_sigma_db)) out.set_rsrq_sigma_db(cell.rsrq_sigma_db);
  if (std::isfinite(cell.rssi_sigma_db)) out.set_rssi_sigma_db(cell.rssi_sigma_db);
  if (std::isfinite(cell.noise_sigma_db)) out.set_noise_sigma_db(cell.noise_sigma_db);
  if (std::isfinite(cell.rsrp_sigma_db)) out.set_rsrp_sigma_db(cell.rsrp_sigma_db);
  if (std::isfinite(cell.cfo_sigma_hz)) out.set_cfo_sigma_hz(cell.cfo_sigma_hz);
  if (std::isfinite(cell.timing_sigma_ns)) out.set_timing_sigma_ns(cell.timing_sigma_ns);
  if (std::isfinite(cell.under_db)) out.set_under_db(cell.under_db);
  if (cell.under_id) out.set_under_id(*cell.under_id);
}

float share(float value) {
  return std::isfinite(value) ? std::clamp(value, 0.0F, 1.0F) : 0.0F;
}

/// Octets of a hash in hex; empty when it is none.
std::string hash_octets(const std::string& hex) {
  return wire::from_hex(hex).value_or(std::string());
}

template <typename Message, typename Found>
void fill_power(Message& out, const Found& found, float full_scale_dbm) {
  if (!std::isfinite(found.power_dbfs)) return;
  out.set_power_dbfs(found.power_dbfs);
  if (std::isfinite(full_scale_dbm)) out.set_power_dbm(found.power_dbfs + full_scale_dbm);
}

void fill(pb::Report& report, const dsp::CellEvidence& cell, float full_scale_dbm) {
  auto& out = *report.mutable_cell();
  fill_identity(out, cell);
  fill_broadcast(out, cell);
  fill_levels(out, cell, full_scale_dbm);
  fill_measurement(out, cell);
  if (cell.broadcast) fill_parameters(*out.mutable_broadcast(), *cell.broadcast);
  for (const auto& message : first(cell.further_system_information, wire::kMaxFurtherMessages)) {
    out.add_further_system_information(message.data(), std::min(message.size(), wire::kMaxMessageBytes));
  }
  const bool dated = report.time_quality() == pb::TIME_QUALITY_GNSS && std::isfinite(cell.timing_sigma_ns);
  if (dated) out.set_frame_start_utc_ns(report.first_utc_ns());
}

void fill(pb::Report& report, const dsp::EmissionEvidence& emission, float full_scale_dbm) {
  auto& out = *report.mutable_emission();
  out.set_centre_hz(on_air(emission.centre_hz));
  out.set_bandwidth_hz(emission.bandwidth_hz);
  out.set_bandwidth_26db_hz(emission.bandwidth_26db_hz);
  fill_power(out, emission, full_scale_dbm);
  if (std::isfinite(emission.snr_db)) out.set_snr_db(emission.snr_db);
  out.set_duty(share(emission.duty));
  out.set_bursts(emission.bursts);
  if (emission.burst_length_s) out.set_burst_length_s(*emission.burst_length_s);
  if (emission.burst_interval_s) out.set_burst_interval_s(*emission.burst_interval_s);
  if (emission.drift_hz_per_s) out.set_drift_hz_per_s(*emission.drift_hz_per_s);
  out.set_label(fitting(emission.label, wire::kMaxLabelBytes));
  out.set_label_confidence(share(emission.label_confidence));
  out.set_model_hash(hash_octets(emission.model_hash));
}

void fill(pb::Report& report, const dsp::JammingEvidence& jamming, float full_scale_dbm) {
  auto& out = *report.mutable_jamming();
  out.set_kind(kind_of(jamming.kind));
  out.set_centre_hz(on_air(jamming.centre_hz));
  out.set_bandwidth_hz(jamming.bandwidth_hz);
  if (std::isfinite(jamming.j_to_n_db)) out.set_j_to_n_db(jamming.j_to_n_db);
  if (std::isfinite(jamming.j_to_n_sigma_db)) out.set_j_to_n_sigma_db(jamming.j_to_n_sigma_db);
  fill_power(out, jamming, full_scale_dbm);
  out.set_duty(share(jamming.duty));
  if (jamming.period_s) out.set_period_s(*jamming.period_s);
  if (jamming.sweep_hz_per_s) out.set_sweep_hz_per_s(*jamming.sweep_hz_per_s);
  for (const auto& victim : first(jamming.victims, wire::kMaxVictims)) {
    auto& row = *out.add_victims();
    row.set_rat(rat_of(victim.rat));
    row.set_channel(victim.channel);
  }
  for (const auto& reason : first(jamming.reasons, wire::kMaxReasons)) {
    out.add_reasons(fitting(reason, wire::kMaxReasonBytes));
  }
  out.set_kind_confidence(share(jamming.kind_confidence));
  out.set_model_hash(hash_octets(jamming.model_hash));
}

pb::Report head_of(const NodeIdentity& node, const Circumstances& at) {
  pb::Report report;
  report.set_node_id(node.node_id);
  report.set_boot_id(node.boot_id);
  report.set_made_utc_ns(at.now_utc_ns);
  fill_position(*report.mutable_position(), node);
  report.set_time_quality(to_wire(at.time_quality));
  report.set_calibration_id(node.calibration_id);
  fill_software(*report.mutable_software(), node);
  report.set_exercise(node.exercise);
  return report;
}

}  // namespace

pb::Report to_wire(const dsp::Detection& detection, const NodeIdentity& node, const Circumstances& at) {
  pb::Report report = head_of(node, at);
  report.set_detector(detection.detector.id);
  report.set_detector_version(detection.detector.version);
  report.set_first_utc_ns(detection.first_utc_ns);
  report.set_last_utc_ns(std::max(detection.first_utc_ns, detection.last_utc_ns));
  report.set_confidence(share(detection.confidence));
  const bool calibrated = !node.calibration_id.empty();
  const float full_scale_dbm = calibrated ? at.full_scale_dbm : std::numeric_limits<float>::quiet_NaN();
  std::visit([&](const auto& found) { fill(report, found, full_scale_dbm); }, detection.evidence);
  return report;
}

pb::Report to_wire(pb::NodeEventKind kind, const std::string& text, std::uint64_t count,
                   const NodeIdentity& node, const Circumstances& at) {
  pb::Report report = head_of(node, at);
  report.set_detector("node.health");
  report.set_detector_version(1);
  report.set_first_utc_ns(at.now_utc_ns);
  report.set_last_utc_ns(at.now_utc_ns);
  report.set_confidence(1.0F);
  report.mutable_event()->set_kind(kind);
  report.mutable_event()->set_text(fitting(text, wire::kMaxTextBytes));
  report.mutable_event()->set_count(count);
  return report;
}

pb::Report to_wire(const HourHeard& hour, const NodeIdentity& node, const Circumstances& at) {
  pb::Report report = head_of(node, at);
  report.set_detector("node.coverage");
  report.set_detector_version(1);
  report.set_first_utc_ns(hour.first_utc_ns);
  report.set_last_utc_ns(std::max(hour.first_utc_ns, hour.last_utc_ns));
  report.set_confidence(1.0F);
  auto& coverage = *report.mutable_coverage();
  for (const auto& band : first(hour.bands, wire::kMaxBands)) {
    auto& out = *coverage.add_bands();
    out.set_low_hz(band.low_hz);
    out.set_high_hz(band.high_hz);
    out.set_listened_s(static_cast<float>(band.listened_s));
    out.set_longest_gap_s(static_cast<float>(band.longest_gap_s));
    if (std::isfinite(band.detectable_dbfs)) out.set_detectable_dbfs(band.detectable_dbfs);
    const bool calibrated = !node.calibration_id.empty() && std::isfinite(band.detectable_dbm);
    if (calibrated) out.set_detectable_dbm(band.detectable_dbm);
    out.set_beacons_expected(band.beacons_expected);
    out.set_beacons_heard(band.beacons_heard);
  }
  return report;
}

pb::TimeQuality to_wire(dsp::TimeQuality quality) {
  switch (quality) {
    case dsp::TimeQuality::kUnknown:
      return pb::TIME_QUALITY_UNSPECIFIED;
    case dsp::TimeQuality::kFreeRunning:
      return pb::TIME_QUALITY_FREE_RUNNING;
    case dsp::TimeQuality::kNtp:
      return pb::TIME_QUALITY_NTP;
    case dsp::TimeQuality::kGnss:
      return pb::TIME_QUALITY_GNSS;
    case dsp::TimeQuality::kRecording:
      return pb::TIME_QUALITY_RECORDING;
  }
  return pb::TIME_QUALITY_UNSPECIFIED;
}

void fill_position(pb::Position& position, const NodeIdentity& node) {
  position.set_latitude_deg(node.latitude_deg);
  position.set_longitude_deg(node.longitude_deg);
  position.set_altitude_m(node.altitude_m);
  position.set_uncertainty_m(node.position_uncertainty_m);
}

void fill_software(pb::Software& software, const NodeIdentity& node) {
  software.set_version(node.software_version);
  software.set_revision(node.software_revision);
}

std::string fitting(const std::string& text, std::size_t most) {
  std::size_t size = std::min(text.size(), most);
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  while (size > 0 && size < text.size() && continues(size)) --size;
  std::string cut = text.substr(0, size);
  for (char& c : cut) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return cut;
}

}  // namespace sb::node
