#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/causes.hpp"
#include "tests/unit/gateway/correlate/correlator_fixture.hpp"

namespace sb::gateway::testing {
namespace {

class CorrelatorTest : public CorrelatorFixture {};

TEST_F(CorrelatorTest, OneIncidentPerCauseAcrossNodesAndTime) {
  const auto first = hear(unicom_cell());
  const auto alone = incidents().at(0).confidence;
  for (int i = 1; i <= 20; ++i) hear(unicom_cell(), {i % 2 == 0 ? "lc-01" : "lc-02", i * 60'000'000'000});
  ASSERT_EQ(incidents().size(), 1u);
  const auto incident = incidents().at(0);
  EXPECT_EQ(incident.id, first.incident_id);
  EXPECT_EQ(incident.kind, "spillover");
  EXPECT_EQ(incident.observation_count, 21u);
  EXPECT_EQ(incident.nodes, (std::vector<std::string>{"lc-01", "lc-02"}));
  EXPECT_GT(incident.confidence, alone);
  EXPECT_EQ(incident.first_seen, kNoon);
  EXPECT_EQ(incident.report_due, kNoon + kDayNs);
  EXPECT_EQ(incident.last_seen, kNoon + 1'000'000'000 + 20 * 60'000'000'000);
  EXPECT_EQ(incident.reasons.back().rule, "corroboration.nodes");
  EXPECT_EQ(incident.cause_key, "spillover:lte:460-01:32508418:1575");
}

TEST_F(CorrelatorTest, DifferentCellsAreDifferentCauses) {
  auto other_id = unicom_cell();
  other_id.cell_id = 1;
  auto other_channel = unicom_cell();
  other_channel.channel = 1300;
  other_channel.frequency_hz = 1815e6;
  hear(unicom_cell());
  hear(other_id);
  hear(other_channel);
  EXPECT_EQ(incidents().size(), 3u);
}

TEST_F(CorrelatorTest, ALateReportMovesTheClockBack) {
  hear(unicom_cell(), {"lc-01", 3'600'000'000'000});
  hear(unicom_cell(), {"lc-02", 0});  // spooled through an outage
  const auto incident = incidents().at(0);
  EXPECT_EQ(incident.first_seen, kNoon);
  EXPECT_EQ(incident.report_due, kNoon + kDayNs);
}

TEST_F(CorrelatorTest, AFinalIncidentStaysFinalAndANewOneOpens) {
  hear(unicom_cell());
  store_->write([](Transaction& tx) {
    auto incident = *tx.incident(1);
    incident.state = "closed";
    tx.put_incident(incident);
  });
  const auto again = hear(unicom_cell());
  ASSERT_EQ(incidents().size(), 2u);
  EXPECT_EQ(again.incident_id, 2);
  EXPECT_EQ(store_->incident(1)->observation_count, 1u);
}

TEST_F(CorrelatorTest, WhatIsHeardOfAMergedCauseGoesToTheTarget) {
  auto other = unicom_cell();
  other.cell_id = 1;
  hear(unicom_cell());
  hear(other);
  store_->write([](Transaction& tx) {
    auto source = *tx.incident(1);
    source.state = "merged";
    source.merged_into = 2;
    tx.put_incident(source);
  });
  EXPECT_EQ(hear(unicom_cell()).incident_id, 2);
  EXPECT_EQ(store_->incident(2)->cell->cell_id, 1u);  // still about its own cell
  EXPECT_EQ(incidents().size(), 2u);
}

TEST_F(CorrelatorTest, ExercisesNeverMixWithTheReal) {
  hear(unicom_cell());
  hear(unicom_cell(), {.exercise = true});
  ASSERT_EQ(incidents().size(), 2u);
  EXPECT_TRUE(incidents()[0].exercise);
  EXPECT_FALSE(incidents()[1].exercise);
}

TEST_F(CorrelatorTest, WithoutARegistryDomesticCellsAreObservedAndSaidOnce) {
  for (int i = 0; i < 3; ++i)
    EXPECT_FALSE(hear(viettel_cell(100 + static_cast<std::uint64_t>(i))).incident_id);
  EXPECT_TRUE(incidents().empty());
  EXPECT_EQ(store_->audit_of("plmn/452-04", 10).size(), 1u);
}

TEST_F(CorrelatorTest, WithARegistryTheUnknownCellIsRogueAndTheKnownIsNot) {
  registered(registry_row());
  EXPECT_FALSE(hear(viettel_cell()).incident_id);
  hear(viettel_cell(999));
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "rogue_cell");
  EXPECT_EQ(incidents()[0].severity, "high");
}

TEST_F(CorrelatorTest, ARowThatHadEndedWhenTheCellWasHeardDoesNotExcuseIt) {
  auto ended = registry_row();
  ended.valid_to = "2026-11-21";
  registered(ended);
  hear(viettel_cell());
  EXPECT_EQ(incidents().at(0).kind, "rogue_cell");
}

TEST_F(CorrelatorTest, AMismatchIsItsOwnKind) {
  registered(registry_row());
  auto cell = viettel_cell();
  cell.physical_id = 43;
  hear(cell);
  EXPECT_EQ(incidents().at(0).kind, "registry_mismatch");
}

TEST_F(CorrelatorTest, APciAloneOpensNothing) {
  EXPECT_FALSE(hear(sync_only()).incident_id);
  EXPECT_TRUE(incidents().empty());
}

TEST_F(CorrelatorTest, AnUndecodedCellJoinsTheOpenIncidentOfItsRadioIdentityNearby) {
  hear(unicom_cell());
  const auto confidence = incidents()[0].confidence;
  EXPECT_EQ(hear(sync_only(), {"lc-02"}).incident_id, 1);
  EXPECT_FALSE(hear(sync_only(), {"far-1"}).incident_id);
  EXPECT_FALSE(hear(sync_only(258)).incident_id);
  EXPECT_FALSE(hear(sync_only(), {.exercise = true}).incident_id);
  const auto incident = incidents().at(0);
  EXPECT_EQ(incident.nodes.size(), 2u);
  EXPECT_EQ(incident.confidence, confidence);    // a PCI is no proof
  EXPECT_EQ(incident.cell->cell_id, 32508418u);  // although the undecoded one was stronger
}

TEST_F(CorrelatorTest, ARegisteredCellNearbyExplainsAnUndecodedOne) {
  hear(unicom_cell());
  auto row = registry_row();
  row.pci = 257;
  registered(row);
  EXPECT_FALSE(hear(sync_only()).incident_id);
}

TEST_F(CorrelatorTest, TheBestDecodedCellRepresentsTheIncident) {
  auto weak = unicom_cell();
  weak.rsrp_dbfs = -90.0;
  hear(weak);
  hear(unicom_cell());
  hear(weak);
  EXPECT_DOUBLE_EQ(*incidents().at(0).cell->rsrp_dbfs, -58.1);
}

TEST_F(CorrelatorTest, SpilloverOnACarriersChannelDraftsItsTicketOnce) {
  registered(registry_row());
  for (int i = 0; i < 5; ++i) hear(unicom_cell(), {i % 2 == 0 ? "lc-01" : "lc-02", i});
  const auto tickets = store_->tickets(1);
  ASSERT_EQ(tickets.size(), 1u);
  EXPECT_EQ(tickets[0].carrier, "viettel");
  EXPECT_EQ(tickets[0].state, "draft");
  const auto reasons = incidents().at(0).reasons;
  EXPECT_EQ(std::ranges::count(reasons, "overlap.registered", &Reason::rule), 1);
}

}  // namespace
}  // namespace sb::gateway::testing
