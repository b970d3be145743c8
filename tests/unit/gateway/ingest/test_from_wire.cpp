#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/ingest/from_wire.hpp"
#include "tests/unit/gateway/ingest/signed_node.hpp"

namespace sb::gateway::testing {
namespace {

TEST(FromWire, CellKeepsEveryFieldAndAbsenceStaysAbsent) {
  SignedNode node("lc-01");
  auto report = node.report();
  report.mutable_cell()->set_system_information(std::string("\x00\x80", 2));
  report.set_exercise(true);
  const auto body = wire::encode(report);
  const auto o = observation_from(report, body);
  EXPECT_EQ(o.key, (ObservationKey{"lc-01", node.boot(), 1}));
  EXPECT_EQ(o.body_sha256.size(), 32u);
  EXPECT_EQ(o.last_seen - o.first_seen, 80'000'000);
  EXPECT_EQ(o.time_quality, "ntp");
  EXPECT_TRUE(o.exercise);
  EXPECT_FALSE(o.event);
  const auto& cell = *o.cell;
  EXPECT_EQ(cell.rat, "lte");
  EXPECT_EQ(cell.level, "sib1");
  EXPECT_EQ(cell.duplex, "fdd");
  EXPECT_EQ(cell.plmns, (std::vector<models::Plmn>{{460, 11, 2}}));
  EXPECT_EQ(cell.tac, 6354u);
  EXPECT_EQ(cell.cell_id, 26814001u);
  EXPECT_EQ(cell.barred, false);
  EXPECT_EQ(cell.system_information.size(), 2u);
  EXPECT_DOUBLE_EQ(*cell.rsrp_dbfs, -61.25);
  EXPECT_FALSE(cell.rsrp_dbm);
}

TEST(FromWire, ACellWithSyncOnlyHasNoIdentity) {
  wire::pb::CellDetection sync;
  sync.set_rat(wire::pb::RAT_LTE);
  sync.set_level(wire::pb::DECODE_LEVEL_SYNC);
  sync.set_frequency_hz(1867.5e6);
  SignedNode node("lc-01");
  const auto report = node.report(sync);
  const auto cell = *observation_from(report, wire::encode(report)).cell;
  EXPECT_EQ(cell.level, "sync");
  EXPECT_TRUE(cell.plmns.empty());
  EXPECT_FALSE(cell.tac || cell.cell_id || cell.barred || cell.bandwidth_prb || cell.channel);
  EXPECT_EQ(cell.duplex, "");
}

TEST(FromWire, LevelsHaveTheNamesOfTheirRat) {
  wire::pb::CellDetection gsm;
  gsm.set_rat(wire::pb::RAT_GSM);
  gsm.set_level(wire::pb::DECODE_LEVEL_MIB);
  SignedNode node("lc-01");
  auto report = node.report(gsm);
  EXPECT_EQ(observation_from(report, "").cell->level, "sch");
  report.mutable_cell()->set_level(wire::pb::DECODE_LEVEL_SYSTEM_INFORMATION);
  EXPECT_EQ(observation_from(report, "").cell->level, "si3");
}

TEST(FromWire, EventTextIsNormalised) {
  SignedNode node("lc-01");
  auto report = node.event(wire::pb::NODE_EVENT_KIND_STREAM_STALLED);
  report.mutable_event()->set_text("tre\xCC\x82n");  // e + combining circumflex
  const auto o = observation_from(report, "");
  EXPECT_FALSE(o.cell);
  EXPECT_EQ(o.event->kind, "stream_stalled");
  EXPECT_EQ(o.event->text, "tr\xC3\xAAn");  // ê
  EXPECT_EQ(o.event->count, 3u);
}

TEST(FromWire, StatusUsesTheNamesOfTheSchema) {
  SignedNode node("lc-01", 0x00ff);
  auto status = node.status(wire::pb::NODE_STATE_DEGRADED);
  status.add_faults("disk nearly full");
  status.mutable_spool()->set_oldest_boot_id(0xfedcba9876543210ULL);
  const auto object = nlohmann::json::parse(status_json_from(status));
  EXPECT_EQ(object["boot_id"], "00000000000000ff");
  EXPECT_EQ(object["state"], "degraded");
  EXPECT_EQ(object["utc_ns"], std::to_string(kNoon));
  EXPECT_EQ(object["time_quality"], "ntp");
  EXPECT_EQ(object["spool"]["oldest_boot_id"], "fedcba9876543210");
  EXPECT_EQ(object["receiver"]["dropped_samples"], 0);
  EXPECT_EQ(object["faults"], nlohmann::json({"disk nearly full"}));
}

}  // namespace
}  // namespace sb::gateway::testing
