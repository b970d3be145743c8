#pragma once
// The ground of the map as one document: the province's border communes, its border line if the authority
// gave one, and the archipelagos of Viet Nam, which every map of ours names.
#include <filesystem>
#include <string>

#include "models/core/result.hpp"

namespace sb::gateway {
class TileArchive;
}

namespace sb::gateway::api {

/// What lies under everything the map draws.
struct Ground {
  std::filesystem::path border{};        ///< GeoJSON file whose first LineString (bare, in a Feature or in a
                                         ///< FeatureCollection) is the line; empty: none
  const TileArchive* tiles = nullptr;    ///< answered at /api/v1/map/tile
  std::string wms_path{}, wms_layers{};  ///< a WMS that the same origin answers ("/gis/wms"); empty: none
};

/// `province_code` is that of models/communes/communes.csv ("15": Lào Cai). Errors: unknown province,
/// unreadable file.
Result<std::string> map_document(const std::string& province_code, const Ground& ground);

}  // namespace sb::gateway::api
