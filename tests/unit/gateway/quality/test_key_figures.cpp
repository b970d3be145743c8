#include <gtest/gtest.h>

#include "gateway/incident/actions.hpp"
#include "gateway/quality/key_figures.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kSecond = 1'000'000'000;
constexpr UtcNs kHour = 3600 * kSecond;

TEST(KeyFigures, CountAlarmsTimesAndFalseOnes) {
  ScratchFolder folder;
  const auto store = open_sqlite_store(folder / "db.sqlite");
  std::vector<std::int64_t> ids;
  store->write([&](Transaction& tx) {
    tx.put_node(node_row());
    for (int i = 0; i < 12; ++i) {
      auto incident = incident_row("cause" + std::to_string(i));
      incident.first_seen = kNoon + i * (i < 6 ? 60 : 1800) * kSecond;  // six within ten minutes
      incident.last_seen = incident.first_seen;
      incident.confidence = 0.9;
      incident.exercise = i == 11;
      tx.put_incident(incident);
      ids.push_back(incident.id);
    }
    auto heard = observation("lc-01", 7, 1);
    tx.insert_observation(heard);
  });
  // Acknowledged 60 s, 120 s and 600 s after their first detection.
  ASSERT_TRUE(acknowledge(*store, ids[0], "lan", "", kNoon + 60 * kSecond));
  ASSERT_TRUE(acknowledge(*store, ids[1], "lan", "", kNoon + 180 * kSecond));
  ASSERT_TRUE(acknowledge(*store, ids[2], "lan", "", kNoon + 720 * kSecond));
  ASSERT_TRUE(confirm(*store, ids[0], "lan", "", kNoon + kHour));
  ASSERT_TRUE(dismiss(*store, ids[1], "lan", "sai", kNoon + kHour));
  ASSERT_TRUE(dismiss(*store, ids[3], "lan", "sai", kNoon + kHour));

  const auto figures = key_figures(*store, kNoon, kNoon + 10 * kHour);
  EXPECT_EQ(figures.alarms, 11U) << "an exercise is not an alarm";
  EXPECT_DOUBLE_EQ(figures.alarms_per_hour, 1.1);
  EXPECT_EQ(figures.most_in_10_min, 6U);
  EXPECT_EQ(figures.acknowledged, 3U);
  EXPECT_DOUBLE_EQ(figures.acknowledge_median_s, 120.0);
  EXPECT_DOUBLE_EQ(figures.acknowledge_p90_s, 600.0);
  EXPECT_EQ(figures.confirmed, 1U);
  EXPECT_EQ(figures.dismissed, 2U);
  EXPECT_NEAR(figures.expected_false, 0.3, 1e-9);
  ASSERT_EQ(figures.top_nuisances.size(), 1U);
  EXPECT_EQ(figures.top_nuisances[0].first, "spillover/plmn.foreign");
  EXPECT_EQ(figures.top_nuisances[0].second, 2U);
  ASSERT_EQ(figures.availability.size(), 1U);
  EXPECT_DOUBLE_EQ(figures.availability[0].second, 0.1);
}

}  // namespace
}  // namespace sb::gateway::testing
