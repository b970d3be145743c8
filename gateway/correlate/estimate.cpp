// Where a transmitter may stand, from the levels at which nodes hear it.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include "gateway/correlate/locate.hpp"

namespace sb::gateway {
namespace {

constexpr int kSide = 41;          // points along one side of the grid
constexpr double kExponent = 3.2;  // of distance; between free space (2) and dense terrain (4)
constexpr double kShadowDb = 8.0;  // log-normal, one standard deviation
constexpr double kNearestM = 100.0;
constexpr double kAloneReachM = 20'000.0;  // half a side when one node hears it
constexpr double kEirpDbm = 50.0,
                 kEirpSigmaDb =
                     8.0;  // of an RSRP: per resource element, 30..65 dBm less 25 dB; wide on purpose
constexpr double kLossAtOneMetreDb = 38.0;  // free space at 1.9 GHz
constexpr double kAgreementDb = 12.0;       // levels that fit their distances worse are no place at all
constexpr double kChiSquare95 = 5.991;      // two degrees of freedom
constexpr double kLeastShare = 0.01;

struct Local {
  double east_m = 0.0, north_m = 0.0;
};

/// Flat coordinates around an origin; good to a part in a thousand over 100 km.
class Plane {
 public:
  Plane(double latitude_deg, double longitude_deg)
      : latitude_deg_(latitude_deg), longitude_deg_(longitude_deg) {
    const double phi = latitude_deg * std::numbers::pi / 180.0;
    north_m_per_deg_ = 111'132.95 - 559.85 * std::cos(2.0 * phi);
    east_m_per_deg_ = 111'412.88 * std::cos(phi) - 93.5 * std::cos(3.0 * phi);
  }
  Local to_local(double latitude_deg, double longitude_deg) const {
    return {(longitude_deg - longitude_deg_) * east_m_per_deg_,
            (latitude_deg - latitude_deg_) * north_m_per_deg_};
  }
  double latitude(const Local& at) const { return latitude_deg_ + at.north_m / north_m_per_deg_; }
  double longitude(const Local& at) const { return longitude_deg_ + at.east_m / east_m_per_deg_; }

 private:
  double latitude_deg_, longitude_deg_, north_m_per_deg_ = 0.0, east_m_per_deg_ = 0.0;
};

struct Level {
  Local at;
  double db = 0.0;
};

/// Minus the log-likelihood of a transmitter there, its power marginalised.
double misfit(const Local& there, const std::vector<Level>& levels, bool calibrated) {
  double sum = 0.0, squares = 0.0;
  for (const auto& level : levels) {
    const double metres =
        std::max(kNearestM, std::hypot(there.east_m - level.at.east_m, there.north_m - level.at.north_m));
    const double power =
        level.db + kLossAtOneMetreDb + 10.0 * kExponent * std::log10(metres);  // what it would need to have
    sum += power;
    squares += power * power;
  }
  const double n = static_cast<double>(levels.size());
  const double scatter = (squares - sum * sum / n) / (2.0 * kShadowDb * kShadowDb);
  if (!calibrated) return scatter;
  const double offset = sum / n - kEirpDbm;
  return scatter + offset * offset / (2.0 * (kEirpSigmaDb * kEirpSigmaDb + kShadowDb * kShadowDb / n));
}

struct Moments {
  Local mean;
  double east2 = 0.0, north2 = 0.0, cross = 0.0;
};

struct Point {
  Local at;
  double mass = 0.0;
};

Moments moments_of(const std::vector<Point>& points) {
  Moments m;
  for (const auto& p : points) {
    m.mean.east_m += p.mass * p.at.east_m;
    m.mean.north_m += p.mass * p.at.north_m;
  }
  for (const auto& p : points) {
    const double east = p.at.east_m - m.mean.east_m, north = p.at.north_m - m.mean.north_m;
    m.east2 += p.mass * east * east;
    m.north2 += p.mass * north * north;
    m.cross += p.mass * east * north;
  }
  return m;
}

Ellipse ellipse_of(const Moments& m) {
  const double half_trace = (m.east2 + m.north2) / 2.0;
  const double root = std::hypot((m.east2 - m.north2) / 2.0, m.cross);
  Ellipse e;
  e.semi_major_m = std::sqrt((half_trace + root) * kChiSquare95);
  e.semi_minor_m = std::sqrt(std::max(0.0, half_trace - root) * kChiSquare95);
  const double azimuth = 0.5 * std::atan2(2.0 * m.cross, m.north2 - m.east2) * 180.0 / std::numbers::pi;
  e.azimuth_deg = azimuth < 0.0 ? azimuth + 180.0 : azimuth;
  return e;
}

std::vector<Point> posterior(const std::vector<Level>& levels, double half_side_m, const Local& centre,
                             bool calibrated) {
  std::vector<Point> points;
  double best = std::numeric_limits<double>::infinity();
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      const auto step = [&](int index) { return half_side_m * (2.0 * index / (kSide - 1) - 1.0); };
      const Local at{centre.east_m + step(column), centre.north_m + step(row)};
      points.push_back({at, misfit(at, levels, calibrated)});
      best = std::min(best, points.back().mass);
    }
  }
  double sum = 0.0;
  for (auto& p : points) sum += p.mass = std::exp(best - p.mass);
  for (auto& p : points) p.mass /= sum;
  return points;
}

