#include "models/propagation/path_loss.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sb::models {
namespace {

constexpr double kFlatEarthKm = 1e9;

TerrainProfile ridge(double distance_km, double at_km, double height_m) {
  std::vector<TerrainPoint> points;
  for (int i = 0; i <= 200; ++i) {
    const double d = distance_km * i / 200.0;
    points.push_back({d, std::abs(d - at_km) < distance_km / 400.0 ? height_m : 0.0});
  }
  return TerrainProfile::from_points(std::move(points)).value();
}

TEST(FreeSpace, OneKilometreAtOneGigahertz) {
  EXPECT_NEAR(free_space_loss_db(1.0, 1e9), 92.45, 0.01);
  EXPECT_NEAR(free_space_loss_db(2.0, 1e9) - free_space_loss_db(1.0, 1e9), 6.02, 0.01);
}

// P.526 eq. 31: 6.03 dB at grazing incidence, about 13 + 20 log nu for large nu.
TEST(KnifeEdge, FollowsTheFresnelIntegral) {
  EXPECT_NEAR(knife_edge_loss_db(0.0), 6.03, 0.02);
  EXPECT_NEAR(knife_edge_loss_db(10.0), 12.95 + 20.0, 0.15);
  EXPECT_DOUBLE_EQ(knife_edge_loss_db(-1.0), 0.0);
  EXPECT_NEAR(knife_edge_loss_db(-0.77), 0.0, 0.2);
}

// By hand: 900 MHz, 10 km, antennas at 30 m, an edge of 60 m half way on a flat Earth: nu = 1.470, J = 16.63
// dB, and Bullington's correction adds (1 - e^(-16.63/6)) x 10.2 = 9.56 dB.
TEST(PathLoss, OneEdgeByHand) {
  const PathEnds ends{900e6, 30.0, 30.0, kFlatEarthKm};
  const PathLoss loss = path_loss(ridge(10.0, 5.0, 60.0), ends);
  EXPECT_NEAR(loss.diffraction_db, 26.2, 0.3);
  EXPECT_FALSE(loss.line_of_sight);
  EXPECT_NEAR(loss.free_space_db, 92.45 + 20.0 + 20.0 * std::log10(0.9), 0.01);
}

TEST(PathLoss, AClearPathIsFreeSpace) {
  const PathLoss loss = path_loss(TerrainProfile::flat(2.0, 100.0), {1800e6, 200.0, 200.0});
  EXPECT_NEAR(loss.diffraction_db, 0.0, 0.01);
  EXPECT_TRUE(loss.line_of_sight);
}

TEST(PathLoss, HasNoDirection) {
  std::vector<TerrainPoint> points;
  for (int i = 0; i <= 100; ++i) {
    points.push_back({0.4 * i, 300.0 + 250.0 * std::sin(0.37 * i) * std::exp(-0.02 * i)});
  }
  const auto profile = TerrainProfile::from_points(std::move(points)).value();
  const double there = path_loss(profile, {947e6, 40.0, 12.0}).total_db();
  const double back = path_loss(profile.reversed(), {947e6, 12.0, 40.0}).total_db();
  EXPECT_NEAR(there, back, 1e-6);
  EXPECT_GT(there, free_space_loss_db(40.0, 947e6));
}

// Over a smooth Earth Bullington's part cancels and the sphere's remains, at and beyond the horizon.
TEST(PathLoss, SmoothEarthIsSphericalDiffraction) {
  for (const double km : {30.0, 60.0, 120.0}) {
    std::vector<TerrainPoint> points;
    for (int i = 0; i <= 300; ++i) points.push_back({km * i / 300.0, 0.0});
    const auto profile = TerrainProfile::from_points(std::move(points)).value();
    const PathEnds ends{947e6, 30.0, 10.0};
    const double sphere = spherical_earth_loss_db(km, 30.0, 10.0, 947e6, ends.effective_earth_km);
    EXPECT_NEAR(path_loss(profile, ends).diffraction_db, sphere, 0.1) << km;
  }
}

TEST(SphericalEarth, GrowsWithDistanceAndFallsWithHeight) {
  double last = 0.0;
  for (double km = 10.0; km < 150.0; km += 5.0) {
    const double loss = spherical_earth_loss_db(km, 30.0, 10.0, 947e6, kMedianEffectiveEarthKm);
    EXPECT_GE(loss, last - 1e-9) << km;
    EXPECT_GE(loss, spherical_earth_loss_db(km, 60.0, 10.0, 947e6, kMedianEffectiveEarthKm)) << km;
    last = loss;
  }
  // Far beyond the horizon each kilometre costs 17.6 dB x 21.88 (f / a^2)^(1/3): 0.50 dB at 947 MHz.
  const double far = spherical_earth_loss_db(200.0, 30.0, 10.0, 947e6, kMedianEffectiveEarthKm) -
                     spherical_earth_loss_db(100.0, 30.0, 10.0, 947e6, kMedianEffectiveEarthKm);
  EXPECT_NEAR(far, 100.0 * 17.6 * 21.88 * std::cbrt(0.947 / (8500.0 * 8500.0)) - 3.01, 1.5);
}

TEST(PathLoss, FieldStrengthOfAKilowattAtAKilometre) {
  // 1 kW e.i.r.p. at 1 km in free space: E = sqrt(30 P) / d = 173 mV/m = 104.8 dBuV/m.
  PathLoss loss;
  loss.free_space_db = free_space_loss_db(1.0, 600e6);
  EXPECT_NEAR(field_at_receiver_dbuv_m(60.0, loss, 600e6), 104.77, 0.05);
}

TEST(TerrainProfile, ReadsItsCsvAndNamesWhatIsOff) {
  const auto good = TerrainProfile::from_csv("distance_km,height_m\n0,100\r\n\n1.5, 250.5\n3,90");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->points().size(), 3U);
  EXPECT_DOUBLE_EQ(good->points()[1].height_m, 250.5);
  EXPECT_DOUBLE_EQ(good->distance_km(), 3.0);
  for (const char* bad : {"", "0,1", "1,0\n2,0", "0,1\n2,x", "0,1\n2", "0,1\n0,2", "0,1\n1,99999",
                          "0,1\n1,nan", "0,1\n1,inf", "0,1\n3,2\n2,2"}) {
    const auto read = TerrainProfile::from_csv(bad);
    EXPECT_FALSE(read) << bad;
  }
  EXPECT_NE(TerrainProfile::from_csv("0,1\n2,x").error().text.find("line 2"), std::string::npos);
}

}  // namespace
}  // namespace sb::models
