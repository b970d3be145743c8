// Lost domestic service and what it is due to.
#include <gtest/gtest.h>

#include "gateway/correlate/service_watch.hpp"
#include "tests/unit/gateway/correlate/correlator_fixture.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kMinute = 60'000'000'000, kDay = 1440 * kMinute;
constexpr UtcNs kNow = kNoon + 3 * kDay;

/// A cell that has been heard at lc-01 every minute for three days at -90 dBm over a floor of -118 dBm.
Emitter known_cell(std::uint64_t id, const char* plmn = "452-04") {
  Emitter e;
  e.identity = "test:" + std::to_string(id) + plmn;
  e.rat = "lte";
  e.plmn = plmn;
  e.cell_id = id;
  e.frequency_hz = 1842.5e6;
  e.physical_id = static_cast<std::uint32_t>(id % 504);
  e.verdict = e.plmn.starts_with("452") ? "domestic_licensed" : "foreign_expected";
  e.last_seen = kNow - kMinute;
  NodeLevel level;
  level.node_id = "lc-01";
  level.first_heard = kNow - 3 * kDay;
  level.last_heard = kNow - kMinute;
  level.interval_s = 60.0;
  level.windows = 600;
  level.usual = level.recent = {-90.0, -118.0, 20.0};
  e.levels = {level};
  return e;
}

Emitter stranger(std::uint64_t id) {
  auto e = known_cell(id, "460-00");
  e.levels[0].first_heard = kNow - 20 * kMinute;
  e.levels[0].windows = 1;
  return e;
}

models::CauseVote vote_of(const std::vector<Emitter>& emitters) {
  return models::vote_on_loss(service_at("lc-01", emitters, kNow).signs);
}

TEST(ServiceState, AllWellIsNoTrouble) {
  const auto state = service_at("lc-01", std::vector{known_cell(1), known_cell(2), known_cell(3)}, kNow);
  EXPECT_EQ(state.known, 3u);
  EXPECT_EQ(state.down, 0u);
  EXPECT_FALSE(state.trouble);
}

TEST(ServiceState, CellsThatAreOverdueAreDownRareOnesAreNotExpected) {
  auto silent = known_cell(1);
  silent.levels[0].last_heard = kNow - 20 * kMinute;
  auto rare = known_cell(2);
  rare.levels[0].last_heard = kNow - 20 * kMinute;
  rare.levels[0].interval_s = 600.0;  // six intervals are an hour
  auto fresh = known_cell(3);
  fresh.levels[0].windows = 2;
  const auto state = service_at("lc-01", std::vector{silent, rare, fresh}, kNow);
  EXPECT_EQ(state.known, 2u);
  EXPECT_EQ(state.down, 1u);
  EXPECT_TRUE(state.trouble);
  EXPECT_EQ(service_at("lc-02", std::vector{silent}, kNow).known, 0u);
}

TEST(ServiceState, ARisingFloorAtSteadyLevelsIsAJammer) {
  std::vector<Emitter> cells{known_cell(1), known_cell(2), known_cell(3)};
  for (auto& cell : cells) cell.levels[0].recent = {-90.5, -106.0, 9.0};
  const auto state = service_at("lc-01", cells, kNow);
  EXPECT_TRUE(state.trouble);
  EXPECT_DOUBLE_EQ(*state.signs.floor_change_db, 12.0);
  EXPECT_EQ(vote_of(cells).most_likely, models::LossCause::kJammer);
  EXPECT_TRUE(vote_of(cells).decided);
}

TEST(ServiceState, TheSameFallOfAllIsOurAntenna) {
  std::vector<Emitter> cells{known_cell(1), known_cell(2), known_cell(3)};
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells[i].levels[0].recent = {-101.0 - 0.3 * static_cast<double>(i), -120.0, 8.0};
  EXPECT_EQ(vote_of(cells).most_likely, models::LossCause::kAntennaFault);
  EXPECT_TRUE(vote_of(cells).decided);
}

