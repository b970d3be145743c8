// Signs of a false domestic cell: alone they accuse nobody, together they do; a foreign network is never
// asked.
#include <algorithm>

#include <gtest/gtest.h>

#include "gateway/correlate/suspicion.hpp"
#include "tests/unit/gateway/correlate/correlator_fixture.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kMinute = 60'000'000'000;

std::vector<std::string> rules_of(const std::vector<WeighedReason>& reasons) {
  std::vector<std::string> rules;
  for (const auto& reason : reasons) rules.push_back(reason.reason.rule);
  return rules;
}

bool fired(const Incident& incident, std::string_view rule) {
  return std::ranges::any_of(incident.reasons, [&](const Reason& r) { return r.rule == rule; });
}

TEST(Suspicion, AnHonestCellHasNone) {
  auto cell = unicom_cell();
  cell.plmns = {{452, 4, 2}};
  cell.broadcast_json = R"({"q_rx_lev_min_dbm":-124,"reference_signal_power_dbm":15,"reselection_priority":5,
    "value_tag":3,"scheduled_sibs":[2,3,5,6],"neighbours":[{"rat":"gsm","channel":57,"priority":1}]})";
  EXPECT_TRUE(suspicions(cell, {}, true, "2026-11-22").empty());
}

TEST(Suspicion, UntouchedLabSoftwareAndItsTrapsAreSeen) {
  auto cell = unicom_cell();
  cell.broadcast_json =
      R"({"q_rx_lev_min_dbm":-130,"reference_signal_power_dbm":0,"reselection_priority":7,"q_hyst_db":24,
    "value_tag":0,"scheduled_sibs":[3],"neighbours":[{"rat":"gsm","channel":57,"priority":7},
    {"rat":"lte","channel":1575,"priority":6}]})";
  EXPECT_EQ(rules_of(suspicions(cell, {}, true, "2026-11-22")),
            (std::vector<std::string>{"broadcast.lab_defaults", "broadcast.sparse", "reselection.trap"}));
  // As a node says it: SIB2 is announced with the first message.
  cell.broadcast_json = R"({"q_rx_lev_min_dbm":-130,"reference_signal_power_dbm":0,"value_tag":0,
    "scheduled_sibs":[2,3]})";
  EXPECT_EQ(rules_of(suspicions(cell, {}, true, "2026-11-22")),
            (std::vector<std::string>{"broadcast.lab_defaults", "broadcast.sparse"}));
  cell.broadcast_json = R"({"reselection_priority":4,"scheduled_sibs":[2,3,7],
    "neighbours":[{"rat":"gsm","channel":57,"priority":7}]})";
  EXPECT_EQ(rules_of(suspicions(cell, {}, true, "2026-11-22")),
            std::vector<std::string>{"reselection.downgrade"});
}

TEST(Suspicion, GsmIsGoneSinceItsSunsetUnlessRegistered) {
  HeardCell cell;
  cell.rat = "gsm";
  EXPECT_TRUE(suspicions(cell, {}, false, "2026-09-15").empty());
  EXPECT_EQ(rules_of(suspicions(cell, {}, false, "2026-09-16")),
            std::vector<std::string>{"rat.after_sunset"});
  EXPECT_TRUE(suspicions(cell, {}, true, "2026-11-22").empty());
}

TEST(Suspicion, WeakSignsAccuseNobodyAndStrongOnesDo) {
  CellPast past;
  past.clock_ppm = 0.9;
  Judgement judgement;
  weigh(judgement, suspicions(unicom_cell(), past, true, "2026-11-22"));
  EXPECT_EQ(judgement.kind, "") << "one odd clock";
  past.tacs_in_a_day = 5;
  weigh(judgement, suspicions(unicom_cell(), past, true, "2026-11-22"));
  EXPECT_EQ(judgement.kind, "rogue_cell");
  Judgement foreign;
  foreign.kind = "spillover";
  weigh(foreign, suspicions(unicom_cell(), past, false, "2026-11-22"));
  EXPECT_EQ(foreign.kind, "spillover");
  EXPECT_TRUE(foreign.reasons.empty());
}

class LedgerTest : public CorrelatorFixture {
 protected:
  std::vector<Emitter> emitters(bool exercise = false) {
    EmitterFilter filter;
    filter.exercise = exercise;
    return store_->emitters(filter);
  }
};

TEST_F(LedgerTest, OneRowForACellHoweverOftenItIsHeard) {
  auto weak = unicom_cell();
  weak.rsrp_dbfs = -90.0;
  hear(weak, {"lc-02"});
  hear(unicom_cell(), {"lc-01", kMinute});
  hear(weak, {"lc-02", 2 * kMinute});
  ASSERT_EQ(emitters().size(), 1u);
  const auto e = emitters()[0];
  EXPECT_EQ(e.plmn, "460-01");
  EXPECT_EQ(e.verdict, "foreign_expected");
  EXPECT_EQ(e.observations, 3u);
  EXPECT_EQ(e.nodes, (std::vector<std::string>{"lc-02", "lc-01"}));
  EXPECT_DOUBLE_EQ(*e.best_dbfs, -58.1);
  EXPECT_NEAR(e.latitude_deg, 22.4989, 1e-9) << "where it was heard best";
  EXPECT_EQ(e.commune, "Phường Lào Cai");
  const auto days = store_->emitter_days(e.id, "");
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].day, "2026-11-22");
  EXPECT_EQ(days[0].hours, 1u << 19) << "12:00 UTC is 19:00 in Viet Nam";
  EXPECT_NEAR(*days[0].level_mean_db, (-90.0 - 58.1 - 90.0) / 3.0, 1e-9);
  EXPECT_DOUBLE_EQ(*days[0].level_max_db, -58.1);
}

