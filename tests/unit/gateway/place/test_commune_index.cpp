#include <gtest/gtest.h>

#include "gateway/place/commune_index.hpp"

namespace sb::gateway::testing {
namespace {

std::string commune_at(double latitude, double longitude) {
  const auto index = CommuneIndex::built_in();
  const auto match = index.find(latitude, longitude);
  return match ? match->commune->name : "";
}

// Inside points computed from the polygons (../shared/facts/communes.csv), not from this code.
TEST(CommuneIndex, KnowsTheNineBorderCommunesOfLaoCai) {
  EXPECT_EQ(commune_at(22.4989, 104.0107), "Phường Lào Cai");
  EXPECT_EQ(commune_at(22.50643, 104.005), "Phường Lào Cai");
  EXPECT_EQ(commune_at(22.5196, 103.8526), "Xã Bát Xát");
  EXPECT_EQ(commune_at(22.7296, 103.6586), "Xã A Mú Sung");
  EXPECT_EQ(commune_at(22.7302, 104.1040), "Xã Mường Khương");
  EXPECT_EQ(commune_at(22.6801, 104.2853), "Xã Si Ma Cai");
}

TEST(CommuneIndex, EveryInsidePointFindsItsOwnCommune) {
  const auto index = CommuneIndex::built_in();
  for (const auto& commune : index.communes()) {
    EXPECT_EQ(index.find(commune.latitude_deg, commune.longitude_deg)->commune->code, commune.code);
  }
}

TEST(CommuneIndex, FarFromTheBorderThereIsNone) {
  EXPECT_EQ(commune_at(21.0285, 105.8542), "");  // Hà Nội
  EXPECT_EQ(commune_at(0.0, 0.0), "");
}

TEST(CommuneIndex, UncertaintyIsTheRadiusOfTheCommunesArea) {
  const auto index = CommuneIndex::built_in();
  const auto match = index.find(23.04653, 105.58805);  // Cốc Pàng, 170.28 km²
  ASSERT_TRUE(match);
  EXPECT_NEAR(match->uncertainty_m, 7362.0, 1.0);  // sqrt(170.28e6 / pi)
  EXPECT_NEAR(match->distance_m, 0.0, 1.0);
}

TEST(CommuneIndex, DamagedTablesAreRefusedWithTheirLine) {
  EXPECT_FALSE(CommuneIndex::parse(""));
  const auto damaged = CommuneIndex::parse(
      "ward_code,name,name_en,province_code,province,neighbour,latitude,longitude,area_km2,bbox_w,bbox_s,"
      "bbox_e,bbox_n\n"
      "1,a,b,2,c,d,22,104,5,103,21,105,23\n1,a,b,2,c,d,x,104,5,103,21,105,23\n");
  ASSERT_FALSE(damaged);
  EXPECT_NE(damaged.error().text.find("line 3"), std::string::npos);
}

// Known lengths of the WGS 84 ellipsoid.
TEST(Distance, IsTheGeodesic) {
  EXPECT_NEAR(distance_m(0.0, 0.0, 0.0, 1.0), 111319.49, 0.01);  // a degree of the equator on WGS 84
  EXPECT_NEAR(distance_m(0.0, 0.0, 1.0, 0.0), 110574.39, 0.01);  // a degree of latitude at the equator
}

}  // namespace
}  // namespace sb::gateway::testing
