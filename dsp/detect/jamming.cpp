#include "dsp/detect/jamming.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "dsp/detect/jamming_state.hpp"

namespace sb::dsp {
namespace {

using models::Service;

constexpr double kShortestBlockS = 0.03;
constexpr double kFloorRiseDb = 3.0;
constexpr int kBlocksOfRise = 3;
constexpr double kSmallestPeriodicWidthHz = 400e3;

}  // namespace

float to_decibel(double power) {
  return static_cast<float>(10.0 * std::log10(std::max(power, 1e-20)));
}

JammingEvidence JammingDetector::State::evidence(const Look& look, JammingKind kind, double centre_hz,
                                                 double width_hz) const {
  JammingEvidence e;
  e.kind = kind;
  e.centre_hz = centre_hz;
  e.bandwidth_hz = width_hz;
  e.first_s = look.began_s;
  e.last_s = look.ended_s;
  e.confidence = 0.999F;
  return e;
}

void JammingDetector::State::set_level(JammingEvidence& e, double power, double noise_density) const {
  e.power_dbfs = to_decibel(power);
  if (noise_density > 0.0) e.j_to_n_db = to_decibel(power / (noise_density * e.bandwidth_hz));
}

/// The classifier's word: a measure of how sure the kind is; where the rule could not tell, the kind itself.
void JammingDetector::State::name(JammingEvidence& e, const IsolatedSignal& signal, bool may_rename) const {
  if (signal.samples.size() < 4096) return;
  const SignalFeatures features = jammer_features(signal);
  const models::Naming naming = classifier.name(features);
  e.model_hash = classifier.hash();
  for (std::size_t i = 0; i + 1 < classifier.labels().size(); ++i) {
    if (classifier.labels()[i] != naming.label) continue;
    const auto kind = static_cast<JammingKind>(i);
    if (may_rename) e.kind = kind;
    e.kind_confidence = kind == e.kind ? naming.confidence : 0.0F;
    e.reasons.push_back(fmt::format("model.{}={:.2f}", naming.label, naming.confidence));
    return;
  }
  e.reasons.push_back(fmt::format("model.unknown={:.2f}", naming.strangeness));
}

void JammingDetector::State::add_wave(Look& look, const WatchedBand& band, const PeriodicWave& wave,
                                      const char* rule, const Victim* victim) const {
  JammingEvidence e = evidence(look, wave.kind, band.centre_hz + wave.offset_hz, wave.bandwidth_hz);
  set_level(e, wave.power, look.noise_density);
  if (wave.period_s > 0.0 && wave.kind == JammingKind::kSweep) {
    e.period_s = wave.period_s;
    e.sweep_hz_per_s = wave.sweep_hz_per_s;
  }
  if (victim != nullptr) e.victims.push_back(*victim);
  if (wave.coherence > 0.0) {
    e.reasons.push_back(fmt::format("{}.coherence={:.2f}", rule, wave.coherence));
  } else {
    e.reasons.push_back(fmt::format("{}.lines={}", rule, wave.lines));
  }
  name(e, band.signal, false);
  look.found.push_back(std::move(e));
}

bool JammingDetector::State::judge_wave(Look& look, const WatchedBand& band, std::span<const double> spared,
                                        const Victim* victim) const {
  // One or two lines are that; more may be the spectrum of a sweep, which repetition tells better.
  const auto lines = find_lines(band, spared);
  const auto wave = lines && lines->lines <= 2 ? std::nullopt : find_periodic(band.signal);
  const bool leak = wave && wave->lines == 1 && std::ranges::any_of(spared, [&](double s) {
                      return std::abs(wave->offset_hz - s) < 2.5e3 + wave->bandwidth_hz;
                    });
  if (wave && !leak) {
    add_wave(look, band, *wave, "periodic", victim);
  } else if (lines) {
    add_wave(look, band, *lines, "line", victim);
  }
  return (wave && !leak) || lines;
}

bool JammingDetector::State::judge_pulses(Look& look, const WatchedBand& band, bool cell_grid,
                                          const Victim* victim) const {
  const auto train = find_pulses(band, cell_grid);
  if (!train) return false;
  JammingEvidence e = evidence(look, JammingKind::kPulse, band.centre_hz, band.width_hz);
  set_level(e, train->power, look.noise_density);
  e.duty = static_cast<float>(train->duty);
  e.period_s = train->period_s;
  if (victim != nullptr) e.victims.push_back(*victim);
  e.reasons.push_back(fmt::format("pulse.on_over_off_db={:.1f}", train->on_over_off_db));
  name(e, band.signal, false);
  look.found.push_back(std::move(e));
  return true;
}

/// Bands in which no cell was decoded.
void JammingDetector::State::judge_band(Look& look, Service service) {
  const IqBlock& block = look.block;
  const double width = 0.9 * block.sample_rate_hz;
  const WatchedBand band = watched_band(block, block.centre_hz, width, look.noise_density);
  const std::array<double, 1> spared{0.0};
  if (service == Service::kGnss) {
    if (judge_wave(look, band, spared, nullptr) || judge_pulses(look, band, false, nullptr)) return;
  }
  if (service == Service::kCellularDownlink || service == Service::kCellularTdd) {
    PeriodicSettings settings;
    settings.least_coherence = 0.35;
    settings.skip_gsm_slots = true;
    const auto wave = find_periodic(band.signal, settings);
    if (wave && wave->kind == JammingKind::kSweep && wave->bandwidth_hz > kSmallestPeriodicWidthHz) {
      add_wave(look, band, *wave, "periodic", nullptr);
    }
    return;
  }
  const auto it = std::ranges::find_if(bands, [&](const QuietBand& b) {
    return b.centre_hz == block.centre_hz && b.rate_hz == block.sample_rate_hz;
  });
  if (it == bands.end()) {
    bands.push_back({block.centre_hz, block.sample_rate_hz, look.noise_density, 1, 0, 0.0});
    return;
  }
  const double rise_db = 10.0 * std::log10(look.noise_density / it->density);
  if (it->blocks < kBlocksBeforeLoss || rise_db < kFloorRiseDb) {
    it->density += (look.noise_density - it->density) / std::min(++it->blocks, 64);
    it->raised = 0;
    return;
  }
  if (it->raised++ == 0) it->raised_since_s = look.began_s;
  if (it->raised < kBlocksOfRise) return;
  JammingEvidence e = evidence(look, JammingKind::kBarrage, block.centre_hz, width);
  e.first_s = it->raised_since_s;
  e.j_to_n_db = to_decibel(look.noise_density / it->density - 1.0);
  e.power_dbfs = to_decibel((look.noise_density - it->density) * width);
  e.confidence = 0.99F;
  e.reasons.push_back(
      fmt::format("{}.floor_rise_db={:.1f}", service == Service::kGnss ? "gnss" : "uplink", rise_db));
  name(e, band.signal, true);
  look.found.push_back(std::move(e));
}

JammingDetector::JammingDetector() : state_(std::make_unique<State>()) {}
JammingDetector::~JammingDetector() = default;

DetectorInfo JammingDetector::info() {
  return {"jamming", 1};
}

std::vector<JammingEvidence> JammingDetector::look(const IqBlock& block,
                                                   std::span<const CellEvidence> cells) {
  const double length_s = static_cast<double>(block.samples.size()) / block.sample_rate_hz;
  if (length_s < kShortestBlockS) return {};
  const double began_s = static_cast<double>(block.first_sample) / block.sample_rate_hz;
  State::Look look{block, began_s, began_s + length_s, quiet_density(block), {}};
  // One look per carrier: the strongest cell's empty elements are what the weaker ones fill.
  std::vector<const CellEvidence*> strongest;
  for (const CellEvidence& cell : cells) {
    if (cell.rat != Rat::kLte) continue;
    const auto same = std::ranges::find_if(strongest, [&](const CellEvidence* c) {
      return std::abs(c->frequency_hz - cell.frequency_hz) < 300e3;
    });
    if (same == strongest.end()) {
      strongest.push_back(&cell);
    } else if (cell.rsrp_dbfs > (*same)->rsrp_dbfs) {
      *same = &cell;
    }
  }
  for (const CellEvidence* cell : strongest) {
    double others = 0.0;
    for (const CellEvidence& other : cells) {
      if (&other == cell || std::abs(other.frequency_hz - cell->frequency_hz) >= 300e3) continue;
      others += other.ports.value_or(2) * std::pow(10.0, static_cast<double>(other.rsrp_dbfs) / 10.0);
    }
    state_->judge_cell(look, *cell, others);
  }
  state_->judge_losses(look, cells);
  if (cells.empty() && look.found.empty()) {
    const double half = 0.45 * block.sample_rate_hz;
    const Service service = models::service_of(block.centre_hz - half, block.centre_hz + half);
    if (service != Service::kOther) state_->judge_band(look, service);
  }
  return std::move(look.found);
}

}  // namespace sb::dsp