TEST(ServiceState, OneCarriersCellsGoneAmongMany) {
  std::vector<Emitter> cells;
  for (std::uint64_t id = 1; id <= 6; ++id) cells.push_back(known_cell(id));
  for (std::size_t i = 0; i < 2; ++i) cells[i].levels[0].last_heard = kNow - 30 * kMinute;
  EXPECT_TRUE(service_at("lc-01", cells, kNow).trouble);
  EXPECT_EQ(vote_of(cells).most_likely, models::LossCause::kOutage);
}

TEST(ServiceState, StrangersFromFarAwayAreWeather) {
  std::vector<Emitter> cells{known_cell(1), known_cell(2)};
  for (std::uint64_t id = 10; id < 14; ++id) cells.push_back(stranger(id));
  EXPECT_EQ(service_at("lc-01", cells, kNow).strangers, 4u);
  EXPECT_EQ(vote_of(cells).most_likely, models::LossCause::kDucting);
  EXPECT_TRUE(vote_of(cells).decided);
}

class ServiceWatchTest : public CorrelatorFixture {
 protected:
  void put(std::vector<Emitter> emitters) {
    store_->write([&](Transaction& tx) {
      for (auto& e : emitters) {
        if (const auto known = tx.emitter(e.identity)) e.id = known->id;
        tx.put_emitter(e);
      }
      auto node = *tx.node("lc-01");
      node.last_seen = kNow;
      node.state = "online";
      tx.put_node(node);
    });
  }
  std::vector<Emitter> jammed() {
    std::vector<Emitter> cells{known_cell(1), known_cell(2), known_cell(3)};
    for (auto& cell : cells) cell.levels[0].recent = {-90.5, -106.0, 9.0};
    return cells;
  }
  ServiceWatch watch_;
};

TEST_F(ServiceWatchTest, OneIncidentWhileItLastsClosedAfterTwoQuietLooks) {
  put(jammed());
  EXPECT_EQ(watch_.look(*store_, kNow), 1u);
  watch_.look(*store_, kNow + 5 * kMinute);
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "service_loss");
  EXPECT_EQ(incidents()[0].severity, "high");
  EXPECT_EQ(incidents()[0].reasons.at(0).rule, "loss.jammer");
  EXPECT_EQ(incidents()[0].place.commune_code, "02647");
  put({known_cell(1), known_cell(2), known_cell(3)});
  EXPECT_EQ(watch_.look(*store_, kNow + 6 * kMinute), 0u);
  EXPECT_EQ(incidents()[0].state, "open");
  watch_.look(*store_, kNow + 7 * kMinute);
  EXPECT_EQ(incidents()[0].state, "closed");
  EXPECT_EQ(store_->audit_of("incident/1", 1)[0].action, "incident.close");
}

TEST_F(ServiceWatchTest, ANodeThatSaysNothingIsNotJudged) {
  put(jammed());
  EXPECT_EQ(watch_.look(*store_, kNow + 60 * kMinute), 0u);
  EXPECT_TRUE(incidents().empty());
}

TEST_F(ServiceWatchTest, DuctingIsSaidOfTheSpilloverAndHoldsItsSeverity) {
  std::vector<Emitter> cells{known_cell(1), known_cell(2)};
  for (std::uint64_t id = 10; id < 14; ++id) cells.push_back(stranger(id));
  auto cell = unicom_cell();
  cell.rsrp_dbm = -95.0;
  for (int minute = 0; minute < 7; ++minute)
    hear(cell, {"lc-01", 3 * kDay - 10 * kMinute + minute * kMinute});
  ASSERT_EQ(incidents().at(0).severity, "high");
  put(cells);
  EXPECT_EQ(watch_.look(*store_, kNow), 0u) << "weather is no loss of service";
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].severity, "medium");
  EXPECT_EQ(incidents()[0].reasons.back().rule, "propagation.ducting");
  hear(cell, {"lc-01", 3 * kDay + kMinute});
  EXPECT_EQ(incidents()[0].severity, "medium");
  watch_.look(*store_, kNow + 2 * kMinute);
  EXPECT_EQ(store_->audit_of("incident/1", 50).size(), 3u) << "opened, raised, explained once";
}

}  // namespace
}  // namespace sb::gateway::testing
