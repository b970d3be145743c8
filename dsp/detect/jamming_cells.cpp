// Jamming as decoded cells, and cells that were decoded, tell it.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "dsp/detect/jamming_state.hpp"
#include "models/service_loss/cause_vote.hpp"

namespace sb::dsp {
namespace {

constexpr double kSureOfJammer = 0.8;
constexpr double kLeastLossRiseDb = 3.0;
constexpr double kPrbHz = 180e3;
constexpr std::size_t kMostCarriers = 256;  // remembered; the oldest makes room
constexpr double kSurelyNot = -20.7;        ///< ln 1e-9
constexpr double kLeastRise = 1.4;          ///< of the empty elements: J/N -4 dB
constexpr double kMoreThanOthers = 2.0;     ///< their levels are known to some decibels only
constexpr double kSteadyLevelDb = 3.0;
constexpr double kWorseSinrDb = -1.0;
constexpr double kMostBaselineLooks = 40000.0;  ///< ten seconds: older quiet fades
constexpr double kFewestBaselineLooks = 160.0;  ///< eight half frames

double width_of(const CellEvidence& cell, const IqBlock& block) {
  const double width = cell.bandwidth_prb ? *cell.bandwidth_prb * kPrbHz : kMiddleWidthHz;
  const double offset = std::abs(cell.frequency_hz - block.centre_hz);
  return std::min(width, 2.0 * (0.5 * block.sample_rate_hz - offset));
}

}  // namespace

WatchedCarrier& JammingDetector::State::carrier_of(const CellEvidence& cell, double width_hz) {
  const auto it = std::ranges::find_if(carriers, [&](const WatchedCarrier& c) {
    return c.physical_id == cell.physical_id && std::abs(c.frequency_hz - cell.frequency_hz) < 100e3;
  });
  if (it != carriers.end()) return *it;
  if (carriers.size() == kMostCarriers) carriers.erase(carriers.begin());
  carriers.push_back(
      {cell.frequency_hz, cell.physical_id, cell.channel.value_or(0), width_hz, {}, 0.0, 0, 0, {}});
  return carriers.back();
}

/// The empty elements against the carrier's own quiet, with the consistency test: a jammer lifts the noise
/// and leaves the coherent reference level.
bool JammingDetector::State::judge_level(Look& look, const CellEvidence& cell, const CellWatch& watch,
                                         WatchedCarrier& carrier, double others) {
  const EmptyLooks all = pool(watch.looks, 0, watch.looks.size());
  double reference = 0.0;
  for (const HalfFrameLook& l : watch.looks) {
    reference += l.reference_power / static_cast<double>(watch.looks.size());
  }
  EmptyLooks now = all;
  EmptyLooks quiet = carrier.quiet;
  double level_change =
      carrier.reference_power > 0.0 ? 10.0 * std::log10(reference / carrier.reference_power) : 0.0;
  double sinr_change = level_change - 10.0 * std::log10(all.mean / std::max(quiet.mean, 1e-30));
  double since_s = look.began_s;
  double log_p = 0.0;
  if (const auto onset = find_onset(watch.looks);
      onset && onset->log_false_alarm < kSurelyNot && onset->after.mean > kLeastRise * onset->before.mean) {
    now = onset->after;
    quiet = onset->before;
    level_change = onset->reference_change_db;
    sinr_change = onset->sinr_change_db;
    since_s = look.began_s + watch.looks[onset->first].start_s;
    log_p = onset->log_false_alarm;
  }
  const bool known = quiet.looks >= kFewestBaselineLooks || log_p < 0.0;
  const JammingLevel level = measure_jamming(now, quiet);
  // Other cells' signals and load fill this one's empty elements: only what they cannot explain is a
  // disturbance.
  const bool risen = known && level.alarm && now.mean > kLeastRise * quiet.mean &&
                     now.mean - quiet.mean > kMoreThanOthers * others;
  if (!risen || std::abs(level_change) > kSteadyLevelDb || sinr_change > kWorseSinrDb) {
    if (!risen) {  // quiet: learn
      const double keep = std::min(carrier.quiet.looks, kMostBaselineLooks);
      const double share = all.looks / (keep + all.looks);
      carrier.quiet.mean += share * (all.mean - carrier.quiet.mean);
      carrier.quiet.spread =
          std::max(1.0, carrier.quiet.spread + share * (all.spread - carrier.quiet.spread));
      carrier.quiet.looks = keep + all.looks;
      carrier.reference_power += share * (reference - carrier.reference_power);
      carrier.jammed_since_s.reset();
    }
    return false;
  }
  if (log_p < 0.0 && carrier.quiet.looks == 0.0) {  // the quiet part of this very block is the baseline
    carrier.quiet = quiet;
    carrier.reference_power = reference;
  }
  if (!carrier.jammed_since_s) carrier.jammed_since_s = since_s;
  const double width = width_of(cell, look.block);
  JammingEvidence e = evidence(look, JammingKind::kBarrage, cell.frequency_hz, width);
  e.first_s = *carrier.jammed_since_s;
  e.j_to_n_db = static_cast<float>(level.j_to_n_db);
  e.j_to_n_sigma_db = static_cast<float>(level.sigma_db);
  // An element's power is that of 15 kHz.
  e.power_dbfs = to_decibel((now.mean - quiet.mean) * width / 15e3);
  e.victims.push_back({Rat::kLte, carrier.channel});
  models::LossSigns signs;
  signs.floor_change_db = 10.0 * std::log10(now.mean / quiet.mean);
  signs.reference_level_change_db = level_change;
  signs.sinr_change_db = sinr_change;
  const models::CauseVote vote = models::vote_on_loss(signs);
  e.confidence = static_cast<float>(
      std::min(0.9999, vote.probability[static_cast<std::size_t>(models::LossCause::kJammer)]));
  e.reasons.push_back(fmt::format("null_re.ln_p={:.1f}", level.log_false_alarm));
  e.reasons.push_back(fmt::format("null_re.least_j_to_n_db={:.1f}", level.least_j_to_n_db));
  e.reasons.push_back(fmt::format("reference.change_db={:.1f}", level_change));
  e.reasons.push_back(fmt::format("sinr.change_db={:.1f}", sinr_change));
  e.reasons.push_back(fmt::format("vote.{}={:.3f}", models::to_string(vote.most_likely),
                                  vote.probability[static_cast<std::size_t>(vote.most_likely)]));
  look.found.push_back(std::move(e));
  return true;
}

void JammingDetector::State::judge_cell(Look& look, const CellEvidence& cell, double others) {
  const double width = width_of(cell, look.block);
  const Victim victim{cell.rat, cell.channel.value_or(0)};
  const double centre = cell.frequency_hz + static_cast<double>(cell.cfo_hz);
  const WatchedBand band = watched_band(look.block, centre, width, look.noise_density);
  // The receiver's and the base station's own carrier leak.
  const std::array<double, 2> spared{0.0, look.block.centre_hz - centre};
  const bool wave = judge_wave(look, band, spared, &victim);
  const bool pulses =
      !wave && cell.duplex.value_or(Duplex::kFdd) == Duplex::kFdd && judge_pulses(look, band, true, &victim);
  const auto watch = watch_cell(look.block, cell);
  if (!watch) return;
  WatchedCarrier& carrier = carrier_of(cell, width);
  ++carrier.blocks;
  if (wave || pulses) return;  // a better name than "noise up" has been found; the quiet state is not learnt
  if (!judge_level(look, cell, *watch, carrier, others)) return;
  // Under a stronger cell the features are the cell's.
  const bool drowned = look.found.back().power_dbfs > cell.rsrp_dbfs + to_decibel(width / 15e3);
  name(look.found.back(), band.signal, drowned);
}

/// Carriers of this tuning that are gone: what does the floor say?
void JammingDetector::State::judge_losses(Look& look, std::span<const CellEvidence> cells) {
  for (WatchedCarrier& carrier : carriers) {
    const double offset = std::abs(carrier.frequency_hz - look.block.centre_hz) + 0.5 * carrier.width_hz;
    if (carrier.blocks < kBlocksBeforeLoss || offset > 0.5 * look.block.sample_rate_hz) continue;
    const bool heard = std::ranges::any_of(cells, [&](const CellEvidence& c) {
      return std::abs(c.frequency_hz - carrier.frequency_hz) < 100e3;
    });
    carrier.lost = heard ? 0 : carrier.lost + 1;
    if (carrier.lost < kBlocksOfLoss) continue;
    const WatchedBand band =
        watched_band(look.block, carrier.frequency_hz, carrier.width_hz, look.noise_density);
    const double density = band_density(band);
    const double element = density * 15e3;
    models::LossSigns signs;
    signs.floor_change_db = 10.0 * std::log10((element + 1e-30) / std::max(carrier.quiet.mean, 1e-30));
    if (*signs.floor_change_db < kLeastLossRiseDb) continue;
    signs.decoding_fails = element > carrier.reference_power;  // strong, and yet no cell
    const models::CauseVote vote = models::vote_on_loss(signs);
    if (vote.probability[static_cast<std::size_t>(models::LossCause::kJammer)] < kSureOfJammer) continue;
    if (!carrier.jammed_since_s) carrier.jammed_since_s = look.began_s;
    JammingEvidence e = evidence(look, JammingKind::kBarrage, carrier.frequency_hz, carrier.width_hz);
    e.first_s = *carrier.jammed_since_s;
    e.power_dbfs = to_decibel(density * carrier.width_hz);
    e.j_to_n_db = to_decibel(std::max(element / std::max(carrier.quiet.mean, 1e-30) - 1.0, 1e-3));
    e.confidence = static_cast<float>(vote.probability[static_cast<std::size_t>(models::LossCause::kJammer)]);
    e.victims.push_back({Rat::kLte, carrier.channel});
    e.reasons.push_back(fmt::format("lost_cell.floor_change_db={:.1f}", *signs.floor_change_db));
    e.reasons.push_back(fmt::format("vote.jammer={:.3f}", static_cast<double>(e.confidence)));
    name(e, band.signal, true);
    look.found.push_back(std::move(e));
  }
}

}  // namespace sb::dsp
