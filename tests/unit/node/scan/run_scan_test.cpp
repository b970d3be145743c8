#include "node/scan/run_scan.hpp"

#include <cmath>
#include <sstream>

#include <SoapySDR/Logger.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/recording.hpp"
#include "tests/support/soapy_fault/load.hpp"

namespace sb::node {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// Hears one cell in every window.
class OneCell final : public Detector {
 public:
  std::vector<dsp::Evidence> look(const dsp::IqBlock& block,
                                  std::span<const dsp::CellEvidence> /*cells*/) override {
    dsp::CellEvidence cell;
    cell.physical_id = 42;
    cell.frequency_hz = block.centre_hz;
    return {cell};
  }
};

constexpr std::array<DetectorKind, 1> kOnlyLte{{
    {DetectKind::kCells, dsp::Rat::kLte,
     [] {
       return dsp::DetectorInfo{"cell.lte", 9};
     },
     []() -> std::unique_ptr<Detector> { return std::make_unique<OneCell>(); },
     [](const dsp::Evidence&) { return 0.9F; }},
}};

class RunScan : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    test::load_soapy_fault();
    SoapySDR::setLogLevel(SOAPY_SDR_FATAL);
  }
  void SetUp() override {
    options_.format = ScanFormat::kJson;
    path_ = test::write_recording(folder_, "a", test::meta_text("cf32_le"), test::noise(50'000, 1));
    options_.input = path_.string();
  }
  int scan(std::span<const DetectorKind> receivers = kOnlyLte) {
    std::ostringstream out, err;
    const int status = run_scan(options_, receivers, SystemClock(), out, err);
    err_ = err.str();
    objects_.clear();
    std::istringstream lines(out.str());
    for (std::string line; std::getline(lines, line);) objects_.push_back(json::parse(line));
    return status;
  }
  std::size_t err_lines() const {
    return static_cast<std::size_t>(std::count(err_.begin(), err_.end(), '\n'));
  }

  test::TempDir folder_;
  std::filesystem::path path_;
  ScanOptions options_;
  std::vector<json> objects_;
  std::string err_;
};

TEST_F(RunScan, FindingsThenSummaryAndNothingElse) {
  EXPECT_EQ(scan(), 0);
  ASSERT_EQ(objects_.size(), 2U);
  EXPECT_EQ(objects_[0]["pci"], 42);
  EXPECT_EQ(objects_[0]["frequency_hz"], 1815e6);
  EXPECT_EQ(objects_[1]["samples"], 50'000);
  EXPECT_EQ(objects_[1]["detectors"], json::parse(R"([{"id":"cell.lte","version":9}])"));
  EXPECT_EQ(err_, "");
}

TEST_F(RunScan, WhatThisVersionHasNotIsSaidAndTheRestGoesOn) {
  options_.rats = {dsp::Rat::kGsm, dsp::Rat::kLte};
  options_.detect = {DetectKind::kCells, DetectKind::kJamming};
  EXPECT_EQ(scan(), 0);
  EXPECT_EQ(objects_.size(), 2U);
  EXPECT_EQ(err_, "songbien-node scan: this version cannot look for: gsm, jamming\n");
}

TEST_F(RunScan, NothingAskedForIsAvailable) {
  options_.rats = {dsp::Rat::kGsm};
  EXPECT_EQ(scan(), 2);
  EXPECT_TRUE(objects_.empty());
  EXPECT_EQ(err_lines(), 1U);
  options_.rats = {};
  options_.detect = {DetectKind::kEmissions};
  EXPECT_EQ(scan(), 2);
  EXPECT_THAT(err_, HasSubstr("emissions"));
  options_.detect = {};
  EXPECT_EQ(scan(std::span<const DetectorKind>()), 2);
  EXPECT_EQ(err_lines(), 1U);
}

TEST_F(RunScan, DamageIsToldAfterTheFindings) {
  auto numbers = test::noise(50'000, 1);
  numbers[2 * 40'000] = std::nanf("");
  options_.input = test::write_recording(folder_, "a", test::meta_text("cf32_le"), numbers).string();
  EXPECT_EQ(scan(), 3);
  ASSERT_EQ(objects_.size(), 2U);
  EXPECT_EQ(objects_[1]["samples"], 40'000);
  EXPECT_EQ(err_lines(), 1U);
  EXPECT_THAT(err_, HasSubstr("sample 40000"));
}

TEST_F(RunScan, ARecordingIsNotTuned) {
  options_.frequency_hz = 1815e6;
  EXPECT_EQ(scan(), 0);
  options_.frequency_hz = 1816e6;
  EXPECT_EQ(scan(), 2);
  options_.frequency_hz.reset();
  options_.gain_db = 10.0;
  EXPECT_EQ(scan(), 2);
}

TEST_F(RunScan, ADeviceIsTunedAndItsLossesCounted) {
  options_.input = "soapy:driver=sbfault,file=" + path_.string() + ",faults=overflow@10000:500";
  EXPECT_EQ(scan(), 2);  // without a frequency
  options_.frequency_hz = 739e6;
  options_.sample_rate_hz = 1.92e6;
  options_.duration_s = 0.1;
  EXPECT_EQ(scan(), 0) << err_;
  EXPECT_EQ(objects_.back()["samples"], 192'000);
  EXPECT_EQ(objects_.back()["centre_hz"], 739e6);
  EXPECT_EQ(objects_.back()["dropped"], 10'500);  // the gap, and what stood before it
}

TEST_F(RunScan, ADeviceThatGoesLeavesWhatWasFound) {
  options_.input = "soapy:driver=sbfault,file=" + path_.string() + ",faults=unplug@400000:1";
  options_.frequency_hz = 739e6;
  options_.sample_rate_hz = 1.92e6;
  EXPECT_EQ(scan(), 3);
  EXPECT_EQ(objects_.size(), 2U);
  EXPECT_EQ(err_lines(), 1U);
}

TEST_F(RunScan, SettingsBeyondTheDeviceAreWrongUsage) {
  options_.input = "soapy:driver=sbfault,id=beyond,file=" + path_.string();
  options_.frequency_hz = 5e9;
  EXPECT_EQ(scan(), 2);
  EXPECT_THAT(err_, HasSubstr("24.0-1766.0 MHz"));
}

}  // namespace
}  // namespace sb::node
