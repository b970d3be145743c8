// The past judged again after a table came late.
#include <algorithm>

#include <gtest/gtest.h>

#include "gateway/correlate/base_rates.hpp"
#include "gateway/incident/actions.hpp"
#include "gateway/incident/replay.hpp"
#include "gateway/registry/licence.hpp"
#include "tests/unit/gateway/correlate/correlator_fixture.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kDay = 86'400'000'000'000;

class ReplayTest : public CorrelatorFixture {
 protected:
  static constexpr ReplayScope kScope{kNoon - 10 * kDay, kNoon + 10 * kDay};
  static constexpr UtcNs kLater = kNoon + 5 * kDay;

  RegistryCell row(std::uint64_t id, const std::string& from = "2026-01-01") {
    auto r = registry_row(id);
    r.valid_from = from;
    return r;
  }
  ReplayResult look() { return *replay(*store_, kScope); }
  ReplayApplied apply() { return *apply_replay(*store_, kScope, "an", kLater); }
};

TEST_F(ReplayTest, ARowThatComesLateClearsItsCellOnceItIsApplied) {
  registered(row(1));
  hear(viettel_cell(999));
  hear(viettel_cell(999), {"lc-01", kDay});
  ASSERT_EQ(incidents().at(0).kind, "rogue_cell");
  EXPECT_TRUE(look().differences.empty()) << "nothing has changed yet";

  registered(row(999));
  const auto result = look();
  ASSERT_EQ(result.differences.size(), 1u);
  EXPECT_EQ(result.differences[0].change, "cleared");
  EXPECT_EQ(result.differences[0].incident_id, 1);
  EXPECT_EQ(result.differences[0].what, "lte 452-04 999");
  EXPECT_EQ(result.cells, 1u);
  EXPECT_EQ(result.days, 2u);
  EXPECT_EQ(incidents()[0].state, "open") << "only looked";

  const auto applied = apply();
  EXPECT_EQ(applied.cleared, 1u);
  EXPECT_EQ(incidents()[0].state, "dismissed");
  EXPECT_EQ(incidents()[0].reasons.back().rule, "registry.late");
  const auto audit = store_->audit_of("incident/1", 1).at(0);
  EXPECT_EQ(audit.action, "incident.dismiss");
  EXPECT_EQ(audit.actor, "an");
  EXPECT_EQ(store_->audit_of("replay", 1).at(0).action, "replay.apply");
  EXPECT_EQ(apply().cleared, 0u) << "there is nothing left to do";
}

TEST_F(ReplayTest, ARowExcusesOnlyTheDaysOnWhichItHeld) {
  registered(row(1));
  hear(viettel_cell(999));
  hear(viettel_cell(999), {"lc-01", kDay});
  registered(row(999, "2026-11-23"));  // the second day
  EXPECT_TRUE(look().differences.empty());
}

TEST_F(ReplayTest, AnotherPciMakesAMismatchOfARogueCell) {
  registered(row(1));
  hear(viettel_cell(999));
  auto declared = row(999);
  declared.pci = 43;
  registered(declared);
  ASSERT_EQ(look().differences.at(0).change, "changed");
  EXPECT_EQ(apply().changed, 1u);
  const auto incident = incidents().at(0);
  EXPECT_EQ(incident.kind, "registry_mismatch");
  EXPECT_EQ(incident.severity, "medium");
  EXPECT_EQ(std::ranges::count(incident.reasons, "registry.pci", &Reason::rule), 1);
  EXPECT_EQ(std::ranges::count(incident.reasons, "registry.absent", &Reason::rule), 0);
  hear(viettel_cell(999), {"lc-01", 2 * kDay});
  EXPECT_EQ(incidents().size(), 1u) << "the next hearing belongs to it";
}

TEST_F(ReplayTest, WhatNobodyCouldJudgeIsAccusedWithItsObservations) {
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(hear(viettel_cell(999), {"lc-01", i * kDay}).incident_id);
  registered(row(1));
  const auto result = look();
  ASSERT_EQ(result.differences.size(), 1u);
  EXPECT_EQ(result.differences[0].change, "accused");
  EXPECT_EQ(result.differences[0].is, "rogue_cell");
  EXPECT_TRUE(incidents().empty());
  EXPECT_EQ(apply().accused, 1u);
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].observation_count, 3u);
  EXPECT_EQ(incidents()[0].first_seen, kNoon);
  EmitterFilter any;
  EXPECT_EQ(store_->emitters(any).at(0).observations, 3u) << "heard three times, not six";
  EXPECT_TRUE(look().differences.empty());
}

TEST_F(ReplayTest, WhatPeopleConfirmedIsTheirs) {
  registered(row(1));
  hear(viettel_cell(999));
  ASSERT_TRUE(confirm(*store_, 1, "an", "", kNoon));
  registered(row(999));
  EXPECT_EQ(look().differences.at(0).left_to_people, "confirmed");
  const auto applied = apply();
  EXPECT_EQ(applied.cleared, 0u);
  EXPECT_EQ(applied.left, 1u);
  EXPECT_EQ(incidents()[0].state, "confirmed");
}

TEST_F(ReplayTest, BehaviourIsNoMatterOfTheRegistry) {
  registered(row(1));
  for (std::uint32_t tac = 1; tac <= 5; ++tac) {
    auto cell = viettel_cell(999);
    cell.tac = tac;
    hear(cell, {"lc-01", tac * 60'000'000'000LL});
  }
  registered([&] {
    auto r = row(999);
    r.tac.reset();
    return r;
  }());
  EXPECT_EQ(look().differences.at(0).left_to_people, "behaviour");
  EXPECT_EQ(apply().left, 1u);
  EXPECT_EQ(incidents()[0].state, "open");
}

TEST_F(ReplayTest, ALicenceThatComesLateClearsItsEmission) {
  const auto license = [&](const char* id, double centre_hz) {
    Licence l;
    l.id = id;
    l.holder = "Đài truyền thanh";
    l.centre_hz = centre_hz;
    l.bandwidth_hz = 25e3;
    l.valid_from = "2020-01-01";
    store_->write([&](Transaction& tx) {
      tx.put_document({kLicenceCollection, id, to_json_text(l), kNoon, "test", 0});
    });
  };
  license("A-1", 100.1e6);
  HeardEmission emission;
  emission.centre_hz = 452.3e6;
  emission.bandwidth_hz = 12.5e3;
  emission.label = "unknown";
  hear(emission);
  ASSERT_EQ(incidents().at(0).kind, "unlicensed_emission");
  license("A-2", 452.3e6);
  EXPECT_EQ(look().differences.at(0).what, "452.300 MHz");
  EXPECT_EQ(apply().cleared, 1u);
  EXPECT_EQ(incidents()[0].reasons.back().rule, "licence.late");
}

TEST_F(ReplayTest, AScopeThatMakesNoSenseIsRefused) {
  EXPECT_FALSE(replay(*store_, {kNoon, kNoon}));
  EXPECT_FALSE(replay(*store_, {0, kNoon}));
  EXPECT_FALSE(replay(*store_, {kNoon, kNoon + 500 * kDay}));
}

}  // namespace
}  // namespace sb::gateway::testing
