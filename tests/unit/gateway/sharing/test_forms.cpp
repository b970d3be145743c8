// Incidents in the forms of others: only what is allowed, whole in its form.
#include <fstream>
#include <regex>

#include <gtest/gtest.h>

#include "gateway/sharing/forms.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

using nlohmann::json;

std::vector<Incident> one() {
  auto incident = incident_row("x");
  incident.id = 12;
  incident.place.commune = "Xã \"A\" <b>,] \\";
  return {incident};
}

TEST(Forms, NothingLeavesThatIsNotOnTheList) {
  const auto incidents = one();
  const auto shared = shared_incident(incidents[0], {"kind", "plmn"});
  EXPECT_EQ(shared, (json{{"id", 12}, {"exercise", false}, {"kind", "spillover"}, {"plmn", "460-01"}}));
  EXPECT_EQ(shared_incident(incidents[0], {}).size(), 2U) << "an empty list lets nothing out";
  for (const auto& text :
       {to_geojson(incidents, {"kind"}), incidents_to_csv(incidents, {"kind"}), to_kml(incidents, {"kind"}),
        to_stix(incidents, {"kind"}, "DST", kNoon), to_syslog(incidents[0], {"kind"}, "gw", kNoon)}) {
    EXPECT_EQ(text.find("104.01"), std::string::npos) << "a place: " << text;
    EXPECT_EQ(text.find("460-01"), std::string::npos) << text;
    EXPECT_EQ(text.find("02647"), std::string::npos) << text;
  }
  const auto all = shared_incident(incidents[0], shareable_fields());
  EXPECT_EQ(all["cell_id"], 32508418);
}

TEST(Forms, RestrictedBandsMergedOnesAndNodeFaultsStay) {
  auto incident = one()[0];
  EXPECT_TRUE(is_shareable(incident, {}));
  const std::vector<Document> documents = {
      {kRestrictedBandCollection, "t", to_json_text({1'840e6, 1'850e6, "quốc phòng"}), kNoon, "lan"}};
  EXPECT_FALSE(is_shareable(incident, RestrictedBands(documents)));
  incident.kind = "node_fault";
  EXPECT_FALSE(is_shareable(incident, {}));
}

TEST(Forms, GeoJsonIsLongitudeFirst) {
  const auto collection = json::parse(to_geojson(one(), shareable_fields()));
  EXPECT_EQ(collection["type"], "FeatureCollection");
  EXPECT_EQ(collection["features"][0]["geometry"]["coordinates"], (json{104.0107, 22.4989}));
  EXPECT_EQ(collection["features"][0]["id"], 12);
}

TEST(Forms, TheProvincesGridStandsBesideDegreesWhereAPlaceIsAllowed) {
  const auto grid = std::move(*Vn2000::open(9208));
  const auto csv = incidents_to_csv(one(), {"latitude", "longitude"}, &grid);
  EXPECT_NE(csv.find("longitude,vn2000_northing_m,vn2000_easting_m\r\n"), std::string::npos) << csv;
  // 0.7393 degrees west of 104-45 at 22.5 degrees north are 76 km, and the datums lie some 200 m apart.
  const double easting_m = std::stod(csv.substr(csv.rfind(',') + 1));
  EXPECT_NEAR(easting_m, 500'000.0 - 76'040.0, 300.0);
  EXPECT_EQ(incidents_to_csv(one(), {"kind"}, &grid).find("vn2000"), std::string::npos);
}

TEST(Forms, CsvQuotes) {
  const auto csv = incidents_to_csv(one(), {"commune", "kind"});
  EXPECT_NE(csv.find("12,false,\"Xã \"\"A\"\" <b>,] \\\",spillover\r\n"), std::string::npos) << csv;
}

