#include "models/propagation/path_loss.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace sb::models {
namespace {

constexpr double kLightKmHz = 299792.458;
constexpr double kNever = -std::numeric_limits<double>::infinity();

/// Average land, P.526 §3.2 (P.452 table: relative permittivity 22, 0.003 S/m).
constexpr double kPermittivity = 22.0;
constexpr double kConductivity = 0.003;

double distance_term(double x) {
  if (x >= 1.6) return 11.0 + 10.0 * std::log10(x) - 17.6 * x;
  return -20.0 * std::log10(x) - 5.6488 * std::pow(x, 1.425);
}

double height_term(double y, double beta, double k) {
  const double b = beta * y;
  const double gain = b > 2.0 ? 17.6 * std::sqrt(b - 1.1) - 5.0 * std::log10(b - 1.1) - 8.0
                              : 20.0 * std::log10(b + 0.1 * b * b * b);
  return std::max(gain, 2.0 + 20.0 * std::log10(k));
}

/// First term of the residue series beyond the horizon, P.526 §3.2.1 eq. 13 to 19.
double first_term_loss_db(double d, double h1, double h2, double frequency_hz, double earth_km) {
  const double f = frequency_hz / 1e9;
  const double loss = 18.0 * kConductivity / f;
  const double k = 0.036 * std::pow(earth_km * f, -1.0 / 3.0) *
                   std::pow((kPermittivity - 1.0) * (kPermittivity - 1.0) + loss * loss, -0.25);
  const double k2 = k * k;
  const double beta = (1.0 + 1.6 * k2 + 0.67 * k2 * k2) / (1.0 + 4.5 * k2 + 1.53 * k2 * k2);
  const double x = 21.88 * beta * std::cbrt(f / (earth_km * earth_km)) * d;
  const double y = 0.9575 * beta * std::cbrt(f * f / earth_km);
  return -distance_term(x) - height_term(y * h1, beta, k) - height_term(y * h2, beta, k);
}

/// The path as Bullington sees it: two antennas and obstacles, all in metres above one datum.
struct Sight {
  std::vector<TerrainPoint> ground;
  double tx_m, rx_m;
  double wavelength_m;
  double curvature;  ///< 1 / effective radius, 1/km

  double distance() const { return ground.back().distance_km; }
  double bulge(double d) const { return 500.0 * curvature * d * (distance() - d); }
  double nu(double clearance_m, double d) const {
    return clearance_m * std::sqrt(0.002 * distance() / (wavelength_m * d * (distance() - d)));
  }
  double chord(double d) const { return (tx_m * (distance() - d) + rx_m * d) / distance(); }
};

struct Bullington {
  double loss_db;
  bool line_of_sight;
};

/// P.526 §4.5.1 (P.452 §4.2.1).
Bullington bullington(const Sight& s) {
  const double d = s.distance();
  double slope_tx = kNever;
  double slope_rx = kNever;
  double highest = kNever;
  for (std::size_t i = 1; i + 1 < s.ground.size(); ++i) {
    const auto& [at, height] = s.ground[i];
    const double top = height + s.bulge(at);
    slope_tx = std::max(slope_tx, (top - s.tx_m) / at);
    slope_rx = std::max(slope_rx, (top - s.rx_m) / (d - at));
    highest = std::max(highest, s.nu(top - s.chord(at), at));
  }
  const bool clear = slope_tx < (s.rx_m - s.tx_m) / d;
  double nu = highest;
  if (!clear) {
    const double at = (s.rx_m - s.tx_m + slope_rx * d) / (slope_tx + slope_rx);
    nu = s.nu(s.tx_m + slope_tx * at - s.chord(at), at);
  }
  const double edge = knife_edge_loss_db(nu);
  return {edge + (1.0 - std::exp(-edge / 6.0)) * (10.0 + 0.02 * d), clear};
}

struct SmoothEnds {
  double tx_m, rx_m;
};

/// Heights of a smooth surface under the two ends, lowered where an obstacle stands above the line of sight
/// (P.452 §5.1.6.2 and .3).
SmoothEnds smooth_surface(const Sight& s) {
  const double d = s.distance();
  double v1 = 0.0;
  double v2 = 0.0;
  double obstacle = kNever;
  double angle_tx = kNever;
  double angle_rx = kNever;
  for (std::size_t i = 1; i < s.ground.size(); ++i) {
    const auto& [d0, h0] = s.ground[i - 1];
    const auto& [d1, h1] = s.ground[i];
    v1 += (d1 - d0) * (h1 + h0);
    v2 += (d1 - d0) * (h1 * (2.0 * d1 + d0) + h0 * (d1 + 2.0 * d0));
    if (i + 1 == s.ground.size()) break;
    const double above = h1 - s.chord(d1);
    obstacle = std::max(obstacle, above);
    angle_tx = std::max(angle_tx, above / d1);
    angle_rx = std::max(angle_rx, above / (d - d1));
  }
  SmoothEnds ends{(2.0 * v1 * d - v2) / (d * d), (v2 - v1 * d) / (d * d)};
  if (obstacle > 0.0) {
    ends.tx_m -= obstacle * angle_tx / (angle_tx + angle_rx);
    ends.rx_m -= obstacle * angle_rx / (angle_tx + angle_rx);
  }
  ends.tx_m = std::min(ends.tx_m, s.ground.front().height_m);
  ends.rx_m = std::min(ends.rx_m, s.ground.back().height_m);
  return ends;
}

}  // namespace

