// A neighbour's level as it is compared with a border limit, and its course over weeks.
#include <cmath>
#include <random>

#include <nlohmann/json.hpp>

#include "gateway/correlate/level_log.hpp"
#include "gateway/correlate/spillover.hpp"
#include "tests/support/binomial_bound.hpp"
#include "tests/unit/gateway/correlate/correlator_fixture.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kMinute = 60'000'000'000, kDay = 1440 * kMinute;

HeardCell at_level(double dbm) {
  auto cell = unicom_cell();
  cell.rsrp_dbm = dbm;
  return cell;
}

class LevelTest : public CorrelatorFixture {
 protected:
  Emitter emitter() { return store_->emitters({}).at(0); }
  bool has_reason(const char* rule) {
    const auto reasons = incidents().at(0).reasons;
    return std::ranges::find(reasons, rule, &Reason::rule) != reasons.end();
  }
};

TEST_F(LevelTest, OneSampleAboveTheTriggerProvesNothingSixMinutesDo) {
  for (int minute = 0; minute < 6; ++minute) hear(at_level(-95.0), {"lc-01", minute * kMinute});
  EXPECT_EQ(emitter().verdict, "foreign_expected");
  EXPECT_EQ(incidents().at(0).severity, "medium");
  EXPECT_FALSE(has_reason("level.above_trigger"));
  hear(at_level(-95.0), {"lc-01", 6 * kMinute});
  EXPECT_EQ(emitter().verdict, "foreign_above_trigger");
  EXPECT_EQ(incidents().at(0).severity, "high");
  EXPECT_EQ(store_->audit_of("incident/1", 10)[0].action, "incident.severity");
  const auto reasons = incidents().at(0).reasons;
  const auto reason = std::ranges::find(reasons, "level.above_trigger", &Reason::rule);
  ASSERT_NE(reason, reasons.end());
  const auto measured = nlohmann::json::parse(reason->measured_json);
  // E = P + 20 log f + 77.21; 300 resource elements of a fully loaded 5 MHz carry 24.77 dB more than one.
  EXPECT_NEAR(measured["field_dbuv_m_5mhz"], -95.0 + 24.77 + 20.0 * std::log10(1842.5) + 77.21, 0.01);
  EXPECT_NEAR(measured["load_correction_db"], 24.77, 0.01);
  EXPECT_EQ(measured["samples"], 7);
  EXPECT_EQ(measured["seconds"], 361);
  EXPECT_EQ(nlohmann::json::parse(reason->expected_json)["trigger_dbuv_m_5mhz"], 65.0);
}

