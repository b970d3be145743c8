#include "node/calibrate/level_table.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sb::node {
namespace {

constexpr double kBeyondDb = 3.0;           ///< in gain, that a table is trusted outside its points
constexpr double kBeyondSigmaDb = 0.5;      ///< a gain step that was not measured
constexpr double kVoltsIn50Ohm = 106.9897;  ///< 10 lg(50 * 1e-3 / 1e-12)
constexpr double kBoltzmann = 1.380649e-23;
constexpr double kStandardK = 290.0;

double mix(double a, double b, double share) {
  return a + share * (b - a);
}

/// Straight lines between points; the ends hold beyond them.
double value_at(const std::vector<FrequencyPoint>& points, double frequency_hz) {
  if (points.empty()) return 0.0;
  const auto above = std::lower_bound(points.begin(), points.end(), frequency_hz,
                                      [](const FrequencyPoint& p, double hz) { return p.frequency_hz < hz; });
  if (above == points.begin()) return points.front().value_db;
  if (above == points.end()) return points.back().value_db;
  const auto below = std::prev(above);
  const double share = (frequency_hz - below->frequency_hz) / (above->frequency_hz - below->frequency_hz);
  return mix(below->value_db, above->value_db, share);
}

bool by_frequency(const FrequencyPoint& a, const FrequencyPoint& b) {
  return a.frequency_hz < b.frequency_hz;
}

}  // namespace

LevelTable::LevelTable(std::vector<LevelPoint> points, std::vector<FrequencyPoint> cable_loss,
                       std::vector<FrequencyPoint> antenna_factor, double mismatch_sigma_db)
    : cable_loss_(std::move(cable_loss)),
      antenna_factor_(std::move(antenna_factor)),
      mismatch_sigma_db_(mismatch_sigma_db) {
  std::sort(points.begin(), points.end(), [](const LevelPoint& a, const LevelPoint& b) {
    return a.gain_db != b.gain_db ? a.gain_db < b.gain_db : a.frequency_hz < b.frequency_hz;
  });
  for (const LevelPoint& point : points) {
    if (gains_.empty() || gains_.back().gain_db != point.gain_db) gains_.push_back({point.gain_db, {}});
    gains_.back().points.push_back(point);
  }
  std::sort(cable_loss_.begin(), cable_loss_.end(), by_frequency);
  std::sort(antenna_factor_.begin(), antenna_factor_.end(), by_frequency);
}

Level LevelTable::at_frequency(const Row& row, double frequency_hz) {
  const auto above = std::lower_bound(row.points.begin(), row.points.end(), frequency_hz,
                                      [](const LevelPoint& p, double hz) { return p.frequency_hz < hz; });
  if (above == row.points.end()) return {};
  if (above->frequency_hz == frequency_hz) return {above->full_scale_dbm, above->sigma_db};
  if (above == row.points.begin()) return {};
  const auto below = std::prev(above);
  const double share = (frequency_hz - below->frequency_hz) / (above->frequency_hz - below->frequency_hz);
  // Between two points their errors are taken as fully correlated: the larger side is the safe one.
  return {mix(below->full_scale_dbm, above->full_scale_dbm, share),
          mix(below->sigma_db, above->sigma_db, share)};
}

Level LevelTable::full_scale_dbm(double frequency_hz, double gain_db) const {
  if (gains_.empty() || !std::isfinite(gain_db)) return {};
  const auto above = std::lower_bound(gains_.begin(), gains_.end(), gain_db,
                                      [](const Row& row, double gain) { return row.gain_db < gain; });
  Level level;
  double extra_sigma_db = 0.0;
  if (above != gains_.end() && (above->gain_db == gain_db || above != gains_.begin())) {
    level = at_frequency(*above, frequency_hz);
    if (above->gain_db != gain_db) {
      const auto below = std::prev(above);
      const Level low = at_frequency(*below, frequency_hz);
      const double share = (gain_db - below->gain_db) / (above->gain_db - below->gain_db);
      level = {mix(low.value_db, level.value_db, share), mix(low.sigma_db, level.sigma_db, share)};
    }
  } else {
    const Row& end = above == gains_.end() ? gains_.back() : gains_.front();
    if (std::fabs(gain_db - end.gain_db) > kBeyondDb) return {};
    level = at_frequency(end, frequency_hz);
    level.value_db -= gain_db - end.gain_db;  // more gain: less power fills full scale
    extra_sigma_db = kBeyondSigmaDb;
  }
  level.value_db += value_at(cable_loss_, frequency_hz);
  level.sigma_db = std::hypot(level.sigma_db, mismatch_sigma_db_, extra_sigma_db);
  return level;
}

Level LevelTable::field_dbuv_m(double level_dbm, double frequency_hz) const {
  if (antenna_factor_.empty()) return {};
  return {level_dbm + kVoltsIn50Ohm + value_at(antenna_factor_, frequency_hz), mismatch_sigma_db_};
}

std::optional<YFactor> y_factor(double hot, double cold, double enr_db, double enr_sigma_db,
                                double bandwidth_hz, double cold_k) {
  const double least_y = std::pow(10.0, 0.1);
  if (!(hot > 0.0) || !(cold > 0.0) || hot / cold <= least_y) return std::nullopt;
  const double y = hot / cold;
  const double hot_k = cold_k + kStandardK * std::pow(10.0, 0.1 * enr_db);
  const double receiver_k = (hot_k - y * cold_k) / (y - 1.0);
  if (receiver_k <= 0.0) return std::nullopt;
  const double input_w = kBoltzmann * (hot_k + receiver_k) * bandwidth_hz;
  YFactor result;
  result.noise_figure_db = 10.0 * std::log10(1.0 + receiver_k / kStandardK);
  result.full_scale_dbm = 10.0 * std::log10(input_w / hot) + 30.0;
  // hot - cold powers differ by k (T_hot - T_cold) B: the diode's uncertainty passes one to one.
  result.sigma_db = enr_sigma_db;
  return result;
}

}  // namespace sb::node
