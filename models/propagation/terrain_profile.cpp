#include "models/propagation/terrain_profile.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace sb::models {
namespace {

constexpr double kClosestKm = 1e-4;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool read_number(std::string_view text, double& value) {
  text = trimmed(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

Result<TerrainProfile> TerrainProfile::from_points(std::vector<TerrainPoint> points) {
  if (points.size() < 2) {
    return fail(ErrorCode::kInvalidArgument, "a terrain profile needs two points or more");
  }
  if (points.front().distance_km != 0.0) {
    return fail(ErrorCode::kInvalidArgument, "a terrain profile begins at 0 km");
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    const TerrainPoint& p = points[i];
    if (!(p.height_m >= -500.0 && p.height_m <= 9000.0)) {
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("terrain point {}: height {} m is not on Earth", i + 1, p.height_m));
    }
    if (i > 0 && !(p.distance_km - points[i - 1].distance_km >= kClosestKm && p.distance_km <= 2000.0)) {
      return fail(
          ErrorCode::kInvalidArgument,
          fmt::format("terrain point {}: distances must rise by 0.1 m or more, to at most 2000 km", i + 1));
    }
  }
  return TerrainProfile(std::move(points));
}

Result<TerrainProfile> TerrainProfile::from_csv(std::string_view csv) {
  std::vector<TerrainPoint> points;
  for (std::size_t number = 1; !csv.empty(); ++number) {
    const auto end = csv.find('\n');
    const std::string_view line = trimmed(csv.substr(0, end));
    csv = end == std::string_view::npos ? std::string_view{} : csv.substr(end + 1);
    if (line.empty() || (number == 1 && is_letter(line.front()))) continue;
    const auto comma = line.find(',');
    TerrainPoint point;
    if (comma == std::string_view::npos || !read_number(line.substr(0, comma), point.distance_km) ||
        !read_number(line.substr(comma + 1), point.height_m)) {
      return fail(ErrorCode::kUnreadable,
                  fmt::format("terrain profile, line {}: expected distance_km,height_m", number));
    }
    points.push_back(point);
  }
  return from_points(std::move(points));
}

TerrainProfile TerrainProfile::flat(double distance_km, double height_m) {
  return TerrainProfile({{0.0, height_m}, {distance_km, height_m}});
}

TerrainProfile TerrainProfile::reversed() const {
  std::vector<TerrainPoint> points;
  points.reserve(points_.size());
  for (auto it = points_.rbegin(); it != points_.rend(); ++it) {
    points.push_back({distance_km() - it->distance_km, it->height_m});
  }
  return TerrainProfile(std::move(points));
}

}  // namespace sb::models
