#include "dsp/cell/lte/carrier_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp::lte {
namespace {

constexpr double kBinHz = 10e3;

/// A floor of 1 and carriers of a width and level on it.
std::vector<float> spectrum(double rate_hz, std::initializer_list<std::array<double, 3>> carriers) {
  std::vector<float> power(static_cast<std::size_t>(rate_hz / kBinHz), 1.0F);
  for (const auto& [middle, width, level] : carriers) {
    for (std::size_t i = 0; i < power.size(); ++i) {
      const double hz = (static_cast<double>(i) - static_cast<double>(power.size() / 2)) * kBinHz;
      if (std::abs(hz - middle) <= width / 2) power[i] += static_cast<float>(level);
    }
  }
  return power;
}

TEST(CarrierPlan, NarrowCaptureHasOneCarrier) {
  const auto plan = plan_carriers(spectrum(1.92e6, {}), {1.92e6, 739e6, kBinHz});
  EXPECT_EQ(plan.likely, std::vector<double>{0.0});
  EXPECT_TRUE(plan.raster.empty());
}

TEST(CarrierPlan, MiddlesOfOccupiedRegionsComeFirst) {
  const auto power = spectrum(19.2e6, {{-5.0e6, 4.5e6, 30.0}, {3.6e6, 2.7e6, 4.0}});
  const auto plan = plan_carriers(power, {19.2e6, 943e6, kBinHz});
  EXPECT_EQ(plan.likely, (std::vector<double>{0.0, -5.0e6, 3.6e6}));
  for (const double f : plan.raster) {
    EXPECT_NEAR(std::remainder(f, 100e3), 0.0, 1e-3);
    const bool energy = std::abs(f + 5.0e6) < 2.25e6 + 0.5e6 || std::abs(f - 3.6e6) < 1.35e6 + 0.5e6;
    EXPECT_TRUE(energy) << f;
  }
}

TEST(CarrierPlan, RasterIsCountedInRadioFrequency) {
  const auto power = spectrum(10e6, {{2.03e6, 1.4e6, 10.0}});
  const auto plan = plan_carriers(power, {10e6, 1815.37e6, kBinHz});
  ASSERT_EQ(plan.likely.size(), 2U);
  EXPECT_NEAR(plan.likely[1], 2.03e6, 1.0);  // 1817.4 MHz
  EXPECT_NEAR(nearest_raster_hz(-60e3, 1815.37e6), -70e3, 1e-3);
}

TEST(CarrierPlan, EmptySpectrumIsNotSearchedAllOver) {
  EXPECT_TRUE(plan_carriers(spectrum(19.2e6, {}), {19.2e6, 0.0, kBinHz}).raster.empty());
  EXPECT_TRUE(plan_carriers(std::vector<float>(1920, 0.0F), {19.2e6, 0.0, kBinHz}).raster.empty());
  EXPECT_EQ(plan_carriers({}, {19.2e6, 0.0, kBinHz}).likely.size(), 1U);
}

TEST(BandPower, SumsTheBandAndStaysInTheSpan) {
  const std::vector<float> power(100, 1.0F);
  EXPECT_NEAR(band_power(power, kBinHz, 0.0, 200e3), 20.0, 1.0);
  EXPECT_NEAR(band_power(power, kBinHz, 500e3, 400e3), 20.0, 1.0);
  EXPECT_EQ(band_power(power, kBinHz, 9e6, 200e3), 0.0);
}

}  // namespace
}  // namespace sb::dsp::lte
