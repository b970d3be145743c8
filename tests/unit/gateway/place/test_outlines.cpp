#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/place/outlines.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

json square(double west, double south, double side) {
  return json::array({json::array({json::array({west, south}), json::array({west + side, south}),
                                   json::array({west + side, south + side}),
                                   json::array({west, south + side}), json::array({west, south})})});
}

json feature(const std::string& code, const json& coordinates, const char* type = "Polygon") {
  return {{"type", "Feature"},
          {"properties", {{"code", code}, {"name", "Xã " + code}}},
          {"geometry", {{"type", type}, {"coordinates", coordinates}}}};
}

std::string collection(const std::vector<json>& features) {
  return json{{"type", "FeatureCollection"}, {"features", features}}.dump();
}

std::string complaint(const std::string& text) {
  const auto read = read_outlines(text);
  return read ? "" : read.error().text;
}

TEST(Outlines, PartsOfOneCommuneBelongTogether) {
  const auto read = read_outlines(
      collection({feature("02647", square(104.0, 22.5, 0.1)), feature("02683", square(103.8, 22.6, 0.1)),
                  feature("02647", {square(104.2, 22.5, 0.01), square(104.3, 22.5, 0.01)}, "MultiPolygon")}));
  ASSERT_TRUE(read) << read.error().text;
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].code, "02647");
  EXPECT_EQ((*read)[0].polygons.size(), 3U);
  EXPECT_EQ(points_of((*read)[0]), 15U);
}

TEST(Outlines, ABorderLineInTheSameFileIsPassedOver) {
  json line{{"properties", {{"kind", "border"}}},
            {"geometry", {{"type", "LineString"}, {"coordinates", {{104.0, 22.5}, {104.1, 22.5}}}}}};
  const auto read = read_outlines(collection({line, feature("02647", square(104.0, 22.5, 0.1))}));
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->size(), 1U);
}

TEST(Outlines, NamesAreStoredInNfc) {
  auto decomposed = feature("02647", square(104.0, 22.5, 0.1));
  decomposed["properties"]["fullName"] = "Phu\xCC\x9Bo\xCC\x9B\xCC\x80ng";  // u, o with U+031B, U+0300
  const auto read = read_outlines(collection({decomposed}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->front().name, "Phường");
}

TEST(Outlines, WhatCannotBeUsedIsRefusedInOneLine) {
  EXPECT_NE(complaint("{"), "");
  EXPECT_NE(complaint(R"({"type":"FeatureCollection","features":[]})"), "");
  EXPECT_NE(
      complaint(collection({feature("02647", json::parse("[[[104.0,22.5],[104.1,22.5],[104.0,22.5]]]"))}))
          .find("four points"),
      std::string::npos);
  EXPECT_NE(complaint(collection({feature("02647", square(413000.0, 2490000.0, 100.0))})).find("VN-2000"),
            std::string::npos);
  EXPECT_NE(complaint(collection({feature("02647", square(22.5, 10.0, 0.1))})).find("longitude first"),
            std::string::npos);
  EXPECT_NE(complaint(collection({feature("", square(104.0, 22.5, 0.1))})).find("feature 1"),
            std::string::npos);
  auto open = square(104.0, 22.5, 0.1);
  open[0].erase(4);
  open[0].push_back(json::array({104.05, 22.5}));
  EXPECT_NE(complaint(collection({feature("02683", square(103.8, 22.6, 0.1)), feature("02647", open)}))
                .find("feature 2"),
            std::string::npos);
  EXPECT_NE(complaint(collection({feature("02647", square(104.0, 22.5, 0.1), "LineString")})).find("no area"),
            std::string::npos);
  EXPECT_NE(complaint(collection({feature("02647", square(104.0, 22.5, 0.1), "GeometryCollection")})), "");
}

TEST(Outlines, NeighboursKeepTheirSharedBorderOnTheGrid) {
  // The same border written by two surveys, half a metre apart.
  const auto read = read_outlines(
      collection({feature("1", square(104.0, 22.5, 0.1)), feature("2", square(104.100003, 22.500002, 0.1))}));
  ASSERT_TRUE(read);
  const auto west = snapped((*read)[0], 10.0), east = snapped((*read)[1], 10.0);
  EXPECT_EQ(west.polygons[0][0][1], east.polygons[0][0][0]);
  EXPECT_NEAR(west.polygons[0][0][1][0], 104.1, 10.0 / 111'320.0);
}

TEST(Outlines, TheGridDropsPointsButNeverACommune) {
  CommuneOutline dense{"1", "Xã", "", {{{}}}};
  for (int i = 0; i <= 1000; ++i) dense.polygons[0][0].push_back({104.0 + i * 1e-5, 22.5 + (i % 2) * 1e-6});
  dense.polygons[0][0].push_back({104.0, 22.6});
  dense.polygons[0][0].push_back({104.0, 22.5});
  EXPECT_LT(points_of(snapped(dense, 100.0)), 30U);
  CommuneOutline tiny{
      "1", "Xã", "", {{{{104.0, 22.5}, {104.00001, 22.5}, {104.0, 22.50001}, {104.0, 22.5}}}}};
  EXPECT_EQ(points_of(snapped(tiny, 1000.0)), 4U) << "an islet smaller than the grid stays as it was";
}

TEST(Outlines, AFeatureIsReadBackAsItWas) {
  const auto read = read_outlines(collection({feature("02647", square(104.0, 22.5, 0.1))}));
  ASSERT_TRUE(read);
  const auto again = read_outlines(collection({json::parse(to_feature_json(read->front()))}));
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->front().polygons, read->front().polygons);
  EXPECT_EQ(again->front().name, "Xã 02647");
}

}  // namespace
}  // namespace sb::gateway
