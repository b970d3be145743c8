// Emissions and jamming: one incident per stretch of spectrum and region, whatever the detector calls it
// today.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "gateway/correlate/causes.hpp"
#include "gateway/correlate/correlator.hpp"
#include "gateway/correlate/energy_rules.hpp"
#include "gateway/place/commune_index.hpp"
#include "gateway/registry/effective.hpp"
#include "gateway/registry/occupied.hpp"
#include "models/bandplan/lte_bands.hpp"

namespace sb::gateway {
namespace {

constexpr double kSameCauseOverlap = 0.5;             // of the narrower of the two
constexpr double kAssumedRegistryBandwidthHz = 10e6;  // where a carrier's row has none
/// A jammer is also seen as an emission: one that begins and ends with it is the same cause.
constexpr UtcNs kJammingCoversNs = 60'000'000'000;

std::optional<OccupiedBand> band_of(const RegistryCell& row) {
  if (row.rat != "lte" || !row.channel) return std::nullopt;
  const auto centre_hz = models::lte_frequency_hz(*row.channel);
  if (!centre_hz) return std::nullopt;
  const double half = (row.bandwidth_mhz ? *row.bandwidth_mhz * 1e6 : kAssumedRegistryBandwidthHz) / 2.0;
  return OccupiedBand{*centre_hz - half, *centre_hz + half};
}

bool covers(const Incident& jamming, const Observation& observation) {
  return jamming.jamming && observation.emission &&
         observation.first_seen <= jamming.last_seen + kJammingCoversNs &&
         observation.last_seen >= jamming.first_seen - kJammingCoversNs;
}

}  // namespace

std::vector<std::string> Correlator::carriers_on(Transaction& tx, const Observation& observation,
                                                 const OccupiedBand& band) const {
  std::set<std::string> carriers;
  const auto date = vietnam_date(observation.first_seen);
  for (const auto& row :
       tx.registry_near(observation.latitude_deg, observation.longitude_deg, settings_.affected_radius_m)) {
    const auto theirs = band_of(row);
    if (theirs && effective(row, date) && theirs->low_hz < band.high_hz && theirs->high_hz > band.low_hz)
      carriers.insert(row.operator_name);
  }
  return {carriers.begin(), carriers.end()};
}

Judgement Correlator::judge_energy(Transaction& tx, const Observation& observation,
                                   const OccupiedBand& band) {
  const auto use = models::spectrum_use(band.low_hz, band.high_hz);
  if (observation.jamming) return judge(JammingFacts{*observation.jamming, use});
  const auto& emission = *observation.emission;
  EmissionFacts facts{emission, use, {}, !standing_.licences().empty(), {}};
  facts.licence = compare(emission, observation.latitude_deg, observation.longitude_deg,
                          vietnam_date(observation.first_seen), standing_.licences());
  if (use.use == models::SpectrumUse::kCellularDownlink) facts.suffering = carriers_on(tx, observation, band);
  return judge(facts);
}

std::optional<Incident> Correlator::same_energy(Transaction& tx, const Observation& observation,
                                                const OccupiedBand& band) const {
  for (auto& incident : tx.open_energy_incidents(band.low_hz, band.high_hz)) {
    if (incident.exercise != observation.exercise) continue;
    const bool alike = incident.jamming.has_value() == observation.jamming.has_value();
    if (!alike && !covers(incident, observation)) continue;
    const auto theirs = occupied_band(incident);
    if (!theirs || overlap_ratio(*theirs, band) < kSameCauseOverlap) continue;
    const bool near = std::ranges::any_of(tx.heard_at(incident.id), [&](const HeardAt& at) {
      return distance_m(at.latitude_deg, at.longitude_deg, observation.latitude_deg,
                        observation.longitude_deg) <= settings_.same_cell_radius_m;
    });
    if (near) return std::move(incident);
  }
  return std::nullopt;
}

void Correlator::observe_energy(Transaction& tx, Observation& observation, UtcNs now) {
  const auto band = occupied_band(observation);
  if (!band) return;  // a source without a frequency: nothing to compare with
  auto judgement = judge_energy(tx, observation, *band);
  standing_.rates().apply(judgement.reasons);
  if (judgement.registry_missing) say_licences_missing(tx, now);
  auto incident = same_energy(tx, observation, *band);
  if (judgement.kind.empty() && !incident) return;
  if (incident) {
    const bool same_family = incident->jamming.has_value() == observation.jamming.has_value();
    return join(tx, observation, *incident, same_family ? judgement.reasons : std::vector<WeighedReason>{},
                now);
  }
  const auto key = energy_cause_key(judgement.kind, observation, *band);
  auto merged = tx.open_incident(key);
  if (merged) return join(tx, observation, *merged, {}, now);
  auto fresh = begin_incident(observation, judgement.kind, key);
  join(tx, observation, fresh, judgement.reasons, now);
}

}  // namespace sb::gateway
