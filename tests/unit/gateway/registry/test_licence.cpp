#include <gtest/gtest.h>

#include "gateway/registry/licence.hpp"
#include "gateway/registry/restricted.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr const char* kFm = R"({"id":"GP-17","holder":"Đài Bát Xát","service":"fm","centre_hz":100.1e6,
  "bandwidth_hz":200e3,"tolerance_hz":2000,"latitude":22.5,"longitude":104.0,"radius_m":20000,
  "valid_from":"2025-01-01","valid_to":"2026-12-31","mask":[{"offset_hz":120e3,"limit_dbc":-26},
  {"offset_hz":240e3,"limit_dbc":-60}]})";

HeardEmission heard(double centre_hz, double bandwidth_hz, double bandwidth_26db_hz = 0.0) {
  HeardEmission e;
  e.centre_hz = centre_hz;
  e.bandwidth_hz = bandwidth_hz;
  e.bandwidth_26db_hz = bandwidth_26db_hz;
  return e;
}

TEST(Licence, SurvivesItsOwnText) {
  const auto first = licence_from_json(kFm);
  ASSERT_TRUE(first) << first.error().text;
  const auto again = licence_from_json(to_json_text(*first));
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(to_json_text(*first), to_json_text(*again));
  EXPECT_EQ(again->mask.size(), 2u);
  EXPECT_EQ(again->radius_m, 20000.0);
}

TEST(Licence, BadOnesAreRefusedByTheirField) {
  const auto complaint = [](const char* text) {
    const auto licence = licence_from_json(text);
    return licence ? std::string() : licence.error().text;
  };
  EXPECT_NE(complaint("[]"), "");
  EXPECT_NE(complaint(R"({"id":"a","holder":"b","centre_hz":"x","bandwidth_hz":1,"valid_from":"2025-01-01"})")
                .find("centre_hz"),
            std::string::npos);
  EXPECT_NE(complaint(R"({"id":"a","holder":"b","centre_hz":1e8,"bandwidth_hz":1,"valid_from":"2025-13-01"})")
                .find("valid_from"),
            std::string::npos);
  EXPECT_NE(
      complaint(
          R"({"id":"a","holder":"b","centre_hz":1e8,"bandwidth_hz":1,"valid_from":"2025-01-01","latitude":1})")
          .find("radius_m"),
      std::string::npos);
  EXPECT_NE(
      complaint(
          R"({"id":"a","holder":"b","centre_hz":1e8,"bandwidth_hz":1,"valid_from":"2025-01-01","mask":[{"offset_hz":5,"limit_dbc":-1},{"offset_hz":5,"limit_dbc":-2}]})")
          .find("mask"),
      std::string::npos);
}

TEST(Licence, ComparisonFindsWhatDiffersAndGrantsTheAnalyserItsShare) {
  const std::vector<Licence> all{*licence_from_json(kFm)};
  const auto at = [&](const HeardEmission& e, const char* date = "2026-11-22", double latitude = 22.5) {
    return compare(e, latitude, 104.0, date, all);
  };
  EXPECT_TRUE(at(heard(100.1e6, 215e3)).deviations.empty());
  ASSERT_EQ(at(heard(100.1e6, 230e3)).deviations.size(), 1u);
  EXPECT_EQ(at(heard(100.1e6, 230e3)).deviations[0].rule, "licence.bandwidth");
  EXPECT_EQ(at(heard(100.103e6, 180e3)).deviations.at(0).rule, "licence.frequency");
  EXPECT_EQ(at(heard(100.1e6, 180e3, 300e3)).deviations.at(0).rule, "licence.mask");
  EXPECT_EQ(at(heard(100.1e6, 180e3), "2027-01-01").licence, nullptr) << "expired";
  EXPECT_EQ(at(heard(100.1e6, 180e3), "2026-11-22", 23.0).licence, nullptr) << "out of its area";
  EXPECT_EQ(at(heard(101.0e6, 180e3)).licence, nullptr);
}

TEST(RestrictedBands, HoldWhatTouchesThem) {
  ScratchFolder folder;
  const auto store = open_sqlite_store(folder / "gateway.db");
  auto bands = RestrictedBands::read(*store);
  EXPECT_FALSE(bands.touches(300e6, 1e6)) << "the program ships none";
  store->write([](Transaction& tx) {
    tx.put_document(
        {kRestrictedBandCollection, "a", to_json_text({225e6, 400e6, "quốc phòng"}), kNoon, "admin", 0});
    tx.put_document({kRestrictedBandCollection, "b", to_json_text({1e9, 2e9, "x"}), kNoon, "admin", 0});
    tx.put_document({kRestrictedBandCollection, "b", "", kNoon, "admin", 0});
  });
  bands = RestrictedBands::read(*store);
  ASSERT_EQ(bands.bands().size(), 1u) << "withdrawn ones do not count";
  EXPECT_TRUE(bands.touches(400.5e6, 2e6));
  EXPECT_FALSE(bands.touches(402e6, 2e6));
  Incident incident = incident_row("x");
  EXPECT_FALSE(bands.hold(incident));
  incident.cell->frequency_hz = 390e6;
  EXPECT_TRUE(bands.hold(incident));
  incident.cell.reset();
  EXPECT_FALSE(bands.hold(incident)) << "about a node";
  auto o = observation("lc-01", 1, 1);
  o.cell.reset();
  o.emission = heard(300e6, 1e3);
  EXPECT_TRUE(bands.hold(o));
  EXPECT_FALSE(restricted_band_from_json(R"({"low_hz":5,"high_hz":4,"reason":"x"})"));
  EXPECT_FALSE(restricted_band_from_json(R"({"low_hz":5,"high_hz":40})"));
}

}  // namespace
}  // namespace sb::gateway::testing
