#include "gateway/api/map.hpp"

#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "gateway/api/json.hpp"
#include "gateway/place/commune_index.hpp"
#include "gateway/place/tiles.hpp"

namespace sb::gateway::api {
namespace {

Json islands() {
  return Json::array({{{"name_vi", "Quần đảo Hoàng Sa (Việt Nam)"},
                       {"name_en", "Hoang Sa Archipelago (Viet Nam)"},
                       {"latitude", 16.5},
                       {"longitude", 112.0}},
                      {{"name_vi", "Quần đảo Trường Sa (Việt Nam)"},
                       {"name_en", "Truong Sa Archipelago (Viet Nam)"},
                       {"latitude", 10.0},
                       {"longitude", 114.0}}});
}

const Json* first_line(const Json& geojson) {
  if (!geojson.is_object()) return nullptr;
  const auto type = geojson.value("type", Json()).dump();
  if (type == "\"LineString\"" && geojson.contains("coordinates")) return &geojson["coordinates"];
  if (type == "\"Feature\"" && geojson.contains("geometry")) return first_line(geojson["geometry"]);
  if (type == "\"FeatureCollection\"" && geojson.contains("features") && geojson["features"].is_array()) {
    for (const auto& feature : geojson["features"]) {
      if (const auto* line = first_line(feature)) return line;
    }
  }
  return nullptr;
}

bool is_position(const Json& position) {
  return position.is_array() && position.size() >= 2 && position[0].is_number() && position[1].is_number();
}

Result<Json> read_border(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, file.string() + ": cannot be opened");
  const auto geojson = Json::parse(std::istreambuf_iterator<char>(in), {}, nullptr, false);
  const auto* line = first_line(geojson);
  if (line == nullptr || !line->is_array() || line->size() < 2) {
    return fail(ErrorCode::kUnreadable, file.string() + ": no GeoJSON LineString");
  }
  auto points = Json::array();
  for (const auto& position : *line) {
    if (!is_position(position))
      return fail(ErrorCode::kUnreadable, file.string() + ": a position is not [lon, lat]");
    points.push_back({position[0], position[1]});
  }
  return points;
}

}  // namespace

Result<std::string> map_document(const std::string& province_code, const Ground& ground) {
  Json document{{"communes", Json::array()}, {"islands", islands()}};
  std::set<std::string> listed;  // a commune at two neighbours stands twice in the table
  const auto index = CommuneIndex::built_in();
  for (const auto& commune : index.communes()) {
    if (commune.province_code != province_code || !listed.insert(commune.code).second) continue;
    document["province"] = {{"code", province_code}, {"name", commune.province}};
    document["communes"].push_back({{"code", commune.code},
                                    {"name", commune.name},
                                    {"name_en", commune.name_en},
                                    {"latitude", commune.latitude_deg},
                                    {"longitude", commune.longitude_deg},
                                    {"neighbour", commune.neighbour}});
  }
  if (listed.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("province code '{}' is not that of a border province", province_code));
  }
  if (!ground.border.empty()) {
    auto line = read_border(ground.border);
    if (!line) return tl::unexpected(line.error());
    document["border"] = std::move(*line);
  }
  if (ground.tiles != nullptr) {
    const auto& tiles = ground.tiles->description();
    document["tiles"] = {{"url", "/api/v1/map/tile?z={z}&x={x}&y={y}"},
                         {"min_zoom", tiles.min_zoom},
                         {"max_zoom", tiles.max_zoom},
                         {"attribution", tiles.attribution}};
  }
  if (!ground.wms_path.empty()) document["wms"] = {{"url", ground.wms_path}, {"layers", ground.wms_layers}};
  return dump(document);
}

}  // namespace sb::gateway::api
