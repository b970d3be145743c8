#include <cmath>
#include <ostream>

#include <nlohmann/json.hpp>

#include "node/scan/print.hpp"
#include "node/scan/words.hpp"

namespace sb::node {
namespace {

using Object = nlohmann::ordered_json;

/// Numbers for people and programs: no digits beyond what was measured, nothing where nothing was measured.
void put(Object& to, const char* key, double value, double decimals) {
  if (!std::isfinite(value)) return;
  const double scale = std::pow(10.0, decimals);
  to[key] = std::round(value * scale) / scale;
}

template <typename T>
void put(Object& to, const char* key, const std::optional<T>& value) {
  if (value) to[key] = *value;
}

void put_master_information(Object& to, const dsp::CellEvidence& cell) {
  put(to, "bandwidth_prb", cell.bandwidth_prb);
  put(to, "ports", cell.ports);
  put(to, "sfn", cell.sfn);
  if (cell.duplex) to["duplex"] = *cell.duplex == dsp::Duplex::kTdd ? "tdd" : "fdd";
  if (cell.cyclic_prefix) {
    to["cyclic_prefix"] = *cell.cyclic_prefix == dsp::CyclicPrefix::kExtended ? "extended" : "normal";
  }
}

Object neighbour_object(const dsp::AnnouncedNeighbour& neighbour) {
  Object to{{"rat", words_of(neighbour.rat).word}, {"channel", neighbour.channel}};
  put(to, "priority", neighbour.priority);
  if (!neighbour.physical_ids.empty()) to["physical_ids"] = neighbour.physical_ids;
  put(to, "q_rx_lev_min_dbm", neighbour.q_rx_lev_min_dbm);
  put(to, "thresh_high_db", neighbour.thresh_high_db);
  put(to, "thresh_low_db", neighbour.thresh_low_db);
  for (const dsp::PhysicalIdRange& range : neighbour.barred_ids)
    to["barred_ids"].push_back({{"first", range.first}, {"count", range.count}});
  return to;
}

/// SIB2 and later; names as in report.proto.
void put_further_information(Object& to, const dsp::BroadcastParameters& broadcast) {
  if (!broadcast.received_sibs.empty()) to["received_sibs"] = broadcast.received_sibs;
  put(to, "si_window_ms", broadcast.si_window_ms);
  put(to, "reference_signal_power_dbm", broadcast.reference_signal_power_dbm);
  put(to, "ul_channel", broadcast.ul_channel);
  put(to, "ul_bandwidth_prb", broadcast.ul_bandwidth_prb);
  put(to, "reselection_priority", broadcast.reselection_priority);
  put(to, "reselection_q_rx_lev_min_dbm", broadcast.reselection_q_rx_lev_min_dbm);
  put(to, "q_hyst_db", broadcast.q_hyst_db);
  put(to, "s_intra_search_db", broadcast.s_intra_search_db);
  put(to, "s_non_intra_search_db", broadcast.s_non_intra_search_db);
  put(to, "thresh_serving_low_db", broadcast.thresh_serving_low_db);
  put(to, "t_reselection_s", broadcast.t_reselection_s);
  for (const auto& neighbour : broadcast.neighbours) to["neighbours"].push_back(neighbour_object(neighbour));
}

void put_system_information(Object& to, const dsp::CellEvidence& cell) {
  for (const models::Plmn& plmn : cell.plmns) to["plmns"].push_back(models::to_string(plmn));
  put(to, words_of(cell.rat).area.data(), cell.tac);
  put(to, "cell_id", cell.cell_id);
  put(to, "band", cell.band);
  put(to, "barred", cell.barred);
  if (!cell.broadcast) return;
  put(to, "q_rx_lev_min_dbm", cell.broadcast->q_rx_lev_min_dbm);
  put(to, "intra_frequency_reselection", cell.broadcast->intra_frequency_reselection);
  put(to, "value_tag", cell.broadcast->value_tag);
  put(to, "tdd_configuration", cell.broadcast->tdd_configuration);
  if (!cell.broadcast->scheduled_sibs.empty()) to["scheduled_sibs"] = cell.broadcast->scheduled_sibs;
  put_further_information(to, *cell.broadcast);
}

void put_levels(Object& to, const dsp::CellEvidence& cell, float full_scale_dbm) {
  put(to, "power_dbfs", cell.power_dbfs, 2);
  put(to, "rsrp_dbfs", cell.rsrp_dbfs, 2);
  put(to, "power_dbm", cell.power_dbfs + full_scale_dbm, 2);
  put(to, "rsrp_dbm", cell.rsrp_dbfs + full_scale_dbm, 2);
  put(to, "snr_db", cell.snr_db, 2);
  put(to, "rsrq_db", cell.rsrq_db, 2);
  put(to, "noise_dbfs", cell.noise_dbfs, 2);
  put(to, "rssi_dbfs", cell.rssi_dbfs, 2);
  put(to, "cfo_hz", cell.cfo_hz, 1);
  put(to, "first_s", cell.first_s, 9);
  put(to, "rsrp_sigma_db", cell.rsrp_sigma_db, 3);
  put(to, "snr_sigma_db", cell.snr_sigma_db, 3);
  put(to, "rsrq_sigma_db", cell.rsrq_sigma_db, 3);
  put(to, "rssi_sigma_db", cell.rssi_sigma_db, 3);
  put(to, "noise_sigma_db", cell.noise_sigma_db, 3);
  put(to, "cfo_sigma_hz", cell.cfo_sigma_hz, 2);
  put(to, "timing_sigma_ns", cell.timing_sigma_ns, 1);
  put(to, "under_db", cell.under_db, 1);
  if (cell.rat == dsp::Rat::kLte) put(to, "under_pci", cell.under_id);
}

Object cell_object(const dsp::CellEvidence& cell, float full_scale_dbm) {
  const RatWords& words = words_of(cell.rat);
  Object to{{"type", "cell"}, {"rat", words.word}};
  put(to, "frequency_hz", cell.frequency_hz, 0);
  put(to, "channel", cell.channel);
  to["decoded"] = words.decoded[static_cast<std::size_t>(cell.level)];
  to[std::string(words.identity)] = cell.physical_id;
  put_master_information(to, cell);
  put_system_information(to, cell);
  put_levels(to, cell, full_scale_dbm);
  return to;
}

Object emission_object(const dsp::EmissionEvidence& emission, float full_scale_dbm) {
  Object to{{"type", "emission"}};
  put(to, "centre_hz", emission.centre_hz, 0);
  put(to, "bandwidth_hz", emission.bandwidth_hz, 0);
  if (emission.bandwidth_26db_hz > 0.0) put(to, "bandwidth_26db_hz", emission.bandwidth_26db_hz, 0);
  put(to, "power_dbfs", emission.power_dbfs, 2);
  put(to, "power_dbm", emission.power_dbfs + full_scale_dbm, 2);
  put(to, "snr_db", emission.snr_db, 2);
  put(to, "first_s", emission.first_s, 6);
  put(to, "last_s", emission.last_s, 6);
  put(to, "duty", emission.duty, 4);
  to["bursts"] = emission.bursts;
  put(to, "burst_length_s", emission.burst_length_s);
  put(to, "burst_interval_s", emission.burst_interval_s);
  put(to, "drift_hz_per_s", emission.drift_hz_per_s);
  to["label"] = emission.label;
  put(to, "label_confidence", emission.label_confidence, 3);
  put(to, "confidence", emission.confidence, 5);
  if (!emission.model_hash.empty()) to["model"] = emission.model_hash;
  return to;
}

Object jamming_object(const dsp::JammingEvidence& jamming, float full_scale_dbm) {
  Object to{{"type", "jamming"}, {"kind", word_of(jamming.kind)}};
  put(to, "centre_hz", jamming.centre_hz, 0);
  put(to, "bandwidth_hz", jamming.bandwidth_hz, 0);
  put(to, "j_to_n_db", jamming.j_to_n_db, 2);
  put(to, "j_to_n_sigma_db", jamming.j_to_n_sigma_db, 2);
  put(to, "power_dbfs", jamming.power_dbfs, 2);
  put(to, "power_dbm", jamming.power_dbfs + full_scale_dbm, 2);
  put(to, "first_s", jamming.first_s, 6);
  put(to, "last_s", jamming.last_s, 6);
  put(to, "duty", jamming.duty, 4);
  put(to, "period_s", jamming.period_s);
  put(to, "sweep_hz_per_s", jamming.sweep_hz_per_s);
  to["victims"] = Object::array();
  for (const dsp::Victim& victim : jamming.victims) {
    to["victims"].push_back({{"rat", words_of(victim.rat).word}, {"channel", victim.channel}});
  }
  put(to, "confidence", jamming.confidence, 5);
  put(to, "kind_confidence", jamming.kind_confidence, 3);
  to["reasons"] = jamming.reasons;
  if (!jamming.model_hash.empty()) to["model"] = jamming.model_hash;
  return to;
}

Object summary_object(const ScanSummary& summary) {
  Object to{{"type", "summary"}, {"samples", summary.samples}};
  put(to, "seconds", summary.seconds, 6);
  put(to, "sample_rate_hz", summary.sample_rate_hz, 3);
  put(to, "centre_hz", summary.centre_hz, 0);
  const double looked_at = summary.samples > 0 ? static_cast<double>(summary.samples) : 1.0;
  put(to, "clipped_ratio", static_cast<double>(summary.clipped) / looked_at, 8);
  to["dropped"] = summary.dropped;
  put(to, "cpu_s", summary.cpu_s, 3);
  to["windows"] = summary.windows;
  if (summary.capture_samples > 0) to["capture_samples"] = summary.capture_samples;
  to["detectors"] = Object::array();
  for (const dsp::DetectorInfo& detector : summary.detectors) {
    to["detectors"].push_back({{"id", detector.id}, {"version", detector.version}});
  }
  return to;
}

}  // namespace

void print_json(const ScanResult& result, std::ostream& out) {
  for (const dsp::CellEvidence& cell : result.cells) {
    out << cell_object(cell, result.summary.full_scale_dbm).dump() << '\n';
  }
  for (const dsp::EmissionEvidence& emission : result.emissions) {
    out << emission_object(emission, result.summary.full_scale_dbm).dump() << '\n';
  }
  for (const dsp::JammingEvidence& jamming : result.jamming) {
    out << jamming_object(jamming, result.summary.full_scale_dbm).dump() << '\n';
  }
  out << summary_object(result.summary).dump() << '\n';
}

}  // namespace sb::node
