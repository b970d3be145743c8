#include "dsp/detect/baseline.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;
constexpr std::int64_t kWeek = 168 * kHour;
constexpr std::int64_t kMonday = 4 * 24 * kHour;  // 5 January 1970

TEST(Baseline, HoursAreCountedFromMonday) {
  EXPECT_EQ(hour_of_week(kMonday), 0U);
  EXPECT_EQ(hour_of_week(kMonday + 25 * kHour + 1), 25U);
  EXPECT_EQ(hour_of_week(0), 72U);  // Thursday
}

TEST(Baseline, MedianStandsOneLoudEvening) {
  Baseline baseline(2);
  EXPECT_FALSE(baseline.normal(kMonday, 0));
  for (int week = 0; week < 6; ++week) {
    const std::vector<float> levels{week == 3 ? -20.0F : -90.0F + 0.2F * static_cast<float>(week), -70.0F};
    baseline.learn(kMonday + week * kWeek, levels);
  }
  const auto normal = baseline.normal(kMonday + 7 * kWeek, 0);
  ASSERT_TRUE(normal);
  EXPECT_EQ(normal->weeks, 6U);
  EXPECT_NEAR(normal->median_db, -89.5, 0.4);
  EXPECT_LT(normal->sigma_db, 1.5F);
  EXPECT_EQ(baseline.normal(kMonday, 1)->sigma_db, 0.5F);  // the least that is believed
  EXPECT_GT(*baseline.excess(kMonday, 0, -80.0F), 5.0F);
  // Another hour, not known itself: what all hours say.
  EXPECT_TRUE(baseline.normal(kMonday + 5 * kHour, 0));
}

TEST(Baseline, NothingIsLearnedWhileAnIncidentIsOpen) {
  Baseline baseline(1);
  for (int week = 0; week < 4; ++week) baseline.learn(kMonday + week * kWeek, std::vector<float>{-90.0F});
  baseline.freeze();
  baseline.freeze();
  for (int week = 4; week < 12; ++week) baseline.learn(kMonday + week * kWeek, std::vector<float>{-40.0F});
  baseline.thaw();
  EXPECT_TRUE(baseline.frozen());
  EXPECT_EQ(baseline.normal(kMonday, 0)->median_db, -90.0F);
  baseline.thaw();
  baseline.learn(kMonday + 12 * kWeek, std::vector<float>{-88.0F});
  EXPECT_EQ(baseline.normal(kMonday, 0)->weeks, 5U);
}

TEST(Baseline, KeepsNineWeeksAndReplacesAnHourLearnedTwice) {
  Baseline baseline(1);
  for (int week = 0; week < 20; ++week) {
    baseline.learn(kMonday + week * kWeek, std::vector<float>{0.0F});
    baseline.learn(kMonday + week * kWeek + kHour / 2, std::vector<float>{static_cast<float>(week)});
  }
  const auto normal = baseline.normal(kMonday, 0);
  EXPECT_EQ(normal->weeks, Baseline::kWeeks);
  EXPECT_EQ(normal->median_db, 15.0F);
}

TEST(Baseline, TextIsTheValueAndDamageIsRefused) {
  std::mt19937 random(1);
  std::normal_distribution<float> level(-80.0F, 3.0F);
  Baseline baseline(3);
  for (int hour = 0; hour < 500; ++hour)
    baseline.learn(kMonday + hour * kHour, std::vector<float>{level(random), level(random), level(random)});
  const std::string text = baseline.to_text();
  const auto again = Baseline::from_text(text);
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->to_text(), text);
  EXPECT_EQ(again->normal(kMonday, 2)->median_db, baseline.normal(kMonday, 2)->median_db);
  for (const std::size_t cut :
       {std::size_t{0}, std::size_t{5}, std::size_t{20}, text.size() / 2, text.size() - 40})
    EXPECT_FALSE(Baseline::from_text(text.substr(0, cut))) << cut;
  EXPECT_FALSE(Baseline::from_text(text + " 1"));
  EXPECT_FALSE(Baseline::from_text("songbien-baseline 1 99999999999"));
  EXPECT_EQ(Baseline::from_text("songbien-baseline 2 1").error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace sb::dsp
