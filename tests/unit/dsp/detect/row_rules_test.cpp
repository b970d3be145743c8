// Rules over rows of spectrum: changes of level against a channel's own past and against the hour of the
// week, use of a foreign uplink, what stands over the floor.
#include "dsp/detect/row_rules.hpp"

#include <cmath>
#include <iostream>
#include <random>

#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

constexpr std::size_t kBins = 512;
constexpr double kRate = 2.048e6;
constexpr double kQuietBand = 150e6;  // no cellular band, nothing licence-exempt
constexpr double kDownlink = 1840e6;  // band 3
constexpr std::int64_t kHour = 3'600'000'000'000;
constexpr std::int64_t kMonday = 2600LL * 168 * kHour + 96 * kHour;

/// Rows of noise that average 1000 looks, with what a test adds to stretches of them.
class Rows {
 public:
  explicit Rows(double centre_hz, unsigned seed = 1) : random_(seed) {
    frame_.f0_hz = centre_hz - 0.5 * kRate;
    frame_.bin_hz = kRate / kBins;
    frame_.rbw_hz = 1.5 * frame_.bin_hz;
    frame_.samples = 512'000;  // 0.25 s
    frame_.averages = 1000;
    frame_.independent_averages = 1000.0F;
    levels_.assign(kBins, 1e-9F);
    mean_.resize(kBins);
  }
  void set(std::size_t first, std::size_t end, double over_db) {
    for (std::size_t i = first; i < end; ++i)
      levels_[i] = 1e-9F * static_cast<float>(std::pow(10.0, over_db / 10.0));
  }
  void gain(double db) { gain_ = static_cast<float>(std::pow(10.0, db / 10.0)); }
  const SpectrumFrame& next(std::int64_t utc_ns = 0) {
    std::normal_distribution<float> scatter(1.0F, 1.0F / std::sqrt(1000.0F));
    for (std::size_t i = 0; i < kBins; ++i) mean_[i] = gain_ * levels_[i] * scatter(random_);
    frame_.mean = frame_.max = mean_;
    frame_.floor = gain_ * 1e-9F;
    frame_.first_sample += frame_.samples;
    frame_.t0_utc_ns = utc_ns;
    return frame_;
  }

 private:
  std::mt19937 random_;
  SpectrumFrame frame_;
  std::vector<float> levels_, mean_;
  float gain_ = 1.0F;
};

TEST(LevelWatch, ARiseThatEveryRowHidesIsFoundAndEnds) {
  Rows rows(kQuietBand);
  LevelWatch watch;
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(watch.look(rows.next()).empty()) << i;
  rows.set(64, 96, 2.0);  // 128 kHz, and 2 dB only
  int looks = 0;
  std::vector<EmissionEvidence> found;
  while (found.empty() && looks < 40) {
    found = watch.look(rows.next());
    ++looks;
  }
  EXPECT_LT(looks, 25);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "level_rise");
  EXPECT_NEAR(found[0].centre_hz, kQuietBand - 0.5 * kRate + 80.0 * kRate / kBins, 10e3);
  EXPECT_NEAR(found[0].bandwidth_hz, 128e3, 1.0);
  EXPECT_NEAR(found[0].snr_db, 10.0 * std::log10(std::pow(10.0, 0.2) - 1.0), 0.5);
  EXPECT_NEAR(found[0].last_s - found[0].first_s, 0.25 * looks, 1.0);
  rows.set(64, 96, 0.0);
  for (int i = 0; i < 12; ++i) found = watch.look(rows.next());
  EXPECT_TRUE(found.empty());
}

TEST(LevelWatch, ASlowRiseAddsUp) {
  Rows rows(kQuietBand, 2);
  LevelWatch watch;
  for (int i = 0; i < 40; ++i) watch.look(rows.next());
  bool found = false;
  for (int i = 0; i < 60 && !found; ++i) {
    rows.set(200, 240, 0.05 * i);
    found = !watch.look(rows.next()).empty();
  }
  EXPECT_TRUE(found);
}