TEST_F(LevelTest, TheMeanIsOfDecibels) {
  for (int minute = 0; minute < 8; ++minute)
    hear(at_level(minute % 2 == 0 ? -90.0 : -110.0), {"lc-01", minute * 52'000'000'000});
  const auto newest = emitter().levels.at(0).newest;
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->count, 8u);
  EXPECT_NEAR(newest->level_dbm, -100.0, 1e-9) << "of powers it would be -93";
  EXPECT_NEAR(newest->sigma_db, std::sqrt(800.0 / 7.0 / 8.0), 1e-9);
}

TEST_F(LevelTest, ASilenceOrTooFewSamplesGiveNoResult) {
  for (int i = 0; i < 4; ++i) hear(at_level(-80.0), {"lc-01", i * kMinute});
  for (int i = 0; i < 4; ++i) hear(at_level(-80.0), {"lc-01", 60 * kMinute + i * kMinute});
  EXPECT_FALSE(emitter().levels.at(0).highest) << "an hour lies between";
  auto other = at_level(-80.0);
  other.cell_id = 7;
  for (int i = 0; i < 4; ++i) hear(other, {"lc-02", i * 3 * kMinute});
  for (const auto& e : store_->emitters({})) EXPECT_FALSE(compare_with_trigger(e));
}

TEST_F(LevelTest, UncalibratedLevelsAreNotCompared) {
  for (int minute = 0; minute < 20; ++minute) hear(unicom_cell(), {"lc-01", minute * kMinute});
  EXPECT_FALSE(compare_with_trigger(emitter()));
  EXPECT_EQ(emitter().levels.at(0).windows, 3u) << "heard for three stretches all the same";
}

TEST(Trend, WeatherAloneIsRarelyCalledRising) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> weather(0.0, 3.0);
  constexpr int kTrials = 20'000;
  int called = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<DayLevel> days;
    for (int day = 0; day < 7 + trial % 14; ++day) days.push_back({20'000.0 + day, -105.0 + weather(random)});
    called += trend_of(days)->rising ? 1 : 0;
  }
  EXPECT_GT(called, 0);
  EXPECT_LT(tests::upper_bound(called, kTrials), 2.0 * kTrendRisk);
}

TEST(Trend, AClearRiseIsFoundWithItsSlope) {
  std::mt19937_64 random(6);
  std::normal_distribution<double> weather(0.0, 1.5);
  constexpr int kTrials = 2000;
  int missed = 0;
  double sum = 0.0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<DayLevel> days;
    for (int day = 0; day < 14; ++day) days.push_back({20'000.0 + day, -110.0 + 0.7 * day + weather(random)});
    const auto trend = *trend_of(days);
    missed += trend.rising ? 0 : 1;
    sum += trend.db_per_week;
  }
  EXPECT_LT(tests::upper_bound(missed, kTrials), 0.1);
  EXPECT_NEAR(sum / kTrials, 4.9, 0.1);
}

TEST(Trend, AFewDaysSayNothing) {
  const std::vector<DayLevel> four{{1, -100}, {3, -98}, {5, -96}, {8, -94}};
  EXPECT_FALSE(trend_of(four));
  const std::vector<DayLevel> close{{1, -100}, {2, -99}, {3, -98}, {4, -97}, {5, -96}};
  EXPECT_FALSE(trend_of(close));
}

TEST_F(LevelTest, ARiseIsNoticedBeforeTheTriggerIsCrossed) {
  constexpr double kJitter[] = {0.2, -0.1, 0.0, 0.1, -0.2, 0.1, 0.0, -0.1, 0.2};
  for (int day = 0; day < 9; ++day) hear(at_level(-112.0 + 0.8 * day + kJitter[day]), {"lc-01", day * kDay});
  const auto now = kNoon + 8 * kDay + kMinute;
  EXPECT_EQ(notice_trends(*store_, now), 1u);
  EXPECT_TRUE(has_reason("level.rising"));
  EXPECT_FALSE(has_reason("level.above_trigger"));
  const auto audit = store_->audit_of("incident/1", 1).at(0);
  EXPECT_EQ(audit.action, "incident.trend");
  // -105.6 dBm are 61.7 dBuV/m in 5 MHz: 3.3 dB below the trigger, at 0.8 dB a day some four days.
  EXPECT_NEAR(nlohmann::json::parse(audit.detail_json)["days_to_trigger"], 4.0, 1.0);
  const auto rows = spillover(*store_, kNoon, now);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_TRUE(rows[0].trend->rising);
  EXPECT_FALSE(rows[0].coverage_hole) << "no domestic level to compare with";
}

TEST_F(LevelTest, ACoverageHoleIsWhereTheNeighbourIsStronger) {
  auto own = viettel_cell();
  own.rsrp_dbm = -112.0;
  hear(own);
  hear(at_level(-100.0));
  auto rows = spillover(*store_, kNoon - kDay, kNoon + kDay);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].coverage_hole, true);
  EXPECT_DOUBLE_EQ(*rows[0].domestic_dbm, -112.0);
  auto nearer = viettel_cell(777);
  nearer.rsrp_dbm = -85.0;
  hear(nearer);
  rows = spillover(*store_, kNoon - kDay, kNoon + kDay);
  EXPECT_EQ(rows.at(0).coverage_hole, false);
}

}  // namespace
}  // namespace sb::gateway::testing
