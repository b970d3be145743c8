// Spur map, occupancy and change sums: values that a node learns and keeps.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/detect/cusum.hpp"
#include "dsp/detect/occupancy.hpp"
#include "dsp/detect/spur_map.hpp"
#include "dsp/spectrum/spectrum_engine.hpp"

namespace sb::dsp {
namespace {

/// A receiver with a terminated input: noise through a passband that falls by 4 dB, and two lines.
SpectrumFrame terminated(std::vector<float>& mean, unsigned seed) {
  constexpr std::size_t kBins = 1024;
  std::mt19937 random(seed);
  std::gamma_distribution<float> noise(2000.0F, 1e-9F / 2000.0F);
  mean.resize(kBins);
  for (std::size_t i = 0; i < kBins; ++i) {
    const double slope_db = -4.0 * static_cast<double>(i) / kBins;
    mean[i] = noise(random) * static_cast<float>(std::pow(10.0, slope_db / 10.0));
  }
  mean[200] *= 10.0F;
  mean[700] *= 4.0F;
  SpectrumFrame frame;
  frame.mean = mean;
  frame.averages = 2000;
  frame.independent_averages = 2000.0F;
  frame.bin_hz = 1e6 / kBins;
  frame.f0_hz = 100e6 - 0.5e6;
  return frame;
}

TEST(SpurMap, LearnsThePassbandAndTheLines) {
  std::vector<float> mean;
  const auto map = learn_spurs(terminated(mean, 1), 1e6);
  ASSERT_TRUE(map);
  ASSERT_EQ(map->spurs.size(), 2U);
  EXPECT_NEAR(map->spurs[0].offset_hz, (200.0 - 512.0) * 1e6 / 1024, 1.0);
  EXPECT_NEAR(map->spurs[0].level_db, 10.0, 0.5);
  EXPECT_NEAR(10.0 * std::log10(map->shape_at(-0.4e6) / map->shape_at(0.4e6)), 3.2, 0.2);
  const double at = map->spurs[0].offset_hz;
  EXPECT_TRUE(map->explains(at, 1e3, 12.0));
  EXPECT_FALSE(map->explains(at, 1e3, 30.0));         // far stronger than it was: something else is there
  EXPECT_FALSE(map->explains(at, 50e3, 12.0));        // or wider
  EXPECT_FALSE(map->explains(at + 20e3, 1e3, 12.0));  // or beside it
  EXPECT_EQ(SpurMap{}.shape_at(1e5), 1.0F);
}

TEST(SpurMap, TextIsTheValueAndDamageIsRefused) {
  std::vector<float> mean;
  const auto map = learn_spurs(terminated(mean, 2), 1e6);
  const std::string text = to_text(*map);
  const auto again = spur_map_from_text(text);
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(to_text(*again), text);
  for (std::size_t cut = 0; cut + 2 < text.size(); cut += 17) {
    const std::size_t end = text.find_last_of(" \n", cut);
    EXPECT_FALSE(spur_map_from_text(text.substr(0, std::min(end, text.size() - 10)))) << cut;
  }
  EXPECT_FALSE(spur_map_from_text("songbien-spurs 1 nan 0 0"));
  EXPECT_FALSE(spur_map_from_text("songbien-spurs 1 1e6 0 0 7"));
  EXPECT_EQ(spur_map_from_text("songbien-spurs 9 1e6 0 0").error().code, ErrorCode::kUnsupported);
  SpectrumFrame short_frame = terminated(mean, 3);
  short_frame.averages = 10;
  EXPECT_FALSE(learn_spurs(short_frame, 1e6));
}

TEST(Occupancy, SampleCountsAreThoseOfSm1880) {
  // 10 % relative error, 95 %: p = 1, 5, 10, 20, 50 % (ITU-R SM.1880-2, table)
  EXPECT_NEAR(samples_wanted(0.01), 38032, 5);
  EXPECT_NEAR(samples_wanted(0.10), 3458, 2);
  EXPECT_NEAR(samples_wanted(0.50), 385, 1);
}

TEST(Occupancy, IntervalHoldsTheTruthAsOftenAsItSays) {
  std::mt19937 random(4);
  std::bernoulli_distribution busy(0.1);
  int inside = 0;
  constexpr int kTrials = 2000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::uint64_t occupied = 0;
    for (int i = 0; i < 300; ++i) occupied += busy(random) ? 1U : 0U;
    const Occupancy o = occupancy_of(occupied, 300);
    inside += static_cast<int>(o.low <= 0.1 && 0.1 <= o.high);
  }
  EXPECT_GT(inside, static_cast<int>(0.93 * kTrials));
  EXPECT_EQ(occupancy_of(0, 0).high, 1.0);
  EXPECT_GT(occupancy_of(30, 300, 3.0).high, occupancy_of(30, 300).high);
}

TEST(Occupancy, MeterCountsChannelsBandAndRevisit) {
  OccupancyMeter meter(3);
  const std::vector<float> thresholds{-90, -90, -90};
  for (int i = 0; i < 100; ++i) {
    const std::vector<float> levels{-80, i % 4 == 0 ? -80.0F : -100.0F, -100};
    meter.measure(i == 50 ? 51.5 : i, levels, thresholds);
  }
  EXPECT_EQ(meter.channel(0).share, 1.0);
  EXPECT_EQ(meter.channel(1).share, 0.25);
  EXPECT_EQ(meter.channel(2).share, 0.0);
  EXPECT_NEAR(meter.band().share, 125.0 / 300.0, 1e-12);
  EXPECT_NEAR(meter.channels_used(), 2.0 / 3.0, 1e-12);
  EXPECT_EQ(meter.revisit_s(), 2.5);
}

TEST(Cusum, SmallLastingChangeIsFoundAndNoiseIsNot) {
  std::mt19937 random(5);
  std::normal_distribution<float> noise;
  CusumBank bank(100);
  std::vector<float> levels(100);
  const std::vector<float> mean(100, -90.0F);
  const std::vector<float> sigma(100, 0.5F);
  const auto look = [&](float up, float down) {
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = -90.0F + 0.5F * noise(random);
    levels[40] += up;
    levels[60] -= down;
    bank.update(levels, mean, sigma);
  };
  for (int i = 0; i < 5000; ++i) look(0.0F, 0.0F);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(bank.at(i), Change::kNone) << i;  // 1e6 sums of noise
  int looks = 0;
  while (bank.at(40) == Change::kNone &&
         looks < 1000) {  // 0.5 dB: one standard deviation, never seen in one look
    look(0.5F, 0.5F);
    ++looks;
  }
  EXPECT_EQ(bank.at(40), Change::kRisen);
  EXPECT_LT(looks, 80);
  for (int i = 0; i < 50; ++i) look(0.5F, 0.5F);
  EXPECT_EQ(bank.at(60), Change::kFallen);
  bank.reset(40);
  EXPECT_EQ(bank.at(40), Change::kNone);
}

}  // namespace
}  // namespace sb::dsp
