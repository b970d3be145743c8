#pragma once
// The ground of the map as one document: the province's border communes, its border line if the authority
// gave one, and the archipelagos of Viet Nam, which every map of ours names.
#include <filesystem>
#include <string>

#include "models/core/result.hpp"

namespace sb::gateway::api {

/// `province_code` is that of models/communes/communes.csv ("15": Lào Cai). `border` may be empty; otherwise
/// a GeoJSON file whose first LineString (bare, in a Feature or in a FeatureCollection) is the line. Errors:
/// unknown province, unreadable file.
Result<std::string> map_document(const std::string& province_code, const std::filesystem::path& border);

}  // namespace sb::gateway::api
