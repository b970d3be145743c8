// Cases by hand, split, linked, escalated; suppressions tried before they are laid.
#include <gtest/gtest.h>

#include "gateway/incident/actions.hpp"
#include "gateway/incident/cases.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class CasesTest : public ::testing::Test {
 protected:
  std::int64_t add(const std::string& cause, std::size_t observations = 0) {
    auto incident = incident_row(cause);
    store_->write([&](Transaction& tx) {
      if (!tx.node("lc-01")) tx.put_node(node_row());
      incident.observation_count = observations;
      tx.put_incident(incident);
      for (std::size_t i = 0; i < observations; ++i) {
        auto o = observation("lc-01", 7, ++seq_);
        o.first_seen += static_cast<UtcNs>(i);
        tx.insert_observation(o);
        tx.link_observation(o.id, incident.id);
      }
    });
    return incident.id;
  }
  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "gateway.db");
  std::uint64_t seq_ = 0;
};

TEST_F(CasesTest, ACaseByHandSaysThatItIsOne) {
  const Place place{"02647", "Phường Lào Cai", 22.5, 104.0, 5000.0, std::nullopt, {}};
  const auto made =
      open_case(*store_, {"foreign_service_use", "Hộp SIM ở chợ", "40 SIM", place}, "an", kNoon);
  ASSERT_TRUE(made) << made.error().text;
  const auto back = *store_->incident(made->id);
  EXPECT_TRUE(back.manual);
  EXPECT_EQ(back.title, "Hộp SIM ở chợ");
  EXPECT_EQ(back.owner, "an");
  EXPECT_EQ(back.state, "open");
  EXPECT_FALSE(open_case(*store_, {"nonsense", "t", "", place}, "an", kNoon));
  EXPECT_FALSE(open_case(*store_, {"jamming", "", "", place}, "an", kNoon));
  EXPECT_FALSE(open_case(*store_, {"jamming", "t", "", {}}, "an", kNoon));
}

TEST_F(CasesTest, AssignAndLinkAreAuditedAndShownOnBoth) {
  const auto a = add("a"), b = add("b");
  ASSERT_TRUE(assign(*store_, a, "binh", "an", kNoon));
  EXPECT_EQ(store_->incident(a)->owner, "binh");
  ASSERT_TRUE(gateway::link(*store_, a, b, "an", kNoon));
  EXPECT_EQ(store_->incident(b)->links, (std::vector<IncidentLink>{{a, "by_hand"}}));
  EXPECT_FALSE(gateway::link(*store_, a, a, "an", kNoon));
  EXPECT_FALSE(gateway::link(*store_, a, 99, "an", kNoon));
  EXPECT_EQ(store_->audit_of("incident/" + std::to_string(a), 10).size(), 2u);
}

TEST_F(CasesTest, SplitMovesObservationsAndLeavesAtLeastOne) {
  const auto id = add("a", 5);
  ObservationFilter of;
  of.incident_id = id;
  const auto all = store_->observations(of);
  const auto child = split(*store_, id, {all[0].id, all[1].id}, "an", kNoon);
  ASSERT_TRUE(child) << child.error().text;
  EXPECT_EQ(store_->incident(id)->observation_count, 3u);
  EXPECT_EQ(child->observation_count, 2u);
  EXPECT_EQ(child->nodes, std::vector<std::string>{"lc-01"});
  of.incident_id = child->id;
  EXPECT_EQ(store_->observations(of).size(), 2u);
  EXPECT_FALSE(split(*store_, id, {all[0].id}, "an", kNoon)) << "it is not there any more";
  EXPECT_FALSE(split(*store_, id, {all[2].id, all[3].id, all[4].id}, "an", kNoon)) << "nothing would stay";
}

TEST_F(CasesTest, WhatNobodyAcknowledgesGoesToTheNextOnDuty) {
  const auto id = add("a");
  store_->write([&](Transaction& tx) {
    auto incident = *tx.incident(id);
    incident.acknowledge_due = kNoon + 10;
    tx.put_incident(incident);
    tx.put_document({"duty", "roster",
                     R"({"shifts":[{"from":0,"until":9000000000000000000,"user":"an","backup":"binh"}]})",
                     kNoon, "x", 0});
  });
  EXPECT_EQ(escalate(*store_, kNoon + 9), 0u);
  EXPECT_EQ(escalate(*store_, kNoon + 10), 1u);
  EXPECT_EQ(store_->incident(id)->owner, "an");
  EXPECT_EQ(escalate(*store_, kNoon + 11), 0u) << "the next has time";
  EXPECT_EQ(escalate(*store_, store_->incident(id)->acknowledge_due), 1u);
  EXPECT_EQ(store_->incident(id)->owner, "binh");
  EXPECT_EQ(store_->incident(id)->escalation, 2);
  ASSERT_TRUE(acknowledge(*store_, id, "binh", "", kNoon));
  EXPECT_EQ(escalate(*store_, kNoon + 1'000'000'000'000'000), 0u) << "acknowledged ones wait for nobody";
}

TEST_F(CasesTest, ADryRunSaysWhatASuppressionWouldHaveCost) {
  const auto a = add("a"), b = add("b");
  ASSERT_TRUE(confirm(*store_, b, "an", "", kNoon));
  Suppression s;
  s.plmn = "460-01";
  s.reason = "known";
  s.expires = kNoon + 1;
  const auto run = dry_run(*store_, s, kNoon);
  EXPECT_EQ(run.hidden, (std::vector<std::int64_t>{b, a}));
  EXPECT_EQ(run.confirmed, 1u);
  s.plmn = "460-00";
  EXPECT_TRUE(dry_run(*store_, s, kNoon).hidden.empty());
}

TEST_F(CasesTest, SuppressionsNeedAScopeAReasonAndAnEnd) {
  Suppression s;
  s.reason = "x";
  s.expires = kNoon + 1;
  EXPECT_FALSE(suppress(*store_, s, "an", kNoon)) << "no scope";
  s.node = "lc-01";
  s.expires = kNoon;
  EXPECT_FALSE(suppress(*store_, s, "an", kNoon)) << "in the past";
  s.expires = kNoon + 2 * kLongestSuppressionNs;
  EXPECT_FALSE(suppress(*store_, s, "an", kNoon)) << "for ever";
  s.expires = kNoon + 1;
  const auto made = suppress(*store_, s, "an", kNoon);
  ASSERT_TRUE(made);
  EXPECT_EQ(store_->documents(kSuppressionCollection).size(), 1u);
  ASSERT_TRUE(withdraw_suppression(*store_, made->id, "an", kNoon));
  EXPECT_TRUE(store_->documents(kSuppressionCollection).empty());
  EXPECT_FALSE(withdraw_suppression(*store_, made->id, "an", kNoon));
}

}  // namespace
}  // namespace sb::gateway::testing