std::vector<CommuneShare> shares_of(const std::vector<Point>& points, const Plane& plane,
                                    const CommuneIndex& communes) {
  std::map<std::string, CommuneShare> shares;
  for (const auto& p : points) {
    if (p.mass < 1e-5) continue;
    const auto match = communes.find(plane.latitude(p.at), plane.longitude(p.at));
    if (!match) continue;
    auto& share = shares[match->commune->code];
    share.commune_code = match->commune->code;
    share.commune = match->commune->name;
    share.probability += p.mass;
  }
  std::vector<CommuneShare> list;
  for (auto& [code, share] : shares) {
    if (share.probability >= kLeastShare) list.push_back(std::move(share));
  }
  std::ranges::sort(list, std::greater{}, &CommuneShare::probability);
  return list;
}

std::vector<Level> levels_of(std::span<const HeardAt> heard, const Plane& plane, bool calibrated) {
  std::vector<Level> levels;
  for (const auto& at : heard) {
    const auto& level = calibrated ? at.level_dbm : at.level_dbfs;
    if (level) levels.push_back({plane.to_local(at.latitude_deg, at.longitude_deg), *level});
  }
  return levels;
}

}  // namespace

void add_estimate(Place& place, std::span<const HeardAt> heard, const CommuneIndex& communes,
                  bool calibrated) {
  const Plane plane(place.latitude_deg, place.longitude_deg);
  const auto levels = levels_of(heard, plane, calibrated);
  if (levels.empty() || (levels.size() == 1 && !calibrated))
    return;  // a number without a scale places nothing
  Local centre;
  double reach = 0.0;
  for (const auto& level : levels) {
    centre.east_m += level.at.east_m / static_cast<double>(levels.size());
    centre.north_m += level.at.north_m / static_cast<double>(levels.size());
  }
  for (const auto& level : levels)
    reach = std::max(reach, std::hypot(level.at.east_m - centre.east_m, level.at.north_m - centre.north_m));
  const double half_side_m = std::max(kAloneReachM, 1.5 * reach);
  const auto points = posterior(levels, half_side_m, centre, calibrated);
  const auto moments = moments_of(points);
  auto ellipse = ellipse_of(moments);
  place.communes = shares_of(points, plane, communes);
  const double limit =
      kAgreementDb * kAgreementDb / (2.0 * kShadowDb * kShadowDb) * static_cast<double>(levels.size());
  if (levels.size() >= 3 && misfit(moments.mean, levels, calibrated) <= limit) {
    place.latitude_deg = plane.latitude(moments.mean);
    place.longitude_deg = plane.longitude(moments.mean);
    place.uncertainty_m = ellipse.semi_major_m;
  } else {  // the place stays where it is heard: the ellipse around it grows by what lies between
    const double between = std::hypot(moments.mean.east_m, moments.mean.north_m);
    ellipse.semi_major_m += between;
    ellipse.semi_minor_m += between;
  }
  place.ellipse = ellipse;
}

}  // namespace sb::gateway
