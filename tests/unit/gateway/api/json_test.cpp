#include "gateway/api/json.hpp"

#include <gtest/gtest.h>

#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::api {
namespace {

using testing::kNoon;

TEST(ApiJson, AbsentValuesAreAbsentKeys) {
  HeardCell cell;
  cell.rat = "lte";
  cell.level = "sync";
  const auto json = to_json(cell);
  for (const auto& [key, value] : json.items()) EXPECT_FALSE(value.is_null()) << key;
  EXPECT_FALSE(json.contains("channel"));
  EXPECT_FALSE(json.contains("plmns"));
  EXPECT_FALSE(json.contains("rsrp_dbm"));
  EXPECT_FALSE(json.contains("duplex"));
}

TEST(ApiJson, IncidentIsTheReadmesExample) {
  auto incident = testing::incident_row("a");
  incident.id = 12;
  incident.nodes = {"lc-01"};
  incident.observation_count = 7;
  const auto json = to_json(incident);
  EXPECT_EQ(json["id"], 12);
  EXPECT_EQ(json["last_seen"], "2026-11-22T12:00:00.000Z");
  EXPECT_EQ(json["report_due"], "2026-11-23T12:00:00.000Z");
  EXPECT_EQ(json["place"]["commune"], "Phường Lào Cai");
  EXPECT_EQ(json["cell"]["frequency_hz"], 1842500000.0);
  EXPECT_EQ(json["cell"]["pci"], 257);
  EXPECT_EQ(json["cell"]["plmns"], Json::array({"460-01"}));
  EXPECT_EQ(json["verdict"]["reasons"][0]["measured"]["plmn"], "460-01");
  EXPECT_FALSE(json.contains("merged_into"));
}

TEST(ApiJson, BootIsSixteenHexDigitsEvenAboveTheSign) {
  auto observation = testing::observation("lc-01", 0xF000'0000'0000'0001U, 4);
  EXPECT_EQ(to_json(observation)["boot"], "f000000000000001");
}

TEST(ApiJson, NodesGoStale) {
  auto node = testing::node_row();
  EXPECT_FALSE(to_json(node, kNoon)["stale"]) << "never heard is not stale";
  EXPECT_FALSE(to_json(node, kNoon).contains("last_seen"));
  node.last_seen = kNoon - 1;
  EXPECT_TRUE(to_json(node, kNoon)["stale"]);
  node.last_seen = kNoon;
  EXPECT_FALSE(to_json(node, kNoon)["stale"]);
}

TEST(ApiJson, LevelsGoOldestFirst) {
  auto newer = testing::observation("lc-01", 1, 2);
  newer.last_seen = kNoon + 5'000'000'000;
  const std::vector<Observation> newest_first{newer, testing::observation("lc-01", 1, 1)};
  const auto levels = levels_of(newest_first);
  ASSERT_EQ(levels.size(), 2U);
  EXPECT_LT(levels[0]["at"], levels[1]["at"]);
}

TEST(ApiJson, BytesThatAreNotUtf8CannotBreakTheDocument) {
  auto incident = testing::incident_row("a");
  incident.place.commune = "\xff\xfe";
  incident.reasons = {{"x", 1, "{broken", ""}};
  const auto text = dump(to_json(incident));
  EXPECT_FALSE(Json::parse(text, nullptr, false).is_discarded());
}

}  // namespace
}  // namespace sb::gateway::api
