// Cells: identity, levels and what else they broadcast.
#include <nlohmann/json.hpp>

#include "gateway/ingest/findings_from_wire.hpp"

namespace sb::gateway {
namespace {

namespace pb = wire::pb;
using nlohmann::json;

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

std::string prefix_from(pb::CyclicPrefix prefix) {
  switch (prefix) {
    case pb::CYCLIC_PREFIX_NORMAL:
      return "normal";
    case pb::CYCLIC_PREFIX_EXTENDED:
      return "extended";
    default:
      return "";
  }
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
  for (const auto& message : from.further_system_information())
    cell.further_system_information.push_back(message);
}

void levels_from(const pb::CellDetection& from, HeardCell& cell) {
  if (from.has_power_dbfs()) cell.power_dbfs = static_cast<double>(from.power_dbfs());
  if (from.has_rsrp_dbfs()) cell.rsrp_dbfs = static_cast<double>(from.rsrp_dbfs());
  if (from.has_power_dbm()) cell.power_dbm = static_cast<double>(from.power_dbm());
  if (from.has_rsrp_dbm()) cell.rsrp_dbm = static_cast<double>(from.rsrp_dbm());
  if (from.has_snr_db()) cell.snr_db = static_cast<double>(from.snr_db());
  cell.cfo_hz = static_cast<double>(from.cfo_hz());
}

void measurement_from(const pb::CellDetection& from, HeardCell& cell) {
  if (from.has_rsrq_db()) cell.rsrq_db = static_cast<double>(from.rsrq_db());
  if (from.has_noise_dbfs()) cell.noise_dbfs = static_cast<double>(from.noise_dbfs());
  if (from.has_rsrp_sigma_db()) cell.rsrp_sigma_db = static_cast<double>(from.rsrp_sigma_db());
  if (from.has_cfo_sigma_hz()) cell.cfo_sigma_hz = static_cast<double>(from.cfo_sigma_hz());
  if (from.has_timing_sigma_ns()) cell.timing_sigma_ns = static_cast<double>(from.timing_sigma_ns());
  if (from.has_under_db()) cell.under_db = static_cast<double>(from.under_db());
  if (from.has_under_id()) cell.under_id = from.under_id();
  if (from.has_rssi_dbfs()) cell.rssi_dbfs = static_cast<double>(from.rssi_dbfs());
  if (from.has_snr_sigma_db()) cell.snr_sigma_db = static_cast<double>(from.snr_sigma_db());
  if (from.has_rsrq_sigma_db()) cell.rsrq_sigma_db = static_cast<double>(from.rsrq_sigma_db());
  if (from.has_rssi_sigma_db()) cell.rssi_sigma_db = static_cast<double>(from.rssi_sigma_db());
  if (from.has_noise_sigma_db()) cell.noise_sigma_db = static_cast<double>(from.noise_sigma_db());
  if (from.has_frame_start_utc_ns()) cell.frame_start = from.frame_start_utc_ns();
}

json neighbour_json(const pb::AnnouncedNeighbour& neighbour) {
  json object = {{"rat", rat_from(neighbour.rat())}, {"channel", neighbour.channel()}};
  if (neighbour.has_priority()) object["priority"] = neighbour.priority();
  if (neighbour.physical_ids_size() > 0) object["physical_ids"] = neighbour.physical_ids();
  if (neighbour.has_q_rx_lev_min_dbm()) object["q_rx_lev_min_dbm"] = neighbour.q_rx_lev_min_dbm();
  if (neighbour.has_thresh_high_db()) object["thresh_high_db"] = neighbour.thresh_high_db();
  if (neighbour.has_thresh_low_db()) object["thresh_low_db"] = neighbour.thresh_low_db();
  for (const auto& range : neighbour.barred_ids())
    object["barred_ids"].push_back({{"first", range.first()}, {"count", range.count()}});
  return object;
}

void put_reselection(const pb::BroadcastParameters& from, json& object) {
  if (from.has_reselection_priority()) object["reselection_priority"] = from.reselection_priority();
  if (from.has_q_hyst_db()) object["q_hyst_db"] = from.q_hyst_db();
  if (from.has_s_non_intra_search_db()) object["s_non_intra_search_db"] = from.s_non_intra_search_db();
  if (from.has_s_intra_search_db()) object["s_intra_search_db"] = from.s_intra_search_db();
  if (from.has_thresh_serving_low_db()) object["thresh_serving_low_db"] = from.thresh_serving_low_db();
  if (from.has_reselection_q_rx_lev_min_dbm())
    object["reselection_q_rx_lev_min_dbm"] = from.reselection_q_rx_lev_min_dbm();
  if (from.has_t_reselection_s()) object["t_reselection_s"] = from.t_reselection_s();
}

/// Names as in report.proto; what was not broadcast is absent.
std::string broadcast_json_from(const pb::BroadcastParameters& from) {
  json object = json::object();
  if (from.has_q_rx_lev_min_dbm()) object["q_rx_lev_min_dbm"] = from.q_rx_lev_min_dbm();
  if (from.has_reference_signal_power_dbm())
    object["reference_signal_power_dbm"] = from.reference_signal_power_dbm();
  put_reselection(from, object);
  if (from.has_si_window_ms()) object["si_window_ms"] = from.si_window_ms();
  if (from.has_ul_channel()) object["ul_channel"] = from.ul_channel();
  if (from.has_ul_bandwidth_prb()) object["ul_bandwidth_prb"] = from.ul_bandwidth_prb();
  if (from.received_sibs_size() > 0) object["received_sibs"] = from.received_sibs();
  if (from.has_intra_frequency_reselection())
    object["intra_frequency_reselection"] = from.intra_frequency_reselection();
  if (from.has_value_tag()) object["value_tag"] = from.value_tag();
  if (from.has_tdd_configuration()) object["tdd_configuration"] = from.tdd_configuration();
  if (from.has_special_subframe()) object["special_subframe"] = from.special_subframe();
  if (from.scheduled_sibs_size() > 0) object["scheduled_sibs"] = from.scheduled_sibs();
  for (const auto& neighbour : from.neighbours()) object["neighbours"].push_back(neighbour_json(neighbour));
  return object.dump();
}

}  // namespace

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

HeardCell cell_from(const pb::CellDetection& from) {
  HeardCell cell;
  cell.rat = rat_from(from.rat());
  cell.level = level_from(from.level(), from.rat());
  cell.frequency_hz = from.frequency_hz();
  if (from.has_channel()) cell.channel = from.channel();
  cell.physical_id = from.physical_id();
  cell.duplex = duplex_from(from.duplex());
  cell.cyclic_prefix = prefix_from(from.cyclic_prefix());
  if (from.has_bandwidth_prb()) cell.bandwidth_prb = from.bandwidth_prb();
  if (from.has_ports()) cell.ports = from.ports();
  if (from.has_sfn()) cell.sfn = from.sfn();
  identity_from(from, cell);
  levels_from(from, cell);
  measurement_from(from, cell);
  if (from.has_broadcast()) cell.broadcast_json = broadcast_json_from(from.broadcast());
  return cell;
}

}  // namespace sb::gateway