TEST_F(LedgerTest, ATestNetworkIsNoDomesticCell) {
  auto cell = viettel_cell(257);
  cell.plmns = {{1, 1, 2}};
  hear(cell);
  EXPECT_EQ(emitters().at(0).verdict, "unknown");
  EXPECT_EQ(incidents().at(0).kind, "rogue_cell");
}

TEST_F(LedgerTest, TacChurnMakesARogueOfACellThatFitsTheRegistry) {
  registered(registry_row());
  auto cell = viettel_cell();
  for (std::uint32_t i = 0; i < 6; ++i) {
    hear(cell, {"lc-01", UtcNs{i} * kMinute});
    *cell.tac += 1;
  }
  const auto all = incidents();
  const auto rogue = std::ranges::find(all, std::string("rogue_cell"), &Incident::kind);
  ASSERT_NE(rogue, all.end());
  EXPECT_TRUE(fired(*rogue, "identity.tac_churn"));
}

TEST_F(LedgerTest, OneCellIdOnTwoCarriersIsAClone) {
  registered(registry_row());
  hear(viettel_cell());
  EXPECT_TRUE(incidents().empty());
  auto clone = viettel_cell();
  clone.frequency_hz = 1850e6;
  clone.channel = 1650;
  hear(clone, {"lc-01", kMinute});
  EXPECT_EQ(emitters().at(0).verdict, "clone");
}

TEST_F(LedgerTest, TheClockIsHeldAgainstTheConsensusOfRegisteredCells) {
  for (std::uint64_t i = 0; i < 10; ++i) {
    auto row = registry_row(7000 + i);
    row.pci = static_cast<std::uint32_t>(100 + i);
    registered(row);
    auto cell = viettel_cell(7000 + i);
    cell.physical_id = static_cast<std::uint32_t>(100 + i);
    cell.cfo_hz = 2000.0 + static_cast<double>(i);  // the node's own oscillator: 1.09 ppm
    hear(cell);
  }
  EXPECT_TRUE(incidents().empty());
  auto odd = viettel_cell(99);
  odd.cfo_hz = 2000.0 - 1842.5;  // 1 ppm beside the others
  hear(odd);
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "rogue_cell");
  EXPECT_TRUE(fired(incidents()[0], "clock.consensus"));
  EXPECT_NEAR(*emitters().at(0).clock_ppm, -1.0, 0.02);
  auto renamed = odd;  // the same box under another name
  renamed.cell_id = 100;
  renamed.cfo_hz += 5.0;
  hear(renamed, {"lc-01", kMinute});
  const auto all = emitters();
  EXPECT_EQ(all.at(0).same_as, all.at(1).id);
}

TEST_F(LedgerTest, AFalseCellAfterJammingIsLinkedToIt) {
  registered(registry_row());
  HeardJamming jammer;
  jammer.kind = "barrage";
  jammer.centre_hz = 2600e6;
  jammer.bandwidth_hz = 20e6;
  hear(jammer);
  hear(viettel_cell(424242), {"lc-01", 2 * kMinute});
  const auto rogue = incidents().at(0);
  EXPECT_EQ(rogue.kind, "rogue_cell");
  EXPECT_TRUE(fired(rogue, "chain.jam_then_capture"));
  ASSERT_EQ(rogue.links.size(), 1u);
  EXPECT_EQ(rogue.links[0].relation, "jam_then_capture");
  EXPECT_EQ(store_->incident(rogue.links[0].incident_id)->links.at(0).incident_id, rogue.id);
}

TEST_F(LedgerTest, ASuppressedCauseOpensNothingUntilItEnds) {
  Suppression s;
  s.plmn = "460-01";
  s.reason = "coordinated with China Unicom";
  s.expires = kNoon + 10 * kMinute;
  store_->write([&](Transaction& tx) {
    tx.put_document({kSuppressionCollection, "1", to_json_text(s), kNoon, "x", 0});
  });
  hear(unicom_cell());
  EXPECT_TRUE(incidents().empty());
  EXPECT_EQ(store_->observation_count(), 1u) << "observations are kept";
  hear(unicom_cell(), {"lc-01", 11 * kMinute});
  EXPECT_EQ(incidents().size(), 1u);
}

TEST_F(LedgerTest, WhatLiesInARestrictedBandNeverReachesATicket) {
  registered(registry_row());
  store_->write([&](Transaction& tx) {
    tx.put_document({kRestrictedBandCollection, "1",
                     to_json_text(RestrictedBand{1840e6, 1845e6, "quốc phòng"}), kNoon, "x", 0});
  });
  hear(unicom_cell());
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_TRUE(store_->tickets(std::nullopt).empty());
}

TEST_F(LedgerTest, AnOpenIncidentHasATimeToBeAcknowledged) {
  hear(unicom_cell());
  EXPECT_EQ(incidents().at(0).acknowledge_due, kNoon + 240 * kMinute);
}

}  // namespace
}  // namespace sb::gateway::testing
