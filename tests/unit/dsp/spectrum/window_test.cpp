#include "dsp/spectrum/window.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "dsp/core/fft_plan.hpp"

namespace sb::dsp {
namespace {

TEST(Window, NoiseBandwidthIsThatOfHarris1978) {
  EXPECT_NEAR(enbw_bins(make_window(WindowKind::kRectangular, 1024)), 1.0, 1e-6);
  EXPECT_NEAR(enbw_bins(make_window(WindowKind::kHann, 1024)), 1.5, 1e-4);
  EXPECT_NEAR(enbw_bins(make_window(WindowKind::kBlackmanHarris, 1024)), 2.0044, 1e-3);
}

TEST(Window, BlackmanHarrisSidelobesAreBelowMinus90Db) {
  constexpr int kPad = 16;
  constexpr int kSize = 128;
  const auto window = make_window(WindowKind::kBlackmanHarris, kSize);
  FftPlan plan(kSize * kPad, FftDirection::kForward);
  std::fill(plan.input().begin(), plan.input().end(), cf32{});
  std::copy(window.begin(), window.end(), plan.input().begin());
  plan.execute();
  const float peak = std::norm(plan.output()[0]);
  for (std::size_t i = 4 * kPad + 8; i < kSize * kPad / 2; ++i)
    EXPECT_LT(std::norm(plan.output()[i]), peak * 1e-9F) << i;
}

TEST(Window, OverlapIsWorthWhatTheScatterOfNoiseSays) {
  constexpr int kSize = 64;
  constexpr int kAverages = 16;
  const auto window = make_window(WindowKind::kHann, kSize);
  EXPECT_NEAR(independent_averages(window, kSize, kAverages), kAverages, 1e-9);
  const double worth = independent_averages(window, kSize / 2, kAverages);
  EXPECT_GT(worth, 0.9 * kAverages);  // Hann at 50 %: squared correlation 1/36
  EXPECT_LT(worth, kAverages);

  // Measured: relative variance of the average of overlapping transforms, all bins as trials.
  FftPlan plan(kSize, FftDirection::kForward);
  std::mt19937 random(7);
  std::normal_distribution<float> gauss;
  double sum = 0.0;
  double squares = 0.0;
  constexpr int kTrials = 4000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<cf32> x(static_cast<std::size_t>(kSize / 2 * (kAverages + 1)));
    for (cf32& v : x) v = {gauss(random), gauss(random)};
    double power = 0.0;
    for (std::size_t t = 0; t < kAverages; ++t) {
      for (std::size_t i = 0; i < kSize; ++i) plan.input()[i] = x[t * kSize / 2 + i] * window[i];
      plan.execute();
      power += std::norm(plan.output()[5]);
    }
    sum += power;
    squares += power * power;
  }
  const double mean = sum / kTrials;
  const double measured = mean * mean / (squares / kTrials - mean * mean);
  EXPECT_NEAR(measured, worth, 0.1 * worth);
}

}  // namespace
}  // namespace sb::dsp
