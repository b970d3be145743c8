#include "gateway/correlate/locate.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <vector>

namespace sb::gateway {
namespace {

constexpr double kHearingRadiusM = 5000.0;  // assumption until propagation is modelled

std::vector<double> weights(std::span<const HeardAt> heard) {
  const bool all_dbm = std::ranges::all_of(heard, [](const HeardAt& h) { return h.level_dbm.has_value(); });
  const bool all_dbfs = std::ranges::all_of(heard, [](const HeardAt& h) { return h.level_dbfs.has_value(); });
  std::vector<double> result;
  for (const auto& h : heard) {
    const double level_db = all_dbm ? *h.level_dbm : all_dbfs ? *h.level_dbfs : 0.0;
    result.push_back(std::pow(10.0, std::clamp(level_db, -250.0, 100.0) / 10.0));
  }
  return result;
}

}  // namespace

Place locate(std::span<const HeardAt> heard, const CommuneIndex& communes) {
  assert(!heard.empty());
  const auto weight = weights(heard);
  double sum = 0.0;
  Place place;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    sum += weight[i];
    place.latitude_deg += weight[i] * heard[i].latitude_deg;
    place.longitude_deg += weight[i] * heard[i].longitude_deg;
  }
  place.latitude_deg /= sum;
  place.longitude_deg /= sum;
  double spread = 0.0, position = 0.0;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    const double metres =
        distance_m(place.latitude_deg, place.longitude_deg, heard[i].latitude_deg, heard[i].longitude_deg);
    spread += weight[i] / sum * metres * metres;
    position = std::max(position, heard[i].position_uncertainty_m);
  }
  const double radius = kHearingRadiusM / std::sqrt(static_cast<double>(heard.size()));
  place.uncertainty_m = std::max({std::sqrt(spread), position, radius});
  if (const auto match = communes.find(place.latitude_deg, place.longitude_deg)) {
    place.commune_code = match->commune->code;
    place.commune = match->commune->name;
  }
  return place;
}

Place place_of(const Observation& o, const CommuneIndex& communes) {
  const std::array<HeardAt, 1> here{HeardAt{o.key.node_id, o.latitude_deg, o.longitude_deg,
                                            o.position_uncertainty_m, std::nullopt, std::nullopt, 1}};
  return locate(here, communes);
}

}  // namespace sb::gateway
