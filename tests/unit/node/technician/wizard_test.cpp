#include "node/technician/wizard.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/node/technician/fake_site.hpp"

namespace sb::node::testing {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

class WizardTest : public ::testing::Test {
 protected:
  Readings at(double seconds) { return read_site(site_, static_cast<std::int64_t>(seconds * 1e9)); }
  StepResult step(std::string_view key, const Readings& now) {
    const auto results = wizard_.results(now);
    return *std::find_if(results.begin(), results.end(),
                         [&](const StepResult& each) { return each.key == key; });
  }
  /// The whole run: terminator, antenna, sixty seconds of samples.
  void run() {
    auto terminated = at(0);
    terminated.floor_dbfs = -86.0;
    wizard_.terminated(terminated);
    wizard_.start(at(1));
    site_.status_.mutable_receiver()->set_samples(200'000'000);
  }
  FakeSite site_;
  Wizard wizard_;
};

TEST_F(WizardTest, AGoodSitePassesElevenStepsInAMinute) {
  run();
  EXPECT_FALSE(may_be_accepted(wizard_.results(at(60.9))));
  EXPECT_EQ(step("baseline", at(62)).verdict, Verdict::kWaiting);
  wizard_.baseline_stored();
  const auto results = wizard_.results(at(61));
  ASSERT_EQ(results.size(), kStepKeys.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].key, kStepKeys[i]);
    EXPECT_EQ(results[i].verdict, Verdict::kPass) << results[i].key << " " << results[i].remedy;
    EXPECT_TRUE(results[i].remedy.empty());
  }
  EXPECT_TRUE(may_be_accepted(results));
  EXPECT_NEAR(*step("antenna", at(61)).value, 8.0, 1e-9);
  EXPECT_NEAR(*step("ppm", at(61)).value, 0.31, 1e-6);
}

TEST_F(WizardTest, ALostSampleFailsAtOnceAndStaysFailed) {
  run();
  site_.status_.mutable_receiver()->set_dropped_samples(131072);
  EXPECT_EQ(step("loss", at(5)).verdict, Verdict::kFail);
  EXPECT_EQ(*step("loss", at(5)).value, 131072.0);
  EXPECT_EQ(step("loss", at(90)).verdict, Verdict::kFail);
  wizard_.start(at(100));  // what was lost before a run does not count in it
  EXPECT_EQ(step("loss", at(101)).verdict, Verdict::kWaiting);
}

TEST_F(WizardTest, AStreamThatStandsStillIsNotLossless) {
  run();
  wizard_.start(at(100));
  EXPECT_EQ(step("loss", at(161)).verdict, Verdict::kFail);
}

TEST_F(WizardTest, TheAntennaIsJudgedByFloorAndBeacons) {
  run();
  site_.floor_dbfs_ = -85.5;
  EXPECT_EQ(step("antenna", at(61)).remedy, "remedy.antenna.no_rise");
  site_.floor_dbfs_ = -50.0;
  EXPECT_EQ(step("antenna", at(61)).remedy, "remedy.antenna.noise");
  site_.floor_dbfs_ = -78.0;
  site_.beacons_[0].heard_dbm = -98.1;  // 6.1 dB below the prediction
  EXPECT_EQ(step("antenna", at(61)).remedy, "remedy.antenna.weak");
  site_.beacons_[0].heard_dbm = -97.9;
  EXPECT_EQ(step("antenna", at(61)).verdict, Verdict::kPass);
  site_.beacons_[0].heard_dbm = -85.9;
  EXPECT_EQ(step("antenna", at(61)).remedy, "remedy.antenna.strong");
  site_.beacons_[0].heard_dbm.reset();
  EXPECT_EQ(step("antenna", at(61)).remedy, "remedy.antenna.silent_beacon");
  site_.beacons_.clear();
  EXPECT_EQ(step("antenna", at(61)).verdict, Verdict::kAttention);
}

TEST_F(WizardTest, WhatIsNotMeasuredIsNotPassed) {
  Wizard fresh;
  site_.status_.clear_box();
  site_.status_.clear_calibration();
  fresh.start(at(1));
  for (const auto& each : fresh.results(at(61))) {
    if (each.key == "power" || each.key == "temperature" || each.key == "ppm" || each.key == "antenna") {
      EXPECT_EQ(each.verdict, Verdict::kAttention) << each.key;
      EXPECT_FALSE(each.remedy.empty()) << each.key;
    }
  }
}

TEST_F(WizardTest, EachLimitHasItsRemedy) {
  run();
  const auto remedy_when = [this](std::string_view key, auto spoil) {
    auto now = at(61);
    spoil(now);
    return step(key, now).remedy;
  };
  EXPECT_EQ(remedy_when("power", [](Readings& r) { r.supply_v = 10.9; }), "remedy.power.low");
  EXPECT_EQ(remedy_when("power", [](Readings& r) { r.supply_v = 15.1; }), "remedy.power.high");
  EXPECT_EQ(remedy_when("temperature", [](Readings& r) { r.temperature_c = 71.0; }),
            "remedy.temperature.hot");
  EXPECT_EQ(remedy_when("temperature", [](Readings& r) { r.temperature_c = -11.0; }),
            "remedy.temperature.cold");
  EXPECT_EQ(remedy_when("disk", [](Readings& r) { r.disk_free_bytes = 1ULL << 30U; }), "remedy.disk.full");
  EXPECT_EQ(remedy_when("sdr", [](Readings& r) { r.receiving = false; }), "remedy.sdr.absent");
  EXPECT_EQ(remedy_when("overload", [](Readings& r) { r.clipped_ratio = 2e-4; }), "remedy.overload");
  EXPECT_EQ(remedy_when("time", [](Readings& r) { r.time_quality = wire::pb::TIME_QUALITY_NTP; }),
            "remedy.time.ntp");
  EXPECT_EQ(remedy_when("time", [](Readings& r) { r.time_quality = wire::pb::TIME_QUALITY_FREE_RUNNING; }),
            "remedy.time.none");
  EXPECT_EQ(remedy_when("time", [](Readings& r) { r.pps_jitter_ns = 1500.0; }), "remedy.time.pps");
  EXPECT_EQ(remedy_when("ppm", [](Readings& r) { r.clock_ppb = -2600.0; }), "remedy.ppm.far");
  EXPECT_EQ(remedy_when("ppm", [](Readings& r) { r.clock_sigma_ppb = 150.0; }), "remedy.ppm.unsure");
  EXPECT_EQ(remedy_when("uplink", [](Readings& r) { r.connected = false; }), "remedy.uplink.down");
  EXPECT_EQ(remedy_when("uplink", [](Readings& r) { r.round_trip_s = 6.0; }), "remedy.uplink.slow");
}

TEST(SpectrumTap, ThinsByTheMaximumSoThatACarrierIsNeverLost) {
  SpectrumTap tap;
  SpectrumSnapshot row{0, 100.0, 1.0, std::vector<float>(4096, -100.0F)};
  row.dbfs[1234] = -30.0F;
  tap.publish(row);
  const auto seen = *tap.newest();
  ASSERT_EQ(seen.dbfs.size(), 1024U);
  EXPECT_EQ(*std::max_element(seen.dbfs.begin(), seen.dbfs.end()), -30.0F);
  EXPECT_EQ(seen.dbfs[1234 / 4], -30.0F);
  EXPECT_DOUBLE_EQ(seen.bin_hz, 4.0);
  EXPECT_DOUBLE_EQ(seen.f0_hz, 101.5);  // centre of the first four
}

}  // namespace
}  // namespace sb::node::testing
