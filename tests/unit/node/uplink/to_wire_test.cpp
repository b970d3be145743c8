#include "node/uplink/to_wire.hpp"

#include <gtest/gtest.h>

#include "wire/validate.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

NodeIdentity identity() {
  NodeIdentity node;
  node.node_id = "lc-01";
  node.boot_id = 7;
  node.latitude_deg = 22.5;
  node.longitude_deg = 104.0;
  node.exercise = true;
  return node;
}

dsp::Detection detection() {
  dsp::Detection found;
  found.detector = {"cell.lte", 3};
  found.first_utc_ns = 100;
  found.last_utc_ns = 200;
  found.confidence = 0.5F;
  dsp::CellEvidence cell;
  cell.level = dsp::DecodeLevel::kSystemInformation;
  cell.frequency_hz = 1815e6;
  cell.channel = 1300;
  cell.physical_id = 100;
  cell.duplex = dsp::Duplex::kFdd;
  cell.cyclic_prefix = dsp::CyclicPrefix::kExtended;
  cell.bandwidth_prb = 6;
  cell.ports = 2;
  cell.sfn = 77;
  cell.plmns = {{460, 0, 2}, {460, 11, 2}};
  cell.tac = 11100;
  cell.cell_id = 111276801;
  cell.band = 3;
  cell.barred = false;
  cell.system_information = {0x68, 0x00, 0xD0};
  cell.power_dbfs = -50.0F;
  cell.rsrp_dbfs = -70.0F;
  cell.snr_db = 9.0F;
  cell.cfo_hz = -12.0F;
  found.evidence = cell;
  return found;
}

bool valid(pb::Report report) {
  report.set_seq(1);
  report.set_prev_hash(std::string(32, '\0'));
  return wire::validate(report).has_value();
}

TEST(ToWire, SaysEverythingThatWasMeasured) {
  const auto report = to_wire(detection(), identity(), {300, dsp::TimeQuality::kNtp});
  EXPECT_TRUE(valid(report));
  EXPECT_EQ(report.node_id(), "lc-01");
  EXPECT_EQ(report.boot_id(), 7U);
  EXPECT_EQ(report.made_utc_ns(), 300);
  EXPECT_EQ(report.time_quality(), pb::TIME_QUALITY_NTP);
  EXPECT_TRUE(report.exercise());
  EXPECT_EQ(report.detector(), "cell.lte");
  EXPECT_EQ(report.detector_version(), 3U);
  const auto& cell = report.cell();
  EXPECT_EQ(cell.rat(), pb::RAT_LTE);
  EXPECT_EQ(cell.level(), pb::DECODE_LEVEL_SYSTEM_INFORMATION);
  EXPECT_EQ(cell.frequency_hz(), 1815e6);
  EXPECT_EQ(cell.channel(), 1300U);
  EXPECT_EQ(cell.cyclic_prefix(), pb::CYCLIC_PREFIX_EXTENDED);
  ASSERT_EQ(cell.plmns_size(), 2);
  EXPECT_EQ(cell.plmns(1).mnc(), 11U);
  EXPECT_EQ(cell.plmns(1).mnc_digits(), 2U);
  EXPECT_EQ(cell.tac(), 11100U);
  EXPECT_EQ(cell.cell_id(), 111276801U);
  EXPECT_TRUE(cell.has_barred());
  EXPECT_EQ(cell.system_information(), std::string("\x68\x00\xD0", 3));
  EXPECT_FALSE(cell.has_rsrp_dbm());
}

TEST(ToWire, DbmNeedACalibrationAndAScale) {
  auto node = identity();
  Circumstances at{300, dsp::TimeQuality::kNtp, -20.0F};
  EXPECT_FALSE(to_wire(detection(), node, at).cell().has_rsrp_dbm());
  node.calibration_id = "cal-1";
  const auto report = to_wire(detection(), node, at);
  EXPECT_TRUE(valid(report));
  EXPECT_FLOAT_EQ(report.cell().rsrp_dbm(), -90.0F);
  EXPECT_FLOAT_EQ(report.cell().power_dbm(), -70.0F);
}

TEST(ToWire, WhatWasNotMeasuredIsNotSaid) {
  dsp::Detection bare;
  bare.detector = {"cell.lte", 1};
  bare.confidence = std::numeric_limits<float>::quiet_NaN();
  bare.first_utc_ns = 10;
  bare.last_utc_ns = 5;
  dsp::CellEvidence cell;
  cell.frequency_hz = 1000.0;  // an offset, not a frequency on the air
  bare.evidence = cell;
  const auto report = to_wire(bare, identity(), {});
  EXPECT_TRUE(valid(report));
  EXPECT_EQ(report.cell().frequency_hz(), 0.0);
  EXPECT_FALSE(report.cell().has_snr_db());
  EXPECT_FALSE(report.cell().has_channel());
  EXPECT_EQ(report.cell().duplex(), pb::DUPLEX_UNSPECIFIED);
}

TEST(ToWire, OversizedBroadcastsAreCutToTheWiresLimits) {
  auto found = detection();
  auto& cell = std::get<dsp::CellEvidence>(found.evidence);
  cell.system_information.assign(2000, 1);
  cell.plmns.assign(20, {460, 0, 2});
  EXPECT_TRUE(valid(to_wire(found, identity(), {})));
}

TEST(ToWire, TextsAreCutBetweenCharacters) {
  EXPECT_EQ(fitting("Lạng", 2), "L");
  EXPECT_EQ(fitting("Lạng", 4), "Lạ");
  EXPECT_EQ(fitting("Lạng", 99), "Lạng");
  EXPECT_EQ(fitting("a\nb", 99), "a b");
  const auto report = to_wire(pb::NODE_EVENT_KIND_DEVICE_LOST, std::string(2000, 'x'), 3, identity(), {});
  EXPECT_TRUE(valid(report));
  EXPECT_EQ(report.event().count(), 3U);
}

}  // namespace
}  // namespace sb::node
