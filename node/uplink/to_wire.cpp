#include "node/uplink/to_wire.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "wire/validate.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

constexpr std::size_t kMaxSystemInformation = 512;
constexpr int kMaxPlmns = 12;

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

void fill_identity(pb::CellDetection& out, const dsp::CellEvidence& cell) {
  out.set_rat(rat_of(cell.rat));
  out.set_level(level_of(cell.level));
  const bool on_air = cell.frequency_hz >= 10e6 && cell.frequency_hz <= 100e9;
  out.set_frequency_hz(on_air ? cell.frequency_hz : 0.0);
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
  const std::size_t size = std::min(cell.system_information.size(), kMaxSystemInformation);
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
  report.set_confidence(std::isfinite(detection.confidence) ? std::clamp(detection.confidence, 0.0F, 1.0F)
                                                            : 0.0F);
  const auto& cell = std::get<dsp::CellEvidence>(detection.evidence);
  auto& out = *report.mutable_cell();
  fill_identity(out, cell);
  fill_broadcast(out, cell);
  const bool calibrated = !node.calibration_id.empty();
  fill_levels(out, cell, calibrated ? at.full_scale_dbm : std::numeric_limits<float>::quiet_NaN());
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
