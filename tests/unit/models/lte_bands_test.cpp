#include "models/bandplan/lte_bands.hpp"

#include <gtest/gtest.h>

namespace sb::models {
namespace {

struct Vector {
  std::uint32_t earfcn;
  double dl_hz;
  std::uint16_t band;
};

// Edges and middles by hand from TS 36.101 Table 5.7.3-1: F_DL = F_DL_low + 0.1 (N_DL - N_Offs-DL).
constexpr Vector kVectors[] = {
    {0, 2110.0e6, 1},      {599, 2169.9e6, 1},    {1200, 1805.0e6, 3},   {1300, 1815.0e6, 3},
    {1825, 1867.5e6, 3},   {1949, 1879.9e6, 3},   {2400, 869.0e6, 5},    {3350, 2680.0e6, 7},
    {3450, 925.0e6, 8},    {3799, 959.9e6, 8},    {9210, 758.0e6, 28},   {36200, 2010.0e6, 34},
    {37900, 2585.0e6, 38}, {38400, 1895.0e6, 39}, {38950, 2330.0e6, 40}, {39650, 2496.0e6, 41},
    {41589, 2689.9e6, 41}, {6300, 806.0e6, 20},   {5110, 739.0e6, 12},
};

TEST(LteBands, EarfcnAndFrequencyAgreeWithTheStandard) {
  for (const auto& v : kVectors) {
    ASSERT_TRUE(lte_frequency_hz(v.earfcn)) << v.earfcn;
    EXPECT_NEAR(*lte_frequency_hz(v.earfcn), v.dl_hz, 1.0) << v.earfcn;
    ASSERT_NE(lte_band_of(v.earfcn), nullptr);
    EXPECT_EQ(lte_band_of(v.earfcn)->number, v.band);
    EXPECT_EQ(lte_earfcn(v.dl_hz, v.band), v.earfcn);
  }
}

TEST(LteBands, EveryChannelComesBackToItself) {
  for (const LteBand& band : lte_bands()) {
    for (std::uint32_t n = band.earfcn_low; n <= band.earfcn_high; ++n) {
      ASSERT_EQ(lte_earfcn(*lte_frequency_hz(n), band.number), n);
    }
  }
}

TEST(LteBands, OverlapsGoToTheLowestNumberUnlessTheBandIsNamed) {
  EXPECT_EQ(lte_earfcn(2585.0e6), 37900U);      // band 38
  EXPECT_EQ(lte_earfcn(2585.0e6, 41), 40540U);  // the same place in band 41
}

TEST(LteBands, NothingOutsideTheBands) {
  EXPECT_FALSE(lte_frequency_hz(10000));
  EXPECT_FALSE(lte_earfcn(100e6));
  EXPECT_FALSE(lte_earfcn(0.0));
  EXPECT_EQ(lte_earfcn(1815.04e6), 1300U);  // 40 kHz off: the nearest raster point
  EXPECT_FALSE(lte_earfcn(1815.0e6, 7));
}

}  // namespace
}  // namespace sb::models