// RFC 5424 §6: the header's seven parts, then structured data with its three escapes.
TEST(Forms, SyslogIsOfRfc5424) {
  const auto line = to_syslog(one()[0], {"severity", "commune", "kind"}, "gw.laocai", kNoon);
  static const std::regex kMessage(
      R"(<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) gw\.laocai songbien-gateway - INCIDENT \[songbien@32473( [a-z_]+="([^"\\\]]|\\["\\\]])*")+\] .+)");
  EXPECT_TRUE(std::regex_match(line, kMessage)) << line;
  EXPECT_TRUE(line.starts_with("<108>1 ")) << "facility 13, severity 4 of a medium incident";
  EXPECT_NE(line.find(R"(commune="Xã \"A\" <b>,\] \\")"), std::string::npos) << line;
}

// STIX 2.1 §2 to §4: what a validator asks of the objects that we make.
TEST(Forms, StixObjectsHaveWhatTheStandardRequires) {
  const auto text = to_stix(one(), shareable_fields(), "Department of Science and Technology", kNoon);
  const auto bundle = json::parse(text);
  EXPECT_EQ(bundle["type"], "bundle");
  static const std::regex kId(
      "([a-z-]+)--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  static const std::regex kTime(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)");
  std::map<std::string, json> by_id;
  for (const auto& object : bundle["objects"]) {
    std::smatch match;
    const auto id = object["id"].get<std::string>();
    ASSERT_TRUE(std::regex_match(id, match, kId)) << id;
    EXPECT_EQ(match[1], object["type"].get<std::string>());
    EXPECT_EQ(object["spec_version"], "2.1");
    EXPECT_TRUE(std::regex_match(object["created"].get<std::string>(), kTime));
    EXPECT_LE(object["created"].get<std::string>(), object["modified"].get<std::string>());
    EXPECT_TRUE(by_id.emplace(id, object).second) << "an id stands once";
  }
  std::set<std::string> types;
  for (const auto& [id, object] : by_id) {
    types.insert(object["type"].get<std::string>());
    for (const auto* reference : {"created_by_ref", "source_ref", "target_ref"}) {
      if (!object.contains(reference)) continue;
      EXPECT_TRUE(by_id.contains(object[reference].get<std::string>())) << id << " " << reference;
    }
    if (!object.contains("extensions")) continue;
    for (const auto& [extension, content] : object["extensions"].items()) {
      EXPECT_TRUE(by_id.contains(extension));
      EXPECT_EQ(content["extension_type"], "property-extension");
    }
    EXPECT_LE(object["first_seen"].get<std::string>(), object["last_seen"].get<std::string>());
  }
  EXPECT_EQ(types, (std::set<std::string>{"identity", "extension-definition", "infrastructure", "location",
                                          "relationship"}));
  const auto again = json::parse(
      to_stix(one(), shareable_fields(), "Department of Science and Technology", kNoon + 1'000'000'000));
  EXPECT_EQ(again["objects"][2]["id"], bundle["objects"][2]["id"]) << "a second export updates the first";
}

TEST(Forms, TheAsyncApiDocumentNamesEveryFieldAndNoOther) {
  std::ifstream in(SB_SOURCE_DIR "/docs/asyncapi.json");
  const auto document = json::parse(in);
  EXPECT_EQ(document["asyncapi"], "3.0.0");
  EXPECT_EQ(document["channels"]["incident"]["address"], "songbien/v1/{province}/events/incident");
  std::set<std::string> documented, ours{"id", "exercise"};
  for (const auto& [field, schema] : document["components"]["schemas"]["incident"]["properties"].items())
    documented.insert(field);
  ours.insert(shareable_fields().begin(), shareable_fields().end());
  EXPECT_EQ(documented, ours);
}

TEST(Forms, KmlIsEscaped) {
  const auto kml = to_kml(one(), shareable_fields());
  EXPECT_NE(kml.find("<coordinates>104.010700,22.498900</coordinates>"), std::string::npos);
  EXPECT_NE(kml.find("Xã \"A\" &lt;b&gt;,] \\"), std::string::npos);
}

}  // namespace
}  // namespace sb::gateway::testing
