#include "gateway/place/outlines.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/nfc.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr double kWestDeg = 101.0, kEastDeg = 118.0, kSouthDeg = 6.0, kNorthDeg = 24.0;
constexpr double kMetresPerDegree = 111'320.0;  // of latitude; a grid's step need not be exact
constexpr std::size_t kMostCodeOctets = 16, kMostNameOctets = 128;
constexpr std::size_t kMostPoints = 2'000'000;
constexpr std::size_t kFewestPointsOfRing = 4;  // RFC 7946 §3.1.6

Result<void> bad(std::size_t feature, const std::string& what) {
  return fail(ErrorCode::kUnreadable, fmt::format("feature {}: {}", feature + 1, what));
}

std::string text_of(const json& properties, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = properties.find(name);
    if (found != properties.end() && found->is_string())
      return to_nfc(found->get<std::string>()).value_or("");
  }
  return {};
}

/// Reads one feature into the communes by code; keeps count of points over the whole file.
class Reader {
 public:
  Result<void> feature(const json& feature, std::size_t index);
  std::vector<CommuneOutline> take();

 private:
  Result<void> polygon(const json& rings, std::size_t index, CommuneOutline& outline);
  Result<void> ring(const json& points, std::size_t index, Ring& ring);

  std::map<std::string, CommuneOutline> by_code_;
  std::size_t points_ = 0;
};

Result<void> Reader::ring(const json& points, std::size_t index, Ring& ring) {
  if (!points.is_array() || points.size() < kFewestPointsOfRing)
    return bad(index, "a ring needs at least four points");
  points_ += points.size();
  if (points_ > kMostPoints) return bad(index, fmt::format("more than {} points in the file", kMostPoints));
  for (const auto& point : points) {
    if (!point.is_array() || point.size() < 2 || !point[0].is_number() || !point[1].is_number())
      return bad(index, "a point must be [longitude, latitude]");
    const LonLat at{point[0].get<double>(), point[1].get<double>()};
    if (std::abs(at[0]) > 180.0 || std::abs(at[1]) > 90.0) {
      return bad(index,
                 "coordinates are not degrees; convert VN-2000 first (ogr2ogr -t_srs EPSG:4326 out.geojson "
                 "in.shp)");
    }
    if (at[0] < kWestDeg || at[0] > kEastDeg || at[1] < kSouthDeg || at[1] > kNorthDeg) {
      return bad(index, fmt::format("{:.5f}, {:.5f} is not in Viet Nam; GeoJSON wants longitude first", at[0],
                                    at[1]));
    }
    ring.push_back(at);
  }
  if (ring.front() != ring.back()) return bad(index, "a ring must end at its first point");
  return {};
}

Result<void> Reader::polygon(const json& rings, std::size_t index, CommuneOutline& outline) {
  if (!rings.is_array() || rings.empty()) return bad(index, "a polygon needs a ring");
  auto& polygon = outline.polygons.emplace_back();
  for (const auto& points : rings) {
    if (auto read = ring(points, index, polygon.emplace_back()); !read) return read;
  }
  return {};
}

Result<void> Reader::feature(const json& feature, std::size_t index) {
  if (!feature.is_object()) return bad(index, "is not an object");
  const auto properties = feature.value("properties", json::object());
  const auto geometry = feature.value("geometry", json::object());
  if (!properties.is_object() || !geometry.is_object()) return bad(index, "needs properties and geometry");
  const auto type = geometry.find("type");
  if (type != geometry.end() && (*type == "LineString" || *type == "MultiLineString" || *type == "Point"))
    return {};
  const auto code = text_of(properties, {"code", "ma", "maXa"});
  if (code.empty() || code.size() > kMostCodeOctets)
    return bad(index, "needs a property 'code' with the commune's code");
  auto& outline = by_code_[code];
  outline.code = code;
  outline.name = text_of(properties, {"fullName", "name", "ten"});
  outline.name_en = text_of(properties, {"fullNameEn", "name_en"});
  if (outline.name.empty() || outline.name.size() > kMostNameOctets ||
      outline.name_en.size() > kMostNameOctets)
    return bad(index, fmt::format("commune {} needs a property 'name'", code));
  const auto coordinates = geometry.find("coordinates");
  if (type == geometry.end() || coordinates == geometry.end())
    return bad(index, "geometry needs coordinates");
  if (*type == "Polygon") return polygon(*coordinates, index, outline);
  if (*type != "MultiPolygon" || !coordinates->is_array() || coordinates->empty())
    return bad(index, "geometry must be a Polygon or MultiPolygon");
  for (const auto& part : *coordinates) {
    if (auto read = polygon(part, index, outline); !read) return read;
  }
  return {};
}

