#include <stdexcept>
#include <thread>

#include "tests/unit/gateway/store/samples.hpp"
#include "tests/unit/gateway/store/store_contract.hpp"

namespace sb::gateway::testing {
namespace {

std::uint64_t through(Store& store, std::uint64_t boot) {
  std::uint64_t result = 0;
  store.write([&](Transaction& tx) { result = tx.contiguous_through("lc-01", boot); });
  return result;
}

void insert(Store& store, std::uint64_t boot, std::initializer_list<std::uint64_t> seqs) {
  store.write([&](Transaction& tx) {
    if (!tx.node("lc-01")) tx.put_node(node_row());
    for (const auto seq : seqs) {
      auto o = observation("lc-01", boot, seq);
      EXPECT_TRUE(tx.insert_observation(o));
      EXPECT_GT(o.id, 0);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Every, StoreContract, every_database(), name_of);

TEST_P(StoreContract, ObservationComesBackAsItWentIn) {
  insert(*store_, 0xfedcba9876543210ULL, {1});  // a boot id above 2^63 survives
  reopen();
  const auto all = store_->observations({});
  ASSERT_EQ(all.size(), 1u);
  const auto expected = observation("lc-01", 0xfedcba9876543210ULL, 1);
  const auto& got = all[0];
  EXPECT_EQ(got.key, expected.key);
  EXPECT_EQ(got.envelope, expected.envelope);
  EXPECT_EQ(got.body_sha256, expected.body_sha256);
  EXPECT_EQ(got.first_seen, expected.first_seen);
  EXPECT_EQ(got.detector, "cell.lte");
  ASSERT_TRUE(got.cell);
  EXPECT_EQ(got.cell->plmns, expected.cell->plmns);
  EXPECT_EQ(got.cell->system_information, expected.cell->system_information);
  EXPECT_EQ(got.cell->cell_id, expected.cell->cell_id);
  EXPECT_EQ(got.cell->barred, false);
  EXPECT_EQ(got.cell->rsrp_dbm, std::nullopt);
  EXPECT_DOUBLE_EQ(*got.cell->rsrp_dbfs, -58.1);
  EXPECT_FALSE(got.event);
  EXPECT_FALSE(got.incident_id);
}

TEST_P(StoreContract, SecondDeliveryChangesNothing) {
  insert(*store_, 7, {1});
  store_->write([&](Transaction& tx) {
    auto again = observation("lc-01", 7, 1);
    again.detector = "other";
    EXPECT_FALSE(tx.insert_observation(again));
  });
  EXPECT_EQ(store_->observation_count(), 1u);
  EXPECT_EQ(store_->observations({})[0].detector, "cell.lte");
}

TEST_P(StoreContract, ExceptionLeavesNoTrace) {
  EXPECT_THROW(store_->write([&](Transaction& tx) {
    tx.put_node(node_row());
    tx.event("node", "{}");
    throw std::runtime_error("power cut");
  }),
               std::runtime_error);
  EXPECT_TRUE(store_->nodes().empty());
  EXPECT_EQ(store_->newest_event_id(), 0);
  insert(*store_, 7, {1});  // and the store still works
  EXPECT_EQ(store_->observation_count(), 1u);
}

TEST_P(StoreContract, ContiguousThroughStopsAtTheFirstHole) {
  insert(*store_, 7, {1, 2, 4, 5});
  EXPECT_EQ(through(*store_, 7), 2u);
  insert(*store_, 7, {3});
  EXPECT_EQ(through(*store_, 7), 5u);
  EXPECT_EQ(through(*store_, 8), 0u);
}

TEST_P(StoreContract, DeclaredLossClosesTheHole) {
  insert(*store_, 7, {1, 2, 5, 9, 10, 12});
  store_->write([](Transaction& tx) { tx.declare_lost_below("lc-01", 7, 9); });
  EXPECT_EQ(through(*store_, 7), 10u);  // 9 and 10 were waiting behind the hole
  store_->write([](Transaction& tx) { tx.declare_lost_below("lc-01", 7, 4); });
  EXPECT_EQ(through(*store_, 7), 10u);  // an older word changes nothing
  reopen();
  EXPECT_EQ(through(*store_, 7), 10u);
  insert(*store_, 7, {3});  // comes after all: kept
  EXPECT_EQ(through(*store_, 7), 10u);
}

TEST_P(StoreContract, LossOfEverythingToTheLargestNumberIsBounded) {
  insert(*store_, 7, {1});
  store_->write([](Transaction& tx) { tx.declare_lost_below("lc-01", 7, ~std::uint64_t{0}); });
  EXPECT_GT(through(*store_, 7), 1u);
}

TEST_P(StoreContract, OneActiveIncidentPerCause) {
  store_->write([](Transaction& tx) {
    auto first = incident_row("spillover:x");
    tx.put_incident(first);
    EXPECT_GT(first.id, 0);
    EXPECT_EQ(tx.open_incident("spillover:x")->id, first.id);
    EXPECT_FALSE(tx.open_incident("spillover:y"));
  });
  EXPECT_THROW(store_->write([](Transaction& tx) {
    auto second = incident_row("spillover:x");
    tx.put_incident(second);
  }),
               StoreError);
  EXPECT_EQ(store_->incidents({}).size(), 1u);
}

TEST_P(StoreContract, FinalStatesFreeTheCauseAndMergesAreFollowed) {
  store_->write([](Transaction& tx) {
    auto a = incident_row("spillover:a");
    auto b = incident_row("spillover:b");
    tx.put_incident(a);
    tx.put_incident(b);
    a.state = "merged";
    a.merged_into = b.id;
    tx.put_incident(a);
    EXPECT_EQ(tx.open_incident("spillover:a")->id, b.id);
    b.state = "closed";
    tx.put_incident(b);
    EXPECT_FALSE(tx.open_incident("spillover:a"));
    auto again = incident_row("spillover:a");
    tx.put_incident(again);
    EXPECT_EQ(tx.open_incident("spillover:a")->id, again.id);
  });
}

TEST_P(StoreContract, LinksFillNodesAndBestLevels) {
  insert(*store_, 7, {1, 2});
  std::int64_t id = 0;
  store_->write([&](Transaction& tx) {
    tx.put_node(node_row("lc-02"));
    auto incident = incident_row("spillover:a");
    tx.put_incident(incident);
    id = incident.id;
    auto strong = unicom_cell();
    strong.rsrp_dbfs = -40.0;
    strong.rsrp_dbm = -95.0;
    auto o = observation("lc-01", 7, 3, strong);
    tx.insert_observation(o);
    auto other = observation("lc-02", 1, 1);
    tx.insert_observation(other);
    for (const std::int64_t observation_id : {std::int64_t{1}, o.id, std::int64_t{2}, other.id}) {
      tx.link_observation(observation_id, id);
    }
    const auto heard = tx.heard_at(id);
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_EQ(heard[0].node_id, "lc-01");
    EXPECT_EQ(heard[0].observations, 3u);
    EXPECT_DOUBLE_EQ(*heard[0].level_dbfs, -40.0);
    EXPECT_DOUBLE_EQ(*heard[0].level_dbm, -95.0);
    EXPECT_FALSE(heard[1].level_dbm);
  });
  EXPECT_EQ(store_->incident(id)->nodes, (std::vector<std::string>{"lc-01", "lc-02"}));
  ObservationFilter of_incident;
  of_incident.incident_id = id;
  const auto linked = store_->observations(of_incident);
  ASSERT_EQ(linked.size(), 4u);
  EXPECT_GT(linked[0].id, linked[1].id);  // newest first
  EXPECT_EQ(linked[0].incident_id, id);
}

TEST_P(StoreContract, IncidentFiltersAndCursor) {
  store_->write([](Transaction& tx) {
    tx.put_node(node_row());
    for (int n = 0; n < 10; ++n) {
      auto i = incident_row("k:" + std::to_string(n));
      i.kind = n % 2 == 0 ? "spillover" : "rogue_cell";
      i.exercise = n == 9;
      i.first_seen = i.last_seen = kNoon + n;
      i.place.longitude_deg = 104.0 + n * 0.1;
      if (n == 3) i.nodes = {"lc-01"};
      if (n == 4) i.state = "closed";
      tx.put_incident(i);
    }
  });
  const auto count = [&](auto change) {
    IncidentFilter f;
    change(f);
    return store_->incidents(f).size();
  };
  EXPECT_EQ(count([](auto& f) { f.kind = "rogue_cell"; }), 5u);
  EXPECT_EQ(count([](auto& f) { f.state = "active"; }), 9u);
  EXPECT_EQ(count([](auto& f) { f.state = "closed"; }), 1u);
  EXPECT_EQ(count([](auto& f) { f.exercise = false; }), 9u);
  EXPECT_EQ(count([](auto& f) { f.node = "lc-01"; }), 1u);
  EXPECT_EQ(count([](auto& f) { f.since = kNoon + 8; }), 2u);
  EXPECT_EQ(count([](auto& f) { f.until = kNoon + 1; }), 2u);
  EXPECT_EQ(count([](auto& f) { f.bbox = {{103.95, 22.0, 104.25, 23.0}}; }), 3u);
  IncidentFilter page;
  page.limit = 4;
  const auto first = store_->incidents(page);
  ASSERT_EQ(first.size(), 4u);
  EXPECT_EQ(first[0].cause_key, "k:9");
  page.after_id = first.back().id;
  EXPECT_EQ(store_->incidents(page)[0].cause_key, "k:5");
}

TEST_P(StoreContract, OpenIncidentsByRadioIdentity) {
  store_->write([](Transaction& tx) {
    auto open = incident_row("a");
    auto closed = incident_row("b");
    closed.state = "closed";
    tx.put_incident(open);
    tx.put_incident(closed);
    EXPECT_EQ(tx.open_incidents_on("lte", 1842.5e6 + 10e3, 257).size(), 1u);
    EXPECT_TRUE(tx.open_incidents_on("lte", 1842.7e6, 257).empty());
    EXPECT_TRUE(tx.open_incidents_on("lte", 1842.5e6, 258).empty());
    EXPECT_TRUE(tx.open_incidents_on("nr", 1842.5e6, 257).empty());
  });
}

TEST_P(StoreContract, TicketsAreOnePerCarrierAndIncident) {
  store_->write([](Transaction& tx) {
    auto i = incident_row("a");
    tx.put_incident(i);
    Ticket t{0, i.id, "viettel", "draft", kNoon, "Nhiễu", "Interference", "{}"};
    tx.put_ticket(t);
    t.summary_vi = "Nhiễu 2";
    tx.put_ticket(t);
    ASSERT_EQ(tx.tickets_of(i.id).size(), 1u);
    EXPECT_EQ(tx.tickets_of(i.id)[0].summary_vi, "Nhiễu 2");
  });
  EXPECT_EQ(store_->tickets(std::nullopt).size(), 1u);
  EXPECT_TRUE(store_->tickets(99).empty());
}

TEST_P(StoreContract, RegistryByOperatorIdentityAndPlace) {
  store_->write([](Transaction& tx) {
    auto near = registry_row(1);
    auto far = registry_row(2);
    far.latitude_deg = 10.0;
    auto unplaced = registry_row(3);
    unplaced.latitude_deg = unplaced.longitude_deg = std::nullopt;
    for (auto* cell : {&near, &far, &unplaced}) tx.put_registry_cell(*cell);
    EXPECT_EQ(tx.registry("viettel").size(), 3u);
    EXPECT_TRUE(tx.registry("vnpt").empty());
    EXPECT_TRUE(tx.registry_holds({452, 4, 2}));
    EXPECT_FALSE(tx.registry_holds({452, 2, 2}));
    EXPECT_EQ(tx.registry_near(22.5, 104.01, 30e3).size(), 1u);
    EXPECT_EQ(tx.registry_on("lte", 1575, 42).size(), 3u);
    EXPECT_TRUE(tx.registry_on("lte", 1575, 43).empty());
    tx.end_registry_cell(near.id, "2026-11-21");
    EXPECT_EQ(tx.registry("viettel").size(), 2u);
    ASSERT_EQ(tx.registry_of({452, 4, 2}, 1).size(), 1u);  // history stays
    EXPECT_EQ(tx.registry_of({452, 4, 2}, 1)[0].valid_to, "2026-11-21");
    EXPECT_TRUE(tx.registry_near(22.5, 104.01, 30e3).empty());
  });
  EXPECT_EQ(store_->registry().size(), 2u);
}

TEST_P(StoreContract, EventsAreOrderedAndAnnouncedAfterTheCommit) {
  std::int64_t announced = 0;
  std::size_t visible = 0;
  store_->on_commit([&](std::int64_t newest) {
    announced = newest;
    visible = store_->events_after(0, 100).size();
  });
  store_->write([](Transaction& tx) { tx.put_node(node_row()); });
  EXPECT_EQ(announced, 0);  // no event, no call
  store_->write([](Transaction& tx) {
    tx.event("node", R"({"id":"lc-01"})");
    tx.event("incident", R"({"id":1})");
  });
  EXPECT_EQ(announced, store_->newest_event_id());
  EXPECT_EQ(visible, 2u);
  const auto after = store_->events_after(announced - 1, 100);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].kind, "incident");
}

TEST_P(StoreContract, AuditIsFoundBySubjectNewestFirst) {
  store_->write([](Transaction& tx) {
    tx.audit({0, kNoon, "an", "incident.confirm", "incident/1", "{}"});
    tx.audit({0, kNoon + 1, "an", "incident.close", "incident/1", "{}"});
    tx.audit({0, kNoon + 2, "gateway", "registry.import", "registry/viettel", "{}"});
  });
  const auto rows = store_->audit_of("incident/1", 10);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].action, "incident.close");
}

TEST_P(StoreContract, ReadersWorkWhileAnotherThreadWrites) {
  insert(*store_, 7, {1});
  std::jthread writer([&] {
    for (std::uint64_t seq = 2; seq < 60; ++seq) insert(*store_, 7, {seq});
  });
  std::uint64_t last = 0;
  while (last < 59) {
    const auto now = store_->observation_count();
    ASSERT_GE(now, last);
    last = now;
  }
}

}  // namespace
}  // namespace sb::gateway::testing
