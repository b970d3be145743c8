#include "node/pipeline/gain_control.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sb::node {

const GainControl::Place* GainControl::find(double centre_hz) const {
  const auto* at = std::find_if(places_.begin(), places_.end(), [centre_hz](const Place& place) {
    return place.reduction_db > 0.0 && place.centre_hz == centre_hz;
  });
  return at == places_.end() ? nullptr : at;
}

GainControl::Place& GainControl::place_for(double centre_hz) {
  if (const Place* known = find(centre_hz)) return places_[static_cast<std::size_t>(known - places_.data())];
  Place& place = *std::min_element(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
    return a.reduction_db < b.reduction_db;
  });
  place = {centre_hz, 0.0, std::numeric_limits<double>::infinity(), 0};
  return place;
}

double GainControl::gain_for(const Dwell& dwell) const {
  const Place* place = find(dwell.centre_hz);
  return place == nullptr ? dwell.gain_db : dwell.gain_db - place->reduction_db;
}

GainControl::Verdict GainControl::judge(const Dwell& dwell, double set_db, double clipped_ratio,
                                        double rms_dbfs) {
  if (clipped_ratio > kOverloadRatio) {
    if (std::isnan(dwell.gain_db) || std::isnan(set_db)) return Verdict::kOverloaded;
    Place& place = place_for(dwell.centre_hz);
    place.clean = 0;
    // The device gave no less than last time: this is its lowest.
    if (set_db >= place.lowest_set_db) return Verdict::kOverloaded;
    place.lowest_set_db = set_db;
    place.reduction_db += kStepDb;
    return Verdict::kRetake;
  }
  const Place* known = find(dwell.centre_hz);
  if (known == nullptr) return Verdict::kClean;
  Place& place = places_[static_cast<std::size_t>(known - places_.data())];
  place.clean = rms_dbfs < kQuietDbfs ? place.clean + 1 : 0;
  if (place.clean >= kCleanTakes) {
    place.reduction_db = std::max(0.0, place.reduction_db - kStepDb);
    place.lowest_set_db = std::numeric_limits<double>::infinity();
    place.clean = 0;
  }
  return Verdict::kClean;
}

}  // namespace sb::node
