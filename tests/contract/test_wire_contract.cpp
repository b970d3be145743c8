// The two translators against one another: a detection that the node encodes is the observation that the
// gateway stores.
#include <cmath>

#include <gtest/gtest.h>

#include "gateway/ingest/from_wire.hpp"
#include "node/uplink/to_wire.hpp"

namespace sb::tests {
namespace {

node::NodeIdentity identity(const std::string& calibration = "") {
  node::NodeIdentity node;
  node.node_id = "lc-01";
  node.boot_id = 0xfedcba9876543210ULL;
  node.latitude_deg = 22.50643;
  node.longitude_deg = 104.005;
  node.position_uncertainty_m = 12.5F;
  node.calibration_id = calibration;
  node.software_version = "0.1.0";
  node.software_revision = "abc123";
  node.exercise = true;
  return node;
}

dsp::Detection full_detection() {
  dsp::CellEvidence cell;
  cell.rat = dsp::Rat::kLte;
  cell.level = dsp::DecodeLevel::kSystemInformation;
  cell.frequency_hz = 1867.5e6;
  cell.channel = 1825;
  cell.physical_id = 54;
  cell.duplex = dsp::Duplex::kFdd;
  cell.cyclic_prefix = dsp::CyclicPrefix::kNormal;
  cell.bandwidth_prb = 100;
  cell.ports = 2;
  cell.sfn = 1023;
  cell.plmns = {{460, 11, 2}, {310, 1, 3}};
  cell.tac = 6354;
  cell.cell_id = 26814001;
  cell.band = 3;
  cell.barred = true;
  cell.system_information = {0x00, 0x40, 0xff};
  cell.power_dbfs = -30.5F;
  cell.rsrp_dbfs = -61.25F;
  cell.snr_db = 12.75F;
  cell.cfo_hz = -350.5F;
  dsp::Detection detection;
  detection.detector = {"cell.lte", 7};
  detection.first_utc_ns = 1'795'348'800'000'000'001;
  detection.last_utc_ns = 1'795'348'800'080'000'002;
  detection.confidence = 0.75F;
  detection.evidence = cell;
  return detection;
}

/// Through encode, decode and both translators, as the bytes travel.
gateway::Observation carried(wire::pb::Report report) {
  report.set_seq(1);
  report.set_prev_hash(std::string(32, '\0'));
  const auto body = wire::encode(report);
  const auto decoded = wire::decode_report(body);
  EXPECT_TRUE(decoded) << decoded.error().text;
  return gateway::observation_from(*decoded, body, "envelope", 99);
}

TEST(WireContract, EveryFieldOfACellArrives) {
  const auto detection = full_detection();
  const auto& sent = std::get<dsp::CellEvidence>(detection.evidence);
  const auto o = carried(node::to_wire(detection, identity("cal-1"), {1, dsp::TimeQuality::kGnss, -20.0F}));
  EXPECT_EQ(o.key, (gateway::ObservationKey{"lc-01", 0xfedcba9876543210ULL, 1}));
  EXPECT_EQ(o.first_seen, detection.first_utc_ns);
  EXPECT_EQ(o.last_seen, detection.last_utc_ns);
  EXPECT_DOUBLE_EQ(o.latitude_deg, 22.50643);
  EXPECT_DOUBLE_EQ(o.longitude_deg, 104.005);
  EXPECT_DOUBLE_EQ(o.position_uncertainty_m, 12.5);
  EXPECT_EQ(o.time_quality, "gnss");
  EXPECT_EQ(o.calibration_id, "cal-1");
  EXPECT_EQ(o.software, "0.1.0+abc123");
  EXPECT_EQ(o.detector, "cell.lte");
  EXPECT_EQ(o.detector_version, 7u);
  EXPECT_DOUBLE_EQ(o.confidence, 0.75);
  EXPECT_TRUE(o.exercise);
  ASSERT_TRUE(o.cell);
  EXPECT_EQ(o.cell->rat, "lte");
  EXPECT_EQ(o.cell->level, "sib1");
  EXPECT_DOUBLE_EQ(o.cell->frequency_hz, sent.frequency_hz);
  EXPECT_EQ(o.cell->channel, sent.channel);
  EXPECT_EQ(o.cell->physical_id, sent.physical_id);
  EXPECT_EQ(o.cell->duplex, "fdd");
  EXPECT_EQ(o.cell->bandwidth_prb, 100u);
  EXPECT_EQ(o.cell->ports, 2u);
  EXPECT_EQ(o.cell->plmns, sent.plmns);  // digits of the MNC included
  EXPECT_EQ(o.cell->tac, sent.tac);
  EXPECT_EQ(o.cell->cell_id, sent.cell_id);
  EXPECT_EQ(o.cell->band, 3u);
  EXPECT_EQ(o.cell->barred, true);
  EXPECT_EQ(o.cell->system_information, std::string("\x00\x40\xff", 3));
  EXPECT_DOUBLE_EQ(*o.cell->power_dbfs, -30.5);
  EXPECT_DOUBLE_EQ(*o.cell->rsrp_dbfs, -61.25);
  EXPECT_DOUBLE_EQ(*o.cell->rsrp_dbm, -81.25);
  EXPECT_DOUBLE_EQ(*o.cell->power_dbm, -50.5);
  EXPECT_DOUBLE_EQ(*o.cell->snr_db, 12.75);
  EXPECT_DOUBLE_EQ(o.cell->cfo_hz, -350.5);
}

TEST(WireContract, WhatWasNotMeasuredStaysAbsent) {
  dsp::Detection detection;
  detection.detector = {"cell.lte", 1};
  detection.confidence = 0.5F;
  const auto o = carried(node::to_wire(detection, identity(), {1, dsp::TimeQuality::kUnknown, -20.0F}));
  const auto& cell = *o.cell;
  EXPECT_EQ(cell.level, "sync");
  EXPECT_EQ(o.time_quality, "");
  EXPECT_EQ(o.calibration_id, "");
  EXPECT_FALSE(cell.channel || cell.bandwidth_prb || cell.ports || cell.tac || cell.cell_id || cell.band ||
               cell.barred);
  EXPECT_FALSE(cell.power_dbfs || cell.rsrp_dbfs || cell.power_dbm || cell.rsrp_dbm || cell.snr_db);
  EXPECT_TRUE(cell.plmns.empty());
  EXPECT_DOUBLE_EQ(cell.frequency_hz, 0.0);
}

TEST(WireContract, EveryRatAndLevelHasAName) {
  for (const auto rat : {dsp::Rat::kGsm, dsp::Rat::kUmts, dsp::Rat::kLte, dsp::Rat::kNbIot, dsp::Rat::kNr}) {
    for (const auto level :
         {dsp::DecodeLevel::kSync, dsp::DecodeLevel::kMib, dsp::DecodeLevel::kSystemInformation}) {
      dsp::Detection detection = full_detection();
      auto& cell = std::get<dsp::CellEvidence>(detection.evidence);
      cell.rat = rat;
      cell.level = level;
      const auto o = carried(node::to_wire(detection, identity(), {}));
      EXPECT_FALSE(o.cell->rat.empty());
      EXPECT_FALSE(o.cell->level.empty());
    }
  }
}

TEST(WireContract, EveryTimeQualityHasAName) {
  for (const auto quality : {dsp::TimeQuality::kFreeRunning, dsp::TimeQuality::kNtp, dsp::TimeQuality::kGnss,
                             dsp::TimeQuality::kRecording}) {
    EXPECT_FALSE(carried(node::to_wire(full_detection(), identity(), {1, quality})).time_quality.empty());
  }
}

TEST(WireContract, EveryNodeEventArrives) {
  for (int kind = wire::pb::NodeEventKind_MIN + 1; kind <= wire::pb::NodeEventKind_MAX; ++kind) {
    const auto o = carried(node::to_wire(static_cast<wire::pb::NodeEventKind>(kind), "quá lâu", 42,
                                         identity(), {1'795'348'800'000'000'000, dsp::TimeQuality::kNtp}));
    ASSERT_TRUE(o.event);
    EXPECT_FALSE(o.event->kind.empty()) << kind;
    EXPECT_EQ(o.event->text, "quá lâu");
    EXPECT_EQ(o.event->count, 42u);
    EXPECT_EQ(o.detector, "node.health");
  }
}

}  // namespace
}  // namespace sb::tests
