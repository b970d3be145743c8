#include <fstream>

#include <gtest/gtest.h>

#include "gateway/registry/table.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

const std::string kHeader =
    "operator,plmn,rat,site_id,cell_id,tac,channel,pci,bandwidth_mhz,latitude,longitude,azimuth_deg,height_m,"
    "eirp_dbm,valid_from,"
    "valid_to\n";
const std::string kGood =
    "viettel,452-04,lte,LCI0001,1234567,20101,1575,42,10,22.49,104.0,120,30,60,2026-01-01,\n";

/// The problem of the second line after one good line.
std::string problem_of(const std::string& row) {
  const auto table = read_registry(kHeader + kGood + row + "\n", "viettel", {});
  EXPECT_TRUE(table);
  if (!table || table->problems.empty()) return "";
  EXPECT_EQ(table->problems[0].line, 3);
  return table->problems[0].text;
}

TEST(RegistryTable, AGoodRow) {
  const auto table = read_registry(kHeader + kGood, "viettel", {});
  ASSERT_TRUE(table);
  EXPECT_TRUE(table->problems.empty());
  const auto& cell = table->cells.at(0);
  EXPECT_EQ(cell.operator_name, "viettel");
  EXPECT_EQ(cell.plmn, (models::Plmn{452, 4, 2}));
  EXPECT_EQ(cell.cell_id, 1234567u);
  EXPECT_EQ(cell.channel, 1575u);
  EXPECT_EQ(cell.bandwidth_mhz, 10.0);
  EXPECT_EQ(cell.valid_from, "2026-01-01");
  EXPECT_EQ(cell.valid_to, "");
  EXPECT_EQ(cell.extra_json, "{}");
}

TEST(RegistryTable, BadRowsAreNamed) {
  EXPECT_EQ(problem_of("viettel,4x2-04,lte,S,1,,,,,,,,,,,"), "plmn: \"4x2-04\" is not MCC-MNC");
  EXPECT_EQ(problem_of("viettel,460-00,lte,S,1,,,,,,,,,,,"), "plmn: 460-00 is not a network of Viet Nam");
  EXPECT_EQ(problem_of("vnpt,452-04,lte,S,1,,,,,,,,,,,"), "operator: \"vnpt\" in a file of viettel");
  EXPECT_EQ(problem_of("viettel,452-04,5g,S,1,,,,,,,,,,,"), "rat: \"5g\" is none of gsm umts lte nbiot nr");
  EXPECT_EQ(problem_of("viettel,452-04,lte,,1,,,,,,,,,,,"), "site_id: is empty");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,,,,,,,,,,,,"), "cell_id: is empty");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,268435456,,,,,,,,,,,"),
            "cell_id: 268435456 is outside 0 .. 268435455");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,-1,,,,,,,,,,,"), "cell_id: \"-1\" is not a number");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,1,,,504,,,,,,,,"), "pci: 504 is outside 0 .. 503");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,1,,,,,91,104,,,,,"), "latitude: 91 is outside -90 .. 90");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,1,,,,,22,,,,,,"),
            "latitude: without its longitude, or the other way");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,1,,,,,nan,104,,,,,"), "latitude: nan is outside -90 .. 90");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,1,,,,,,,,,,2026-02-30,"),
            "valid_from: \"2026-02-30\" is not YYYY-MM-DD");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,1,,,,,,,,,,2026-02-03,2026-02-02"),
            "valid_to: is before valid_from");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,1"), "5 cells where the header has 16");
  EXPECT_EQ(problem_of("viettel,452-04,lte,S,1,,200000,,,,,,,,,"),
            "channel: 200000 is no downlink EARFCN of the band plan");
  EXPECT_EQ(problem_of(kGood.substr(0, kGood.size() - 1)), "cell_id: the same cell stands on line 2");
}

TEST(RegistryTable, EveryBadRowIsReportedNotOnlyTheFirst) {
  const auto table =
      read_registry(kHeader + "x,y\n" + kGood + "viettel,1,lte,S,1,,,,,,,,,,,\n", "viettel", {});
  ASSERT_TRUE(table);
  ASSERT_EQ(table->problems.size(), 2u);
  EXPECT_EQ(table->problems[0].line, 2);
  EXPECT_EQ(table->problems[1].line, 4);
}

TEST(RegistryTable, UnknownColumnsAreKeptInNfc) {
  const auto table =
      read_registry("plmn,rat,site_id,cell_id,Ghi chu\xCC\x81\n452-04,lte,S,1,tr\x61\xCC\xA3m\n", "viettel",
                    {});  // decomposed
  ASSERT_TRUE(table);
  EXPECT_EQ(table->cells.at(0).extra_json, "{\"Ghi ch\xC3\xBA\":\"tr\xE1\xBA\xA1m\"}");
}

TEST(RegistryTable, MissingAndDoubleColumnsAreRefused) {
  EXPECT_EQ(read_registry("plmn,rat,site_id\n", "viettel", {}).error().text,
            "line 1: there is no column for cell_id");
  EXPECT_EQ(read_registry("plmn,rat,site_id,cell_id,plmn\n", "viettel", {}).error().text,
            "line 1: column \"plmn\" stands twice");
  EXPECT_EQ(read_registry("", "viettel", {}).error().text, "the file is empty");
}

TEST(RegistryTable, AProfileMapsAnOperatorsOwnNames) {
  ScratchFolder folder;
  std::ofstream(folder / "p.toml")
      << "[columns]\ncell_id = \"ECI\"\nsite_id = \"Mã trạm\"\n[rat]\n\"4G\" = \"lte\"\n";
  const auto profile = load_profile(folder / "p.toml");
  ASSERT_TRUE(profile) << profile.error().text;
  const auto table = read_registry("plmn,rat,Mã trạm,ECI\n452-04,4G,LCI1,77\n", "viettel", *profile);
  ASSERT_TRUE(table) << table.error().text;
  EXPECT_EQ(table->cells.at(0).cell_id, 77u);
  EXPECT_EQ(table->cells.at(0).site_id, "LCI1");
  EXPECT_EQ(table->cells.at(0).rat, "lte");
}

TEST(RegistryTable, ABadProfileIsSaid) {
  ScratchFolder folder;
  EXPECT_EQ(load_profile(folder / "none.toml").error().code, ErrorCode::kNotFound);
  std::ofstream(folder / "p.toml") << "[columns]\nceld_id = \"ECI\"\n";
  EXPECT_EQ(load_profile(folder / "p.toml").error().text,
            "profile: there is no column celd_id to map ECI to");
  std::ofstream(folder / "q.toml") << "[columns\n";
  EXPECT_NE(load_profile(folder / "q.toml").error().text.find("line 1"), std::string::npos);
}

}  // namespace
}  // namespace sb::gateway::testing
