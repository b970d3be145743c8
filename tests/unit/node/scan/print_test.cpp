#include "node/scan/print.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sb::node {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

dsp::CellEvidence full_cell() {
  dsp::CellEvidence cell;
  cell.level = dsp::DecodeLevel::kSystemInformation;
  cell.frequency_hz = 1867.5e6;
  cell.channel = 1825;
  cell.physical_id = 7;
  cell.duplex = dsp::Duplex::kFdd;
  cell.cyclic_prefix = dsp::CyclicPrefix::kNormal;
  cell.bandwidth_prb = 50;
  cell.ports = 2;
  cell.sfn = 1013;
  cell.plmns = {{460, 1, 2}, {460, 11, 2}};
  cell.tac = 23205;
  cell.cell_id = 268435198;
  cell.band = 3;
  cell.barred = false;
  cell.power_dbfs = -15.125F;
  cell.rsrp_dbfs = -33.2F;
  cell.snr_db = 40.8F;
  cell.cfo_hz = -1.25F;
  cell.first_s = 0.0040443;
  return cell;
}

ScanResult of(std::vector<dsp::CellEvidence> cells) {
  ScanResult result;
  result.cells = std::move(cells);
  return result;
}

std::vector<json> printed(const ScanResult& result) {
  std::ostringstream out;
  print_json(result, out);
  std::vector<json> objects;
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) objects.push_back(json::parse(line));
  return objects;
}

TEST(PrintJson, ACellInTheContractsWords) {
  const auto objects = printed(of({full_cell()}));
  ASSERT_EQ(objects.size(), 2U);
  const json expected =
      json::parse(R"({"type":"cell","rat":"lte","frequency_hz":1867500000.0,"channel":1825,"decoded":"sib1",
    "pci":7,"bandwidth_prb":50,"ports":2,"sfn":1013,"duplex":"fdd","cyclic_prefix":"normal","plmns":["460-01","460-11"],
    "tac":23205,"cell_id":268435198,"band":3,"barred":false,"power_dbfs":-15.13,"rsrp_dbfs":-33.2,"snr_db":40.8,"cfo_hz":-1.3,
    "first_s":0.0040443})");
  EXPECT_EQ(objects[0].dump(), expected.dump());
}

TEST(PrintJson, WhatACellBroadcastsBesidesAndHowSureItsLevelsAre) {
  auto cell = full_cell();
  auto& broadcast = cell.broadcast.emplace();
  broadcast.scheduled_sibs = {2, 3, 5};
  broadcast.received_sibs = {2, 3, 5};
  broadcast.reselection_priority = 7;
  broadcast.q_hyst_db = 4;
  broadcast.neighbours = {{dsp::Rat::kLte, 1575, 6, {17}, -120, 22, 18, {{480, 24}}}};
  cell.rsrp_sigma_db = 0.1234F;
  cell.timing_sigma_ns = 3.25F;
  const json object = printed(of({cell}))[0];
  EXPECT_EQ(object["received_sibs"], json::parse("[2,3,5]"));
  EXPECT_EQ(object["reselection_priority"], 7);
  EXPECT_EQ(object["q_hyst_db"], 4);
  EXPECT_EQ(
      object["neighbours"],
      json::parse(R"([{"rat":"lte","channel":1575,"priority":6,"physical_ids":[17],"q_rx_lev_min_dbm":-120,
            "thresh_high_db":22,"thresh_low_db":18,"barred_ids":[{"first":480,"count":24}]}])"));
  EXPECT_EQ(object["rsrp_sigma_db"], 0.123);
  EXPECT_EQ(object["timing_sigma_ns"], 3.3);
  EXPECT_FALSE(object.contains("cfo_sigma_hz"));
}

TEST(PrintJson, AnEmissionInTheContractsWords) {
  ScanResult result;
  dsp::EmissionEvidence emission;
  emission.centre_hz = 433.92e6;
  emission.bandwidth_hz = 38e3;
  emission.power_dbfs = -21.5F;
  emission.snr_db = 18.25F;
  emission.first_s = 0.125;
  emission.last_s = 0.5;
  emission.duty = 0.25F;
  emission.bursts = 12;
  emission.burst_interval_s = 0.03125;
  emission.label = "ook";
  emission.confidence = 0.99F;
  result.emissions = {emission};
  const auto objects = printed(result);
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(
      objects[0],
      json::parse(R"({"type":"emission","centre_hz":433920000.0,"bandwidth_hz":38000.0,"power_dbfs":-21.5,
    "snr_db":18.25,"first_s":0.125,"last_s":0.5,"duty":0.25,"bursts":12,"burst_interval_s":0.03125,"label":"ook","label_confidence":0.0,
    "confidence":0.99})"));
}

TEST(PrintJson, JammingInTheContractsWords) {
  ScanResult result;
  dsp::JammingEvidence jamming;
  jamming.kind = dsp::JammingKind::kSweep;
  jamming.centre_hz = 1842.5e6;
  jamming.bandwidth_hz = 20e6;
  jamming.j_to_n_db = 6.5F;
  jamming.period_s = 0.0005;
  jamming.victims = {{dsp::Rat::kLte, 1575}};
  jamming.reasons = {"null_re.chi2=31.2"};
  result.jamming = {jamming};
  const auto objects = printed(result);
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0]["kind"], "sweep");
  EXPECT_EQ(objects[0]["victims"], json::parse(R"([{"rat":"lte","channel":1575}])"));
  EXPECT_EQ(objects[0]["reasons"], json::parse(R"(["null_re.chi2=31.2"])"));
  EXPECT_EQ(objects[0]["period_s"], 0.0005);
  EXPECT_FALSE(objects[0].contains("power_dbm")) << "not calibrated";
}

