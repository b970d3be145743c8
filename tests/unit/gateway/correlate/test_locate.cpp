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

}  // namespace
}  // namespace sb::gateway::testing