std::vector<CommuneOutline> Reader::take() {
  std::vector<CommuneOutline> outlines;
  for (auto& [code, outline] : by_code_) outlines.push_back(std::move(outline));
  return outlines;
}

Ring snapped(const Ring& ring, double step_deg) {
  Ring out;
  for (const auto& [lon, lat] : ring) {
    const LonLat at{std::round(lon / step_deg) * step_deg, std::round(lat / step_deg) * step_deg};
    if (out.empty() || at != out.back()) out.push_back(at);
  }
  return out;
}

json rings_json(const RingsOfPolygon& polygon) {
  auto rings = json::array();
  for (const auto& ring : polygon) {
    auto points = json::array();
    for (const auto& [lon, lat] : ring)  // a micro-degree is a decimetre
      points.push_back({std::round(lon * 1e6) / 1e6, std::round(lat * 1e6) / 1e6});
    rings.push_back(std::move(points));
  }
  return rings;
}

}  // namespace

Result<std::vector<CommuneOutline>> read_outlines(std::string_view geojson) {
  const auto document = json::parse(geojson, nullptr, false);
  if (document.is_discarded() || !document.is_object()) return fail(ErrorCode::kUnreadable, "is not JSON");
  const auto type = document.find("type");
  const auto features = document.find("features");
  if (type == document.end() || *type != "FeatureCollection" || features == document.end() ||
      !features->is_array() || features->empty())
    return fail(ErrorCode::kUnreadable, "must be a GeoJSON FeatureCollection with features");
  Reader reader;
  for (std::size_t i = 0; i < features->size(); ++i) {
    if (auto read = reader.feature((*features)[i], i); !read) return tl::unexpected(read.error());
  }
  auto outlines = reader.take();
  if (outlines.empty()) return fail(ErrorCode::kUnreadable, "holds lines and points only, no area");
  return outlines;
}

CommuneOutline snapped(const CommuneOutline& outline, double grid_m) {
  const double step_deg = std::clamp(grid_m, kFinestGridM, kCoarsestGridM) / kMetresPerDegree;
  CommuneOutline out{outline.code, outline.name, outline.name_en, {}};
  for (const auto& polygon : outline.polygons) {
    RingsOfPolygon kept;
    for (const auto& ring : polygon) {
      auto moved = snapped(ring, step_deg);
      if (moved.size() >= kFewestPointsOfRing)
        kept.push_back(std::move(moved));
      else if (kept.empty())
        break;  // without its outer ring a polygon's holes are nothing
    }
    if (!kept.empty()) out.polygons.push_back(std::move(kept));
  }
  return out.polygons.empty() ? outline : out;
}

std::size_t points_of(const CommuneOutline& outline) {
  std::size_t points = 0;
  for (const auto& polygon : outline.polygons)
    for (const auto& ring : polygon) points += ring.size();
  return points;
}

std::string to_feature_json(const CommuneOutline& outline) {
  json properties{{"code", outline.code}, {"name", outline.name}};
  if (!outline.name_en.empty()) properties["name_en"] = outline.name_en;
  json geometry;
  if (outline.polygons.size() == 1) {
    geometry = {{"type", "Polygon"}, {"coordinates", rings_json(outline.polygons.front())}};
  } else {
    auto parts = json::array();
    for (const auto& polygon : outline.polygons) parts.push_back(rings_json(polygon));
    geometry = {{"type", "MultiPolygon"}, {"coordinates", std::move(parts)}};
  }
  return json{{"type", "Feature"}, {"properties", std::move(properties)}, {"geometry", std::move(geometry)}}
      .dump();
}

}  // namespace sb::gateway