TEST(PrintJson, WhatWasNotMeasuredIsLeftOut) {
  dsp::CellEvidence cell;
  cell.frequency_hz = 739e6;
  cell.physical_id = 277;
  const json object = printed(of({cell}))[0];
  EXPECT_EQ(object["decoded"], "sync");
  for (const char* absent :
       {"channel", "bandwidth_prb", "ports", "sfn", "duplex", "plmns", "tac", "cell_id", "band", "barred",
        "power_dbfs", "rsrp_dbfs", "snr_db", "rsrp_dbm", "power_dbm"}) {
    EXPECT_FALSE(object.contains(absent)) << absent;
  }
}

TEST(PrintJson, CalibratedSourcesAddPowerAtTheAntenna) {
  ScanResult result = of({full_cell()});
  result.summary.full_scale_dbm = -40.0F;
  const json object = printed(result)[0];
  EXPECT_EQ(object["rsrp_dbm"], -73.2);
  EXPECT_NEAR(object["power_dbm"].get<double>(), -55.13, 0.011);
}

TEST(PrintJson, EveryTechnologyHasItsOwnWords) {
  auto gsm = full_cell();
  gsm.rat = dsp::Rat::kGsm;
  auto umts = gsm;
  umts.rat = dsp::Rat::kUmts;
  auto nbiot = gsm;
  nbiot.rat = dsp::Rat::kNbIot;
  const auto objects = printed(of({gsm, umts, nbiot}));
  EXPECT_EQ(objects[0]["decoded"], "si3");
  EXPECT_EQ(objects[0]["bsic"], 7);
  EXPECT_EQ(objects[0]["lac"], 23205);
  EXPECT_FALSE(objects[0].contains("tac"));
  EXPECT_EQ(objects[1]["psc"], 7);
  EXPECT_EQ(objects[2]["npci"], 7);
  EXPECT_EQ(objects[2]["rat"], "nbiot");
}

TEST(PrintJson, TheSummaryIsTheLastLine) {
  ScanResult result;
  result.summary.samples = 1536000;
  result.summary.seconds = 0.08;
  result.summary.sample_rate_hz = 19.2e6;
  result.summary.centre_hz = 1815.3e6;
  result.summary.clipped = 5158;
  result.summary.cpu_s = 1.2344;
  result.summary.detectors = {{"cell.lte", 1}};
  const auto objects = printed(result);
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0]["type"], "summary");
  EXPECT_EQ(objects[0]["samples"], 1536000);
  EXPECT_EQ(objects[0]["clipped_ratio"], 0.00335807);
  EXPECT_EQ(objects[0]["dropped"], 0);
  EXPECT_EQ(objects[0]["cpu_s"], 1.234);
  EXPECT_EQ(objects[0]["detectors"][0]["id"], "cell.lte");
  EXPECT_EQ(objects[0]["detectors"][0]["version"], 1);
}

/// Columns on a screen up to `what`; no text of ours needs more than one column a code point.
std::size_t column_of(const std::string& line, const std::string& what) {
  const auto at = line.find(what);
  std::size_t column = 0;
  for (std::size_t i = 0; i < at && i < line.size(); ++i)
    column += (static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U;
  return at == std::string::npos ? at : column;
}

TEST(PrintTable, HeadingsStandOverTheirColumnsInBothLanguages) {
  for (const auto& [language, network, snr] :
       {std::tuple{Language::kVietnamese, "Mạng", "SNR"}, std::tuple{Language::kEnglish, "Network", "SNR"}}) {
    std::ostringstream out;
    auto unknown = full_cell();
    unknown.plmns = {{1, 1, 2}};
    print_table(of({full_cell(), unknown}), language, out);
    std::istringstream lines(out.str());
    std::string heading, first, second;
    std::getline(lines, heading);
    std::getline(lines, first);
    std::getline(lines, second);
    EXPECT_EQ(column_of(heading, network), column_of(first, "460-01"));
    EXPECT_EQ(column_of(heading, network), column_of(second, "001-01"));
    EXPECT_EQ(column_of(heading, snr), column_of(first, "40.8"));
    EXPECT_EQ(column_of(heading, snr), column_of(second, "40.8"));
  }
}

TEST(PrintTable, VietnameseByDefaultNamesTheCountry) {
  std::ostringstream vietnamese, english;
  ScanResult result;
  result.cells = {full_cell()};
  print_table(result, Language::kVietnamese, vietnamese);
  print_table(result, Language::kEnglish, english);
  EXPECT_THAT(vietnamese.str(), HasSubstr("Trung Quốc"));
  EXPECT_THAT(english.str(), Not(HasSubstr("Trung Quốc")));
}

TEST(PrintTable, SaysWhenThereIsNothing) {
  std::ostringstream out;
  print_table({}, Language::kEnglish, out);
  EXPECT_THAT(out.str(), HasSubstr("Nothing heard."));
}

}  // namespace
}  // namespace sb::node
