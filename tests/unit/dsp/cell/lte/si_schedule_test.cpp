#include "dsp/cell/lte/si_schedule.hpp"

#include <gtest/gtest.h>

namespace sb::dsp::lte {
namespace {

Sib1 schedule(std::uint16_t window_ms, std::vector<std::uint16_t> periodicities) {
  Sib1 sib1;
  sib1.si_window_ms = window_ms;
  for (const auto frames : periodicities) sib1.scheduling.push_back({frames, {}});
  return sib1;
}

// TS 36.331 §5.2.3: x = (n - 1) w; subframe x mod 10 of frames with SFN mod T = floor(x / 10). For the third
// message with windows of 15 ms and T = 16: x = 30, so subframes 0 of SFN 3, 19, 35 ...
TEST(SiSchedule, WindowsByHand) {
  const auto sib1 = schedule(15, {16, 32, 16});
  for (const int sfn : {3, 19, 1011}) {
    const auto first = si_occasion(sib1, sfn, 0);
    ASSERT_TRUE(first) << sfn;
    EXPECT_EQ(first->message, 2U);
    EXPECT_EQ(first->subframe_of_window, 0);
    const auto last = si_occasion(sib1, sfn + 1, 4);
    ASSERT_TRUE(last) << sfn;
    EXPECT_EQ(last->message, 2U);
    EXPECT_EQ(last->subframe_of_window, 14);
    EXPECT_FALSE(si_occasion(sib1, sfn + 1, 5));
  }
  // The second begins at x = 15: subframe 5 of SFN 1, 33 ..., whose subframe is SIB1's in even frames only.
  EXPECT_EQ(si_occasion(sib1, 33, 5).value().message, 1U);
  EXPECT_FALSE(si_occasion(sib1, 17, 5)) << "of period 32, not 16";
  EXPECT_EQ(si_occasion(sib1, 1, 4).value().message, 0U);
}

TEST(SiSchedule, NeverInSib1sSubframe) {
  const auto sib1 = schedule(40, {8, 8});
  for (int sfn = 0; sfn < 1024; ++sfn) {
    for (int subframe = 0; subframe < 10; ++subframe) {
      const bool sib1s = subframe == 5 && sfn % 2 == 0;
      EXPECT_EQ(si_occasion(sib1, sfn, subframe).has_value(), !sib1s) << sfn << ' ' << subframe;
    }
  }
}

// Uplink-downlink configuration 2, DSUDDDSUDD.
TEST(SiSchedule, OnlyWholeDownlinkSubframesInTdd) {
  auto sib1 = schedule(40, {8, 8});
  sib1.tdd = Sib1::TddConfig{2, 7};
  for (int subframe = 0; subframe < 10; ++subframe) {
    const bool downlink = subframe % 5 == 0 || subframe % 5 == 3 || subframe % 5 == 4;
    EXPECT_EQ(si_occasion(sib1, 1, subframe).has_value(), downlink) << subframe;
  }
}

// TS 36.321 §5.3.1: ceil(3/2 k) mod 4 with k = i mod 4.
TEST(SiSchedule, RedundancyVersionsOfFormat1C) {
  constexpr int kExpected[] = {0, 2, 3, 1, 0, 2, 3, 1};
  for (int i = 0; i < 8; ++i) EXPECT_EQ(si_redundancy_version(i), kExpected[i]);
}

}  // namespace
}  // namespace sb::dsp::lte
