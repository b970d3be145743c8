#pragma once
// Ground between two stations.
#include <span>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::models {

struct TerrainPoint {
  double distance_km = 0.0;  ///< from the transmitter, rising
  double height_m = 0.0;     ///< of the ground above sea level
};

/// At least two points; the first stands under the transmitter at 0 km, the last under the receiver.
class TerrainProfile {
 public:
  /// kInvalidArgument names what is off: fewer than two points, not from 0 km, not rising by 0.1 m, heights
  /// outside -500..9000 m.
  static Result<TerrainProfile> from_points(std::vector<TerrainPoint> points);
  /// Lines "distance_km,height_m"; a first line that begins with a letter is a heading, empty lines are
  /// skipped. kUnreadable names the line.
  static Result<TerrainProfile> from_csv(std::string_view csv);
  static TerrainProfile flat(double distance_km, double height_m);

  std::span<const TerrainPoint> points() const { return points_; }
  double distance_km() const { return points_.back().distance_km; }
  TerrainProfile reversed() const;

 private:
  explicit TerrainProfile(std::vector<TerrainPoint> points) : points_(std::move(points)) {}
  std::vector<TerrainPoint> points_;
};

}  // namespace sb::models