TEST(LevelWatch, TheReceiversOwnGainIsNoEmitter) {
  Rows rows(kQuietBand, 3);
  LevelWatch watch;
  for (int i = 0; i < 300; ++i) {
    if (i == 100) rows.gain(6.0);
    if (i == 200) rows.gain(-10.0);
    EXPECT_TRUE(watch.look(rows.next()).empty()) << i;
  }
}

TEST(LevelWatch, LoadOfACellularBandIsLeftToItsHours) {
  Rows rows(kDownlink, 4);
  LevelWatch watch;
  for (int i = 0; i < 200; ++i) {
    rows.set(100, 300, i > 80 ? 15.0 : 3.0);
    EXPECT_TRUE(watch.look(rows.next()).empty()) << i;
  }
}

/// One row every two minutes from hour `from` to `end` of kMonday's count. An evening is 8 dB above a night.
int hours(LevelWatch& watch, Rows& rows, int from, int end, double extra_db) {
  int told = 0;
  for (int hour = from; hour < end; ++hour) {
    const bool evening = hour % 24 >= 11 && hour % 24 < 16;
    rows.set(100, 200, (evening ? 12.0 : 4.0) + extra_db);
    for (int minute = 0; minute < 60; minute += 2)
      told += static_cast<int>(!watch.look(rows.next(kMonday + hour * kHour + minute * kHour / 60)).empty());
  }
  return told;
}

TEST(LevelWatch, AnHourIsComparedWithTheSameHourOfEarlierWeeks) {
  Rows rows(kDownlink, 5);
  LevelWatch watch;
  EXPECT_EQ(hours(watch, rows, 0, 5 * 168, 0.0), 0);  // five weeks of evenings and nights
  EXPECT_EQ(watch.hours(), 5U * 168U - 1U);
  const int evening = 5 * 168 + 12;
  EXPECT_EQ(hours(watch, rows, 5 * 168, evening, 0.0), 0);
  // In the evening 8 dB more than every evening: 20 dB is told, a night's worth less would not be.
  EXPECT_GT(hours(watch, rows, evening, evening + 4, 8.0), 0);
  // And it has not become normal.
  const auto normal = watch.baseline().normal(kMonday + (evening + 1) * kHour, 16);
  ASSERT_TRUE(normal);
  EXPECT_EQ(normal->weeks, 5U);
}

TEST(LevelWatch, OneLoudHourIsNotTold) {
  Rows rows(kDownlink, 6);
  LevelWatch watch;
  hours(watch, rows, 0, 4 * 168, 0.0);
  EXPECT_EQ(hours(watch, rows, 4 * 168, 4 * 168 + 1, 10.0), 0);
  EXPECT_EQ(hours(watch, rows, 4 * 168 + 1, 4 * 168 + 24, 0.0), 0);
}

/// Page's sums at a threshold that can be counted give fewer alarms than the formula that LevelWatch's own
/// threshold is chosen by.
TEST(LevelWatch, TheSumsAlarmNoMoreOftenThanByDesign) {
  std::mt19937 random(7);
  std::normal_distribution<float> gauss;
  constexpr std::size_t kChannels = 1000;
  constexpr int kRows = 4000;
  const std::vector<float> zero(kChannels, 0.0F), one(kChannels, 1.0F);
  std::vector<float> levels(kChannels);
  for (const double threshold : {5.0, 8.0}) {
    CusumBank sums(kChannels, {0.5, threshold});
    int alarms = 0;
    for (int row = 0; row < kRows; ++row) {
      for (float& level : levels) level = gauss(random);
      sums.update(levels, zero, one);
      for (std::size_t i = 0; i < kChannels; ++i) {
        if (sums.at(i) == Change::kNone) continue;
        alarms += static_cast<int>(sums.at(i) == Change::kRisen);
        sums.reset(i);
      }
    }
    const double tests = static_cast<double>(kChannels) * kRows;
    const double design = tests / (std::exp(threshold) / 0.5);
    std::cout << "threshold " << threshold << ": " << alarms << " alarms in " << tests
              << " rows of a channel, design " << design << '\n';
    EXPECT_LT(alarms, 1.1 * design);
    EXPECT_GT(alarms, 0.05 * design);
  }
}