double free_space_loss_db(double distance_km, double frequency_hz) {
  assert(distance_km > 0.0 && frequency_hz > 0.0);
  return 20.0 * std::log10(distance_km) + 20.0 * std::log10(frequency_hz / 1e6) + 32.45;
}

double knife_edge_loss_db(double nu) {
  if (nu <= -0.78) return 0.0;
  return 6.9 + 20.0 * std::log10(std::sqrt((nu - 0.1) * (nu - 0.1) + 1.0) + nu - 0.1);
}

double spherical_earth_loss_db(double d, double tx_height_m, double rx_height_m, double frequency_hz,
                               double earth_km) {
  const double h1 = std::max(tx_height_m, 0.1);
  const double h2 = std::max(rx_height_m, 0.1);
  const double horizon = std::sqrt(2.0 * earth_km) * (std::sqrt(0.001 * h1) + std::sqrt(0.001 * h2));
  if (d >= horizon) return std::max(0.0, first_term_loss_db(d, h1, h2, frequency_hz, earth_km));
  const double c = (h1 - h2) / (h1 + h2);
  const double m = 250.0 * d * d / (earth_km * (h1 + h2));
  const double b = 2.0 * std::sqrt((m + 1.0) / (3.0 * m)) *
                   std::cos(std::numbers::pi / 3.0 +
                            std::acos(1.5 * c * std::sqrt(3.0 * m / std::pow(m + 1.0, 3.0))) / 3.0);
  const double d1 = 0.5 * d * (1.0 + b);
  const double d2 = d - d1;
  const double clearance =
      ((h1 - 500.0 * d1 * d1 / earth_km) * d2 + (h2 - 500.0 * d2 * d2 / earth_km) * d1) / d;
  const double needed = 17.456 * std::sqrt(d1 * d2 * (kLightKmHz * 1e3 / frequency_hz) / d);
  if (clearance > needed) return 0.0;
  const double grazing_earth_km = 500.0 * std::pow(d / (std::sqrt(h1) + std::sqrt(h2)), 2.0);
  const double grazing = first_term_loss_db(d, h1, h2, frequency_hz, grazing_earth_km);
  return std::max(0.0, (1.0 - clearance / needed) * grazing);
}

PathLoss path_loss(const TerrainProfile& profile, const PathEnds& ends) {
  assert(ends.frequency_hz > 0.0 && ends.tx_height_m >= 1.0 && ends.rx_height_m >= 1.0);
  const auto points = profile.points();
  Sight sight{{points.begin(), points.end()},
              points.front().height_m + ends.tx_height_m,
              points.back().height_m + ends.rx_height_m,
              kLightKmHz * 1e3 / ends.frequency_hz,
              1.0 / ends.effective_earth_km};
  if (points.size() == 2) {  // the bulge between two bare points still stands in the way
    const double middle = 0.5 * sight.distance();
    sight.ground.insert(sight.ground.begin() + 1,
                        {middle, 0.5 * (points.front().height_m + points.back().height_m)});
  }
  const Bullington real = bullington(sight);
  const SmoothEnds surface = smooth_surface(sight);
  Sight smooth = sight;
  for (TerrainPoint& point : smooth.ground) point.height_m = 0.0;
  smooth.tx_m = sight.tx_m - surface.tx_m;
  smooth.rx_m = sight.rx_m - surface.rx_m;
  const double sphere = spherical_earth_loss_db(sight.distance(), smooth.tx_m, smooth.rx_m, ends.frequency_hz,
                                                ends.effective_earth_km);
  PathLoss loss;
  loss.free_space_db = free_space_loss_db(sight.distance(), ends.frequency_hz);
  loss.diffraction_db = real.loss_db + std::max(sphere - bullington(smooth).loss_db, 0.0);
  loss.line_of_sight = real.line_of_sight;
  return loss;
}

double field_at_receiver_dbuv_m(double eirp_dbm, const PathLoss& loss, double frequency_hz) {
  return eirp_dbm - loss.total_db() + 20.0 * std::log10(frequency_hz / 1e6) + 77.21;
}

}  // namespace sb::models
