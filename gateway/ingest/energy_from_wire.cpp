// Emissions and jamming.
#include "gateway/ingest/findings_from_wire.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

namespace pb = wire::pb;

std::string jamming_kind_from(pb::JammingKind kind) {
  switch (kind) {
    case pb::JAMMING_KIND_BARRAGE:
      return "barrage";
    case pb::JAMMING_KIND_TONE:
      return "tone";
    case pb::JAMMING_KIND_MULTITONE:
      return "multitone";
    case pb::JAMMING_KIND_SWEEP:
      return "sweep";
    case pb::JAMMING_KIND_PULSE:
      return "pulse";
    case pb::JAMMING_KIND_PROTOCOL:
      return "protocol";
    default:
      return "";
  }
}

}  // namespace

HeardEmission emission_from(const pb::EmissionDetection& from) {
  HeardEmission emission;
  emission.centre_hz = from.centre_hz();
  emission.bandwidth_hz = from.bandwidth_hz();
  emission.bandwidth_26db_hz = from.bandwidth_26db_hz();
  if (from.has_power_dbfs()) emission.power_dbfs = static_cast<double>(from.power_dbfs());
  if (from.has_power_dbm()) emission.power_dbm = static_cast<double>(from.power_dbm());
  if (from.has_snr_db()) emission.snr_db = static_cast<double>(from.snr_db());
  emission.duty = static_cast<double>(from.duty());
  emission.bursts = from.bursts();
  if (from.has_burst_length_s()) emission.burst_length_s = from.burst_length_s();
  if (from.has_burst_interval_s()) emission.burst_interval_s = from.burst_interval_s();
  if (from.has_drift_hz_per_s()) emission.drift_hz_per_s = from.drift_hz_per_s();
  emission.label = from.label();
  emission.label_confidence = static_cast<double>(from.label_confidence());
  emission.model_hash = wire::to_hex(from.model_hash());
  return emission;
}

HeardJamming jamming_from(const pb::JammingDetection& from) {
  HeardJamming jamming;
  jamming.kind = jamming_kind_from(from.kind());
  jamming.centre_hz = from.centre_hz();
  jamming.bandwidth_hz = from.bandwidth_hz();
  if (from.has_j_to_n_db()) jamming.j_to_n_db = static_cast<double>(from.j_to_n_db());
  if (from.has_j_to_n_sigma_db()) jamming.j_to_n_sigma_db = static_cast<double>(from.j_to_n_sigma_db());
  if (from.has_power_dbfs()) jamming.power_dbfs = static_cast<double>(from.power_dbfs());
  if (from.has_power_dbm()) jamming.power_dbm = static_cast<double>(from.power_dbm());
  jamming.duty = static_cast<double>(from.duty());
  if (from.has_period_s()) jamming.period_s = from.period_s();
  if (from.has_sweep_hz_per_s()) jamming.sweep_hz_per_s = from.sweep_hz_per_s();
  for (const auto& victim : from.victims())
    jamming.victims.push_back({rat_from(victim.rat()), victim.channel()});
  jamming.reasons.assign(from.reasons().begin(), from.reasons().end());
  jamming.kind_confidence = static_cast<double>(from.kind_confidence());
  jamming.model_hash = wire::to_hex(from.model_hash());
  return jamming;
}

}  // namespace sb::gateway
