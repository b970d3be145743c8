#include "dsp/spectrum/noise_floor.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

std::vector<float> noise(std::size_t bins, double looks, float mean, unsigned seed) {
  std::mt19937 random(seed);
  std::gamma_distribution<float> gamma(static_cast<float>(looks), mean / static_cast<float>(looks));
  std::vector<float> powers(bins);
  for (float& p : powers) p = gamma(random);
  return powers;
}

double db(double ratio) {
  return 10.0 * std::log10(ratio);
}

TEST(NoiseFloor, FcmeFindsWhiteNoiseWithinItsOwnUncertainty) {
  for (const int looks : {1, 4, 32, 256}) {
    double squares = 0.0;
    constexpr int kTrials = 200;
    FcmeFloor fcme(1024, {1e-3, 0.0, 0.1});
    FloorEstimate estimate;
    for (unsigned trial = 0; trial < kTrials; ++trial) {
      estimate = fcme.estimate(noise(1024, looks, 3e-7F, trial), static_cast<float>(looks));
      squares += std::pow(db(estimate.floor / 3e-7), 2);
    }
    const double rms_db = std::sqrt(squares / kTrials);
    EXPECT_LT(rms_db, 1.5 * estimate.sigma_db + 0.01) << looks;
    EXPECT_GT(estimate.share, 0.97F) << looks;
  }
}

TEST(NoiseFloor, FcmeIsNotMovedBySignalsOverHalfOfTheSpan) {
  auto powers = noise(2048, 32, 1.0F, 3);
  for (std::size_t i = 400; i < 1500; ++i) powers[i] *= 20.0F;
  for (std::size_t i = 1800; i < 1810; ++i) powers[i] *= 1e6F;
  const auto estimate = FcmeFloor(2048).estimate(powers, 32.0F);
  EXPECT_NEAR(db(estimate.floor), 0.0, 0.1);
  EXPECT_NEAR(estimate.share, (2048 - 1110) / 2048.0, 0.01);
}

TEST(NoiseFloor, FcmeSeesNoFloorInSilence) {
  const std::vector<float> nothing(256, 0.0F);
  EXPECT_EQ(FcmeFloor(256).estimate(nothing, 8.0F).floor, 0.0F);
}

TEST(NoiseFloor, GuardBandsAloneAreAveraged) {
  auto powers = noise(512, 16, 2.0F, 4);
  for (std::size_t i = 100; i < 400; ++i) powers[i] *= 100.0F;
  const std::vector<BinRange> guards{{0, 100}, {400, 512}};
  const auto estimate = guard_band_floor(powers, guards, 16.0F);
  EXPECT_NEAR(db(estimate.floor / 2.0), 0.0, 4.0 * estimate.sigma_db);
  EXPECT_NEAR(estimate.sigma_db, 4.343 / std::sqrt(212.0 * 16.0), 1e-3);
  EXPECT_EQ(guard_band_floor(powers, {}, 16.0F).floor, 0.0F);
}

TEST(NoiseFloor, WeakestFifthStandsABusyChannel) {
  for (const int looks : {1, 10}) {
    auto powers = noise(5000, looks, 1.0F, 5);
    EXPECT_NEAR(db(weakest_share_floor(powers, static_cast<float>(looks)).floor), 0.0, 0.35);
    for (std::size_t i = 0; i < powers.size(); ++i) powers[i] *= i % 2 == 0 ? 1000.0F : 1.0F;  // half busy
    // Half of the values gone, the weakest fifth of all is the weakest two fifths of noise: reads high by the
    // known amount, not by 27 dB.
    EXPECT_LT(db(weakest_share_floor(powers, static_cast<float>(looks)).floor), looks == 1 ? 3.7 : 1.0);
  }
}

TEST(NoiseFloor, LooksOfEmptyElements) {
  const auto powers = noise(4000, 1, 5e-9F, 6);
  const auto estimate = floor_of_looks(powers);
  EXPECT_NEAR(db(estimate.floor / 5e-9), 0.0, 0.3);
  EXPECT_NEAR(estimate.sigma_db, 4.343 / std::sqrt(4000.0), 1e-4);
}

TEST(NoiseFloor, ThresholdHasTheFalseAlarmAskedFor) {
  // One look: exponential, T = -ln P. M = 32 at 1e-6: 2.075 (tables of the energy detector).
  EXPECT_NEAR(noise_threshold(1.0, std::log(1e-6)), 13.8155, 1e-3);
  EXPECT_NEAR(noise_threshold(32.0, std::log(1e-6)), 2.075, 1e-3);
  const double between = noise_threshold(31.5, std::log(1e-6));
  EXPECT_GT(between, noise_threshold(32.0, std::log(1e-6)));
  EXPECT_LT(between, noise_threshold(31.0, std::log(1e-6)));
}

}  // namespace
}  // namespace sb::dsp
