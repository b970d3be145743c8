// Judging the past again, the evidence of rules, holds, and the spillover's figures through the real server.
#include <gtest/gtest.h>

#include "gateway/correlate/base_rates.hpp"
#include "gateway/correlate/correlator.hpp"
#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

const nlohmann::json kScope = {{"since", "2026-11-01T00:00:00Z"}, {"until", "2026-12-01T00:00:00Z"}};

/// A rogue cell that a late row of the registry explains.
void hear_what_comes_late(TestServer& server) {
  Correlator correlator(CommuneIndex::built_in());
  auto cell = unicom_cell();
  cell.plmns = {{452, 4, 2}};
  cell.cell_id = 999;
  cell.tac = 20101;
  cell.physical_id = 42;
  server.store->write([&](Transaction& tx) {
    tx.put_node(node_row());
    auto other = registry_row(1);
    tx.put_registry_cell(other);
    auto o = observation("lc-01", 7, 1, cell);
    tx.insert_observation(o);
    correlator.observe(tx, o, kNoon);
    auto late = registry_row(999);
    tx.put_registry_cell(late);
  });
}

TEST(ReplayHttp, IsLookedAtByOperatorsAndAppliedBySupervisors) {
  TestServer server;
  hear_what_comes_late(server);
  auto client = server.signed_in("operator");
  const auto looked = client.post("/api/v1/replay", kScope);
  ASSERT_EQ(looked.status, 200U) << looked.body;
  EXPECT_EQ(looked.json()["count"], 1);
  EXPECT_EQ(looked.json()["differences"][0]["change"], "cleared");
  EXPECT_EQ(looked.json()["differences"][0]["was"], "rogue_cell");
  EXPECT_EQ(client.post("/api/v1/replay/apply", kScope).status, 403U);
  EXPECT_EQ(client.post("/api/v1/replay", {{"since", "yesterday"}}).status, 400U);
  EXPECT_EQ(client.post("/api/v1/replay", {{"since", "2027-11-01T00:00:00Z"}}).status, 400U);
  EXPECT_EQ(server.signed_in("carrier").post("/api/v1/replay", kScope).status, 403U);
  auto supervisor = server.signed_in("supervisor");
  const auto applied = supervisor.post("/api/v1/replay/apply", kScope);
  ASSERT_EQ(applied.status, 200U) << applied.body;
  EXPECT_EQ(applied.json()["cleared"], 1);
  EXPECT_EQ(client.get("/api/v1/incidents/1").json()["state"], "dismissed");
}

TEST(RulesHttp, SayWhatPeopleDecided) {
  TestServer server;
  server.store->write([](Transaction& tx) {
    tx.put_document(
        {kBaseRateCollection, "registry.absent", R"({"confirmed":2,"dismissed":40})", kNoon, "test", 0});
  });
  const auto rules = server.signed_in("operator").get("/api/v1/rules").json()["rules"];
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules[0]["dismissed"], 40);
  EXPECT_EQ(rules[0]["in_force"], true);
}

TEST(HoldHttp, IsTheSupervisors) {
  TestServer server;
  server.add_incident("a");
  EXPECT_EQ(server.signed_in("operator").post("/api/v1/incidents/1/hold", {{"reason", "x"}}).status, 403U);
  auto supervisor = server.signed_in("supervisor");
  EXPECT_EQ(supervisor.post("/api/v1/incidents/1/hold", {{"reason", ""}}).status, 400U);
  EXPECT_EQ(supervisor.post("/api/v1/incidents/9/hold", {{"reason", "x"}}).status, 404U);
  EXPECT_EQ(supervisor.post("/api/v1/incidents/1/hold", {{"reason", "vụ án"}}).json()["held"], true);
  EXPECT_EQ(supervisor.post("/api/v1/incidents/1/release", {{"reason", "xong"}}).json()["held"], false);
}

TEST(SpilloverHttp, ComparesAMeanOfSixMinutesWithTheTrigger) {
  TestServer server;
  Correlator correlator(CommuneIndex::built_in());
  server.store->write([&](Transaction& tx) {
    tx.put_node(node_row());
    for (int minute = 0; minute < 7; ++minute) {
      auto cell = unicom_cell();
      cell.rsrp_dbm = -95.0;
      auto o = observation("lc-01", 7, static_cast<std::uint64_t>(minute + 1), cell);
      o.first_seen += minute * 60'000'000'000LL;
      o.last_seen += minute * 60'000'000'000LL;
      tx.insert_observation(o);
      correlator.observe(tx, o, kNoon);
    }
  });
  const auto rows = server.signed_in("operator").get("/api/v1/spillover").json()["rows"];
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["above_trigger"], true);
  EXPECT_EQ(rows[0]["field_samples"], 7);
  EXPECT_NEAR(rows[0]["field_dbuv_m_5mhz"].get<double>(), 72.3, 0.1);
  EXPECT_EQ(rows[0]["compared"], false);
}

}  // namespace
}  // namespace sb::gateway::testing