CellEvidence cell_of(const char* plmn, std::uint32_t earfcn) {
  CellEvidence cell;
  cell.level = DecodeLevel::kSystemInformation;
  cell.channel = earfcn;
  cell.bandwidth_prb = 6;
  cell.plmns.push_back(*models::parse_plmn(plmn));
  return cell;
}

TEST(ForeignUplinks, UplinksArePairedByTheStandardsSeparation) {
  EXPECT_NEAR(lte_uplink_hz(1300).value_or(0.0), 1720e6, 1.0);  // band 3: 1815 MHz down
  EXPECT_NEAR(lte_uplink_hz(3500).value_or(0.0), 885e6, 1.0);   // band 8: 930 MHz down
  EXPECT_FALSE(lte_uplink_hz(38000));                           // band 38: TDD
  EXPECT_FALSE(lte_uplink_hz(4'000'000));
}

TEST(ForeignUplinks, AnHourOfEnergyIsToldOnceAndWithoutAName) {
  ForeignUplinks uplinks;
  uplinks.heard(cell_of("460-01", 1300));
  EXPECT_EQ(uplinks.pairs(), 1U);
  Rows rows(1720e6);
  std::vector<EmissionEvidence> found;
  for (int i = 0; i < 400; ++i) {  // 100 s listened to of two hours
    rows.set(200, 312, i % 10 == 0 ? 10.0 : 0.0);
    for (auto& e : uplinks.look(rows.next(kMonday + i * (kHour / 200)))) found.push_back(e);
  }
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "foreign_service_use");
  EXPECT_EQ(found[0].centre_hz, 1720e6);
  EXPECT_NEAR(found[0].duty, 0.1, 0.02);
  EXPECT_EQ(found[0].bursts, 1U);  // nothing of single transmissions
}

TEST(ForeignUplinks, WhereADomesticCellShouldersItNothingIsSaid) {
  for (const bool domestic_first : {false, true}) {
    ForeignUplinks uplinks;
    if (domestic_first) uplinks.heard(cell_of("452-04", 1305));
    uplinks.heard(cell_of("460-01", 1300));
    if (!domestic_first) uplinks.heard(cell_of("452-04", 1305));
    EXPECT_EQ(uplinks.pairs(), 0U);
  }
}

TEST(RowRules, WhatStandsInKeptRowsIsFoundWithoutSamples) {
  RowRuleSettings settings;
  settings.standing = true;
  RowRules rules(settings);
  Rows rows(kQuietBand, 8);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(rules.look(rows.next()).empty()) << i;
  rows.set(300, 320, 6.0);
  const auto found = rules.look(rows.next());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].centre_hz, kQuietBand - 0.5 * kRate + 309.5 * kRate / kBins, 2e3);
  EXPECT_NEAR(found[0].bandwidth_hz, 20.0 * kRate / kBins, 6e3);
  EXPECT_NEAR(found[0].snr_db, 10.0 * std::log10(std::pow(10.0, 0.6) - 1.0), 0.5);
}

TEST(RowRules, ADisturbanceThatIsKnownIsNotLearned) {
  RowRules rules;
  Rows rows(kDownlink, 9);
  JammingEvidence jamming;
  jamming.centre_hz = kDownlink;
  for (int i = 0; i < 5 * 30; ++i) {
    if (i >= 100) rules.heard(jamming);
    rules.look(rows.next(kMonday + i * (kHour / 30)));
  }
  const auto& levels = rules.levels({kDownlink - 0.5 * kRate, kRate / kBins});
  EXPECT_EQ(levels.hours(), 4U);
  EXPECT_EQ(levels.baseline().normal(kMonday, 0)->weeks, 3U);  // of hours, while no hour has three weeks
}

}  // namespace
}  // namespace sb::dsp
