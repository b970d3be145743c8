#include <cmath>

#include <gtest/gtest.h>

#include "gateway/place/commune_index.hpp"
#include "gateway/place/vn2000.hpp"

namespace sb::gateway::testing {
namespace {

TEST(Vn2000, GoesThereAndBack) {
  const auto grid = Vn2000::open(9208);
  ASSERT_TRUE(grid) << grid.error().text;
  for (const GeoPoint at : {GeoPoint{22.4989, 104.0107}, {22.85, 103.2}, {21.9, 104.75}}) {
    const auto back = grid->to_wgs84(grid->to_grid(at));
    EXPECT_LT(distance_m(at.latitude_deg, at.longitude_deg, back.latitude_deg, back.longitude_deg), 0.01);
  }
}

TEST(Vn2000, OnTheCentralMeridianTheEastingIsHalfAMillionAndTheScaleIsTheZones) {
  const auto grid = std::move(*Vn2000::open(9208));
  const auto south = grid.to_grid({22.0, 104.75}), north = grid.to_grid({23.0, 104.75});
  EXPECT_NEAR(south.easting_m, 500'000.0, 250.0) << "the datums lie some 200 m apart";
  const double metres = distance_m(22.0, 104.75, 23.0, 104.75);
  EXPECT_NEAR((north.northing_m - south.northing_m) / metres, 0.9999, 1e-5);
}

TEST(Vn2000, LiesSomeTwoHundredMetresFromWgs84) {
  // Without the datum shift the meridian would be at exactly 500 000 m east.
  const auto grid = std::move(*Vn2000::open(9208));
  const double east = grid.to_grid({22.5, 104.75}).easting_m;
  EXPECT_GT(std::abs(east - 500'000.0), 100.0);
  EXPECT_LT(std::abs(east - 500'000.0), 250.0);
}

TEST(Vn2000, OtherGridsAreRefused) {
  EXPECT_FALSE(Vn2000::open(4326));
  EXPECT_FALSE(Vn2000::open(32648));
  EXPECT_TRUE(Vn2000::open(3405));
}

}  // namespace
}  // namespace sb::gateway::testing
