#include <gtest/gtest.h>

#include "gateway/quality/quality.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kSecond = 1'000'000'000;
constexpr UtcNs kDay = 86'400 * kSecond;

class Quality : public ::testing::Test {
 protected:
  /// A report of lc-01 heard `at`.
  Observation report(std::uint64_t seq, UtcNs at = kNoon) {
    auto o = observation("lc-01", 7, seq);
    o.calibration_id = "cal-1";
    o.first_seen = o.last_seen = at;
    return o;
  }
  void store(std::vector<Observation> rows) {
    store_->write([&](Transaction& tx) {
      if (!tx.node("lc-01")) {
        auto node = node_row();
        node.last_seen = kNoon;
        tx.put_node(node);
      }
      for (auto& row : rows) ASSERT_TRUE(tx.insert_observation(row));
    });
  }
  QualityRow only(UtcNs now = kNoon + 10 * kSecond) {
    const auto rows = quality_of(*store_, {}, kDay, now);
    EXPECT_EQ(rows.size(), 1U);
    return rows.empty() ? QualityRow{} : rows.front();
  }
  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "db.sqlite");
};

TEST_F(Quality, WholeCalibratedFreshDataIsGood) {
  store({report(1), report(2), report(3)});
  const auto row = only();
  EXPECT_EQ(row.state, "good");
  EXPECT_EQ(row.reports, 3U);
  EXPECT_DOUBLE_EQ(row.correct_ratio, 1.0);
  EXPECT_DOUBLE_EQ(row.complete_ratio, 1.0);
  EXPECT_DOUBLE_EQ(row.clean_ratio, 1.0);
  EXPECT_DOUBLE_EQ(row.fresh_s, 10.0);
}

TEST_F(Quality, EachFaultHasItsNumber) {
  auto uncalibrated = report(2);
  uncalibrated.calibration_id.clear();
  auto broken = report(3);
  broken.chain_intact = false;
  auto twin = report(4);
  twin.body_sha256 = report(1).body_sha256;
  store({report(1), uncalibrated, broken, twin, report(8)});  // 5, 6 and 7 are missing
  const auto row = only();
  EXPECT_EQ(row.state, "poor");
  EXPECT_DOUBLE_EQ(row.correct_ratio, 3.0 / 5.0);
  EXPECT_DOUBLE_EQ(row.calibrated_ratio, 4.0 / 5.0);
  EXPECT_DOUBLE_EQ(row.complete_ratio, 5.0 / 8.0);
  EXPECT_DOUBLE_EQ(row.clean_ratio, 4.0 / 5.0);
  EXPECT_EQ(row.faults, (std::vector<std::string>{"correct", "complete", "clean"}));
}

TEST_F(Quality, OldDataIsStaleAndASilentNodeIsShown) {
  store({report(1)});
  EXPECT_EQ(only(kNoon + 900 * kSecond).state, "good");
  EXPECT_EQ(only(kNoon + 901 * kSecond).state, "stale");
  const auto silent = only(kNoon + 2 * kDay);
  EXPECT_EQ(silent.reports, 0U);
  EXPECT_EQ(silent.state, "stale");
  EXPECT_DOUBLE_EQ(silent.complete_ratio, 0.0);
}

TEST_F(Quality, AlarmsOnceWhenItTurnsAndOnceWhenItIsGoodAgain) {
  store({report(1)});
  QualityAlarm alarm;
  const auto judge = [&](UtcNs now) { return alarm.judge(*store_, quality_of(*store_, {}, kDay, now), now); };
  EXPECT_EQ(judge(kNoon + kSecond), 0U);
  EXPECT_EQ(judge(kNoon + 2000 * kSecond), 1U);
  EXPECT_EQ(judge(kNoon + 2001 * kSecond), 0U) << "it stands already";
  store({report(2, kNoon + 2100 * kSecond)});
  EXPECT_EQ(judge(kNoon + 2101 * kSecond), 1U);
  const auto rows = store_->audit_of("node/lc-01", 10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].action, "quality.clear");
  EXPECT_EQ(rows[1].action, "quality.alarm");
}

}  // namespace
}  // namespace sb::gateway::testing
