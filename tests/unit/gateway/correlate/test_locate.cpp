#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/correlate/locate.hpp"

namespace sb::gateway::testing {
namespace {

const CommuneIndex& communes() {
  static const CommuneIndex index = CommuneIndex::built_in();
  return index;
}

TEST(Locate, OneNodeIsThePlace) {
  const std::vector<HeardAt> heard{{"lc-01", 22.4989, 104.0107, 10.0, -60.0, std::nullopt, 1}};
  const auto place = locate(heard, communes());
  EXPECT_DOUBLE_EQ(place.latitude_deg, 22.4989);
  EXPECT_EQ(place.commune, "Phường Lào Cai");
  EXPECT_DOUBLE_EQ(place.uncertainty_m, 5000.0);
}

TEST(Locate, TheStrongestNodeDecides) {
  const std::vector<HeardAt> heard{{"a", 22.0, 104.0, 10.0, -60.0, std::nullopt, 1},
                                   {"b", 23.0, 104.0, 10.0, -80.0, std::nullopt, 1}};
  EXPECT_NEAR(locate(heard, communes()).latitude_deg, 22.0 + 1.0 / 101.0, 1e-9);  // weights 100 : 1
}

TEST(Locate, CalibratedLevelsCountOnlyWhenAllHaveThem) {
  std::vector<HeardAt> heard{{"a", 22.0, 104.0, 10.0, -60.0, -120.0, 1},
                             {"b", 23.0, 104.0, 10.0, -80.0, -100.0, 1}};
  EXPECT_GT(locate(heard, communes()).latitude_deg, 22.9);
  heard[0].level_dbm.reset();
  EXPECT_LT(locate(heard, communes()).latitude_deg, 22.1);
  heard[1].level_dbfs.reset();
  EXPECT_NEAR(locate(heard, communes()).latitude_deg, 22.5, 1e-9);
}

TEST(Locate, NodesFarApartMakeItUncertain) {
  const std::vector<HeardAt> heard{{"a", 22.0, 104.0, 10.0, {}, {}, 1}, {"b", 23.0, 104.0, 10.0, {}, {}, 1}};
  EXPECT_NEAR(locate(heard, communes()).uncertainty_m, 55'376.0,
              100.0);  // half a degree of latitude at 22.5 N
}

TEST(Estimate, OneCalibratedNodeGivesACircleAndAnUncalibratedOneNothing) {
  std::vector<HeardAt> heard{{"lc-01", 22.4989, 104.0107, 10.0, -60.0, -95.0, 1}};
  auto place = locate(heard, communes());
  add_estimate(place, heard, communes(), false);
  EXPECT_FALSE(place.ellipse);
  add_estimate(place, heard, communes(), true);
  ASSERT_TRUE(place.ellipse);
  EXPECT_NEAR(place.ellipse->semi_major_m / place.ellipse->semi_minor_m, 1.0, 0.05);
  EXPECT_GT(place.ellipse->semi_minor_m, 1000.0);
  EXPECT_DOUBLE_EQ(place.latitude_deg, 22.4989) << "one node does not move the place";
  ASSERT_FALSE(place.communes.empty());
  double sum = 0.0;
  for (const auto& share : place.communes) sum += share.probability;
  EXPECT_LE(sum, 1.0 + 1e-9);
  EXPECT_GE(place.communes.front().probability, place.communes.back().probability);
}

/// Transmitters at random among four nodes, log-normal shadowing: the 95 % ellipse holds the truth as often
/// as it says, within what 400 trials and a grid can tell.
TEST(Estimate, TheEllipseHoldsTheTruthAsOftenAsItSays) {
  std::mt19937_64 random(20261124);
  std::normal_distribution<double> shadow(0.0, 8.0);
  std::uniform_real_distribution<double> at(-8000.0, 8000.0);
  const std::array<std::pair<double, double>, 4> nodes{{{-9e3, -9e3}, {9e3, -8e3}, {-8e3, 9e3}, {9e3, 9e3}}};
  constexpr double kNorthM = 110'750.0, kEastM = 102'900.0;  // metres in a degree at 22.5 N
  constexpr int kTrials = 400;
  int inside = 0;
  double error = 0.0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double east = at(random), north = at(random), power = 50.0 + shadow(random) / 2.0;
    std::vector<HeardAt> heard;
    for (const auto& [x, y] : nodes) {
      const double metres = std::max(100.0, std::hypot(east - x, north - y));
      const double dbm = power - 38.0 - 32.0 * std::log10(metres) + shadow(random);
      heard.push_back({"n", 22.5 + y / kNorthM, 104.0 + x / kEastM, 10.0, dbm, dbm, 1});
    }
    Place place = locate(heard, communes());
    add_estimate(place, heard, communes(), true);
    ASSERT_TRUE(place.ellipse);
    const double de = east - (place.longitude_deg - 104.0) * kEastM,
                 dn = north - (place.latitude_deg - 22.5) * kNorthM;
    error += std::hypot(de, dn) / kTrials;
    const double a = place.ellipse->azimuth_deg * std::numbers::pi / 180.0;
    const double along = dn * std::cos(a) + de * std::sin(a), across = de * std::cos(a) - dn * std::sin(a);
    inside +=
        std::hypot(along / place.ellipse->semi_major_m, across / place.ellipse->semi_minor_m) <= 1.0 ? 1 : 0;
  }
  EXPECT_GT(inside, kTrials * 90 / 100) << inside;
  RecordProperty("inside", inside);
  RecordProperty("mean_error_m", static_cast<int>(error));
}

}  // namespace
}  // namespace sb::gateway::testing
