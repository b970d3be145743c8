#pragma once
// Outlines of communes from a GeoJSON file of the authority: RFC 7946, longitude and latitude in degrees on
// WGS 84. Vertices are moved to a common grid, so that neighbours keep their shared border without slivers.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::gateway {

using LonLat = std::array<double, 2>;          ///< degrees
using Ring = std::vector<LonLat>;              ///< closed: the first point again at the end
using RingsOfPolygon = std::vector<Ring>;      ///< outer ring first, then holes
inline constexpr double kFinestGridM = 0.1;    ///< of snapped()
inline constexpr double kCoarsestGridM = 1e3;  ///< of snapped()

struct CommuneOutline {
  std::string code, name, name_en;  ///< NFC; name_en may be empty
  std::vector<RingsOfPolygon> polygons;
};

/// A FeatureCollection of Polygon or MultiPolygon features; lines and points between them are passed over.
/// Codes are taken from property "code", "ma" or "maXa", names from "fullName", "name" or "ten", English
/// names from "fullNameEn" or "name_en". Several features of one code are parts of one commune. kUnreadable
/// names the feature and what is wrong: not degrees (projected VN-2000 metres), outside Viet Nam's box
/// 101..118 E 6..24 N, rings that are not closed.
Result<std::vector<CommuneOutline>> read_outlines(std::string_view geojson);

/// The same outline on a grid of `grid_m` (kFinestGridM..kCoarsestGridM), repeated points left out; rings
/// that shrink to nothing disappear, a commune's largest ring never does.
CommuneOutline snapped(const CommuneOutline& outline, double grid_m);

std::size_t points_of(const CommuneOutline& outline);

/// A GeoJSON Feature with properties code, name, name_en.
std::string to_feature_json(const CommuneOutline& outline);

}  // namespace sb::gateway
