#pragma once
// Sightings of one place in the spectrum become emissions that last: born, confirmed, coasting, dead.
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/detect/emission_sighting.hpp"

namespace sb::dsp {

struct TrackerSettings {
  int confirm_hits = 3;    ///< of the last ...
  int confirm_looks = 5;   ///< ... looks make a weak sighting count; a strong one counts at once
  int coast_looks = 5;     ///< a confirmed emission not seen for this many looks is over
  std::size_t most = 256;  ///< emissions followed at once; the weakest unconfirmed goes first
};

/// When a look was taken, on the stream's sample clock.
struct Look {
  std::uint64_t first_sample = 0, end_sample = 0;
  double sample_rate_hz = 0.0;
};

class EmissionTracker {
 public:
  EmissionTracker(const TrackerSettings& settings, EmissionNamer namer);

  /// Takes the sightings of one look, low frequency first. Returns what is known of each confirmed emission
  /// that this look shows: one finding a thing, with the same first_s in every look.
  std::vector<EmissionEvidence> update(std::span<const EmissionSighting> sightings, const Look& look);
  /// Emissions followed now, confirmed or not.
  std::size_t size() const { return tracks_.size(); }

 private:
  struct Track {
    double centre_hz = 0.0, bandwidth_hz = 0.0, bandwidth_26db_hz = 0.0;
    double power_s = 0.0, noise_s = 0.0, on_s = 0.0, listened_s = 0.0;  // sums over looks
    double first_s = 0.0, last_s = 0.0;
    std::uint64_t last_end = 0;    // sample at which the last run ended
    std::uint64_t last_first = 0;  // and began
    std::uint64_t bursts = 0;
    std::vector<float> lengths_s, intervals_s;                             // bounded
    double n = 0.0, sum_t = 0.0, sum_f = 0.0, sum_tt = 0.0, sum_tf = 0.0;  // line through centres
    std::uint32_t history = 0;                                             // one bit a look, newest lowest
    int missed = 0;
    bool confirmed = false, strong = false;
    EmissionFeatures features;
  };

  Track* nearest(const EmissionSighting& sighting);
  void follow(Track& track, const EmissionSighting& sighting, const Look& look) const;
  void add_runs(Track& track, const EmissionSighting& sighting, const Look& look) const;
  void make_room();
  EmissionEvidence evidence(const Track& track) const;

  TrackerSettings settings_;
  EmissionNamer namer_;
  std::vector<Track> tracks_;
};

}  // namespace sb::dsp
