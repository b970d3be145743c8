#include "gateway/api/map.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::api {
namespace {

TEST(MapDocument, EveryCommuneOnce) {
  for (const auto* province : {"15", "51", "62"}) {
    const auto text = map_document(province, {});
    if (!text) continue;  // not every code is that of a border province
    const auto map = nlohmann::json::parse(*text);
    std::set<std::string> codes;
    for (const auto& commune : map["communes"]) EXPECT_TRUE(codes.insert(commune["code"]).second) << commune;
    EXPECT_FALSE(codes.empty());
  }
  EXPECT_FALSE(map_document("99", {}));
  EXPECT_FALSE(map_document("", {}));
  EXPECT_FALSE(nlohmann::json::parse(*map_document("15", {})).contains("wms"));
  const auto with_wms = map_document("15", {.wms_path = "/gis/wms", .wms_layers = "nen"});
  EXPECT_EQ(nlohmann::json::parse(*with_wms)["wms"]["url"], "/gis/wms");
}

TEST(MapDocument, TakesTheBorderOfAFile) {
  testing::ScratchFolder folder;
  const auto with = [&folder](const std::string& geojson) {
    std::ofstream(folder / "border.geojson") << geojson;
    return map_document("15", {folder / "border.geojson"});
  };
  const std::string line = R"({"type":"LineString","coordinates":[[103.9,22.5],[104.0,22.6,300]]})";
  for (const auto& geojson :
       {line, R"({"type":"Feature","properties":{},"geometry":)" + line + "}",
        R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":)" + line + "}]}"}) {
    const auto text = with(geojson);
    ASSERT_TRUE(text) << text.error().text;
    EXPECT_EQ(nlohmann::json::parse(*text)["border"], nlohmann::json::parse("[[103.9,22.5],[104.0,22.6]]"));
  }
  EXPECT_FALSE(with("{}"));
  EXPECT_FALSE(with("not json"));
  EXPECT_FALSE(with(R"({"type":"LineString","coordinates":[[1],[2]]})"));
  EXPECT_FALSE(with(R"({"type":"LineString","coordinates":["a","b"]})"));
  EXPECT_FALSE(with(R"({"type":7})"));
  EXPECT_FALSE(map_document("15", {folder / "absent.geojson"}));
}

}  // namespace
}  // namespace sb::gateway::api
