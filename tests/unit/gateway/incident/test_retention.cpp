// What goes by age, what is held, and that the store itself refuses the rest.
#include <gtest/gtest.h>

#include "gateway/incident/actions.hpp"
#include "gateway/incident/retention.hpp"
#include "tests/unit/gateway/correlate/correlator_fixture.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kDay = 86'400'000'000'000;

class RetentionTest : public CorrelatorFixture {
 protected:
  /// A hearing that belongs to no incident.
  void hear_sync(UtcNs at) { hear(sync_only(), {"lc-01", at}); }
  std::uint64_t left() { return store_->observation_count(); }
  std::uint64_t retire_at(UtcNs at) { return retire(*store_, {}, "gateway", kNoon + at); }
};

TEST_F(RetentionTest, WhatBelongsToNoIncidentGoesAfterFourHundredDays) {
  hear_sync(0);
  hear_sync(10 * kDay);
  EXPECT_EQ(retire_at(399 * kDay), 0u);
  EXPECT_EQ(retire_at(405 * kDay), 1u);
  EXPECT_EQ(left(), 1u);
  EXPECT_EQ(store_->audit_of("observations", 1)[0].detail_json,
            R"({"ended_days":1826,"gone":1,"unlinked_days":400})");
}

TEST_F(RetentionTest, AnActiveIncidentKeepsItsObservations) {
  hear(unicom_cell());
  EXPECT_EQ(retire_at(3000 * kDay), 0u);
  EXPECT_EQ(left(), 1u);
}

TEST_F(RetentionTest, AnEndedIncidentKeepsThemForFiveYears) {
  hear(unicom_cell());
  hear(unicom_cell(), {"lc-02", kDay});
  ASSERT_TRUE(close(*store_, 1, "an", "", kNoon + 2 * kDay));
  EXPECT_EQ(retire_at(1800 * kDay), 0u);
  EXPECT_EQ(retire_at(1830 * kDay), 2u);
  EXPECT_EQ(incidents().at(0).observation_count, 2u) << "the case stays, with its figures";
  EmitterFilter any;
  EXPECT_EQ(store_->emitters(any).size(), 1u);
}

TEST_F(RetentionTest, ALegalHoldAndATicketUnderWayKeep) {
  hear(unicom_cell());
  ASSERT_TRUE(close(*store_, 1, "an", "", kNoon));
  ASSERT_TRUE(hold(*store_, 1, "vụ án 12/2026", "an", kNoon));
  EXPECT_EQ(retire_at(3000 * kDay), 0u);
  ASSERT_TRUE(release(*store_, 1, "đã xét xử", "an", kNoon + 1));
  Ticket ticket;
  ticket.incident_id = 1;
  ticket.carrier = "viettel";
  ticket.state = "sent";
  ticket.body_json = "{}";
  store_->write([&](Transaction& tx) { tx.put_ticket(ticket); });
  EXPECT_EQ(retire_at(3001 * kDay), 0u);
  ticket.state = "closed";
  store_->write([&](Transaction& tx) { tx.put_ticket(ticket); });
  EXPECT_EQ(retire_at(3002 * kDay), 1u);
  EXPECT_FALSE(hold(*store_, 99, "x", "an", kNoon));
  EXPECT_FALSE(hold(*store_, 1, " ", "an", kNoon));
  EXPECT_EQ(store_->audit_of("incident/1", 2)[0].action, "retention.release");
}

TEST_F(RetentionTest, NoRuleLetsGoWithinNinetyDays) {
  hear_sync(0);
  EXPECT_EQ(retire(*store_, {1, 1}, "gateway", kNoon + 80 * kDay), 0u);
  EXPECT_EQ(retire(*store_, {1, 1}, "gateway", kNoon + 91 * kDay), 1u);
}

TEST_F(RetentionTest, ManyGoInPartsUpToTheLimit) {
  store_->write([&](Transaction& tx) {
    for (std::uint64_t seq = 1; seq <= 5000; ++seq) {
      auto o = observation("lc-01", 9, seq, sync_only());
      tx.insert_observation(o);
    }
  });
  EXPECT_EQ(retire(*store_, {}, "gateway", kNoon + 500 * kDay, 3000), 4000u);
  EXPECT_EQ(retire_at(500 * kDay), 1000u);
  EXPECT_EQ(left(), 0u);
}

}  // namespace
}  // namespace sb::gateway::testing
