#include "dsp/detect/emission_tracker.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <utility>

namespace sb::dsp {
namespace {

constexpr std::size_t kMostRemembered = 4096;  // lengths and intervals of bursts
constexpr double kAlike = 100.0;               // 20 dB: nothing changes its power more between two looks
constexpr float kSureConfidence = 0.9999F;     // strong: 1e-9 a block; artefacts not recognised are the rest
constexpr float kSeenAgainConfidence = 0.99F;

float db(double value) {
  return value > 0.0 ? static_cast<float>(10.0 * std::log10(value)) : kNotMeasured;
}

double median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void remember(std::vector<float>& values, double value) {
  if (values.size() < kMostRemembered) values.push_back(static_cast<float>(value));
}

}  // namespace

EmissionTracker::EmissionTracker(const TrackerSettings& settings, EmissionNamer namer)
    : settings_(settings), namer_(namer) {
  assert(settings.confirm_hits >= 1 && settings.confirm_hits <= settings.confirm_looks);
  assert(settings.confirm_looks <= 32);
}

/// The track whose place the sighting's centre is in, or the other way round, not yet seen in this look. Of
/// several the nearest.
EmissionTracker::Track* EmissionTracker::nearest(const EmissionSighting& sighting) {
  Track* best = nullptr;
  double best_hz = 0.0;
  for (Track& track : tracks_) {
    const double apart_hz = std::fabs(track.centre_hz - sighting.centre_hz);
    const double gate_hz = 0.5 * std::max(track.bandwidth_hz, sighting.bandwidth_hz);
    const double before = track.power_s / std::max(track.on_s, 1e-12);
    const bool alike = sighting.power < before * kAlike && before < sighting.power * kAlike;
    if (!alike || (track.history & 1U) != 0 || apart_hz > gate_hz || (best != nullptr && apart_hz >= best_hz))
      continue;
    best = &track;
    best_hz = apart_hz;
  }
  return best;
}

void EmissionTracker::add_runs(Track& track, const EmissionSighting& sighting, const Look& look) const {
  const double rate = look.sample_rate_hz;
  for (const OnRun& run : sighting.runs) {
    const bool goes_on = track.bursts > 0 && run.first <= track.last_end + sighting.bridged;
    if (!goes_on) {
      if (track.bursts > 0)
        remember(track.intervals_s, static_cast<double>(run.first - track.last_first) / rate);
      ++track.bursts;
      track.last_first = run.first;
    } else if (!track.lengths_s.empty()) {
      track.lengths_s.pop_back();
    }
    remember(track.lengths_s, static_cast<double>(run.end - track.last_first) / rate);
    track.last_end = std::max(track.last_end, run.end);
  }
}

void EmissionTracker::follow(Track& track, const EmissionSighting& sighting, const Look& look) const {
  const double look_s = static_cast<double>(look.end_sample - look.first_sample) / look.sample_rate_hz;
  const double on_s = sighting.features.duty * look_s;
  const bool first = track.n == 0.0;
  if (first) track.first_s = static_cast<double>(sighting.runs.front().first) / look.sample_rate_hz;
  track.last_s = static_cast<double>(sighting.runs.back().end) / look.sample_rate_hz;
  // The widest look is the best: what is on only now and then shows less of itself in others.
  if (first || sighting.bandwidth_hz >= 0.8 * track.bandwidth_hz) {
    const double keep = first || sighting.bandwidth_hz > 1.25 * track.bandwidth_hz ? 0.0 : 0.75;
    track.centre_hz = keep * track.centre_hz + (1.0 - keep) * sighting.centre_hz;
    track.bandwidth_hz = keep * track.bandwidth_hz + (1.0 - keep) * sighting.bandwidth_hz;
    track.bandwidth_26db_hz = keep * track.bandwidth_26db_hz + (1.0 - keep) * sighting.bandwidth_26db_hz;
    track.features = sighting.features;
  }
  track.power_s += sighting.power * on_s;
  track.noise_s += sighting.noise * on_s;
  track.on_s += on_s;
  track.listened_s += look_s;
  add_runs(track, sighting, look);
  const double t = track.last_s - track.first_s;
  const double f = sighting.centre_hz - track.centre_hz;
  track.n += 1.0;
  track.sum_t += t;
  track.sum_f += f + track.centre_hz;
  track.sum_tt += t * t;
  track.sum_tf += t * (f + track.centre_hz);
  track.history |= 1U;
  track.missed = 0;
  track.strong = track.strong || sighting.strong;
}

void EmissionTracker::make_room() {
  if (tracks_.size() < settings_.most) return;
  const auto worth = [](const Track& t) { return std::pair(t.confirmed, t.power_s); };
  const auto least = std::min_element(tracks_.begin(), tracks_.end(),
                                      [&](const Track& a, const Track& b) { return worth(a) < worth(b); });
  tracks_.erase(least);
}

std::vector<EmissionEvidence> EmissionTracker::update(std::span<const EmissionSighting> sightings,
                                                      const Look& look) {
  for (Track& track : tracks_) track.history <<= 1U;
  for (const EmissionSighting& sighting : sightings) {
    if (sighting.runs.empty()) continue;
    Track* track = nearest(sighting);
    if (track == nullptr) {
      make_room();
      track = &tracks_.emplace_back();
    }
    follow(*track, sighting, look);
  }
  const std::uint32_t window = settings_.confirm_looks == 32 ? ~0U : (1U << settings_.confirm_looks) - 1U;
  std::vector<EmissionEvidence> known;
  for (Track& track : tracks_) {
    if ((track.history & 1U) == 0) {
      ++track.missed;
      continue;
    }
    track.confirmed =
        track.confirmed || track.strong || std::popcount(track.history & window) >= settings_.confirm_hits;
    if (track.confirmed) known.push_back(evidence(track));
  }
  std::erase_if(tracks_, [&](const Track& track) {
    const bool fading = !track.confirmed && (track.history & window) == 0;
    return fading || track.missed > settings_.coast_looks;
  });
  return known;
}

EmissionEvidence EmissionTracker::evidence(const Track& track) const {
  EmissionEvidence e;
  e.centre_hz = track.centre_hz;
  e.bandwidth_hz = track.bandwidth_hz;
  e.bandwidth_26db_hz = track.bandwidth_26db_hz;
  e.first_s = track.first_s;
  e.last_s = track.last_s;
  if (track.on_s > 0.0) {
    e.power_dbfs = db(track.power_s / track.on_s);
    e.snr_db = db(track.power_s / std::max(track.noise_s, 1e-30));
  }
  e.duty = static_cast<float>(std::clamp(track.on_s / std::max(track.listened_s, 1e-9), 0.0, 1.0));
  e.bursts = static_cast<std::uint32_t>(track.bursts);
  if (!track.lengths_s.empty()) e.burst_length_s = median(track.lengths_s);
  if (!track.intervals_s.empty()) e.burst_interval_s = median(track.intervals_s);
  EmissionFeatures features = track.features;
  const double spread = track.n * track.sum_tt - track.sum_t * track.sum_t;
  if (track.n >= 4.0 && spread > 0.0) {
    const double slope = (track.n * track.sum_tf - track.sum_t * track.sum_f) / spread;
    e.drift_hz_per_s = slope;
    features.drift_hz_per_s = slope;
  }
  features.snr_db = e.snr_db;
  features.duty = e.duty;
  EmissionLabel label = namer_(features);
  e.label = std::move(label.name);
  e.label_confidence = label.confidence;
  e.model_hash = std::move(label.model_hash);
  e.confidence = track.strong ? kSureConfidence : kSeenAgainConfidence;
  return e;
}

}  // namespace sb::dsp
