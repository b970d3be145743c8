#include "models/plmn/plmn.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace sb::models {
namespace {

TEST(Plmn, IsWrittenWithTheDigitsAsBroadcast) {
  EXPECT_EQ(to_string(Plmn{460, 1, 2}), "460-01");
  EXPECT_EQ(to_string(Plmn{310, 410, 3}), "310-410");
  EXPECT_EQ(to_string(Plmn{310, 4, 3}), "310-004");
  EXPECT_EQ(to_string(Plmn{1, 1, 2}), "001-01");
}

TEST(Plmn, ParsesItsOwnFormAndNothingElse) {
  EXPECT_EQ(parse_plmn("460-01"), (Plmn{460, 1, 2}));
  EXPECT_EQ(parse_plmn("310-004"), (Plmn{310, 4, 3}));
  for (const char* bad :
       {"", "46001", "460-1", "460-0001", "4a0-01", "460_01", " 460-01", "-60-01", "460--1"}) {
    EXPECT_FALSE(parse_plmn(bad)) << bad;
  }
}

TEST(Plmn, TwoAndThreeDigitCodesAreDifferentNetworks) {
  EXPECT_NE((Plmn{460, 1, 2}), (Plmn{460, 1, 3}));
}

TEST(Networks, KnowTheNeighbours) {
  EXPECT_EQ(find_network({460, 0, 2})->brand, "China Mobile");
  EXPECT_EQ(find_network({452, 4, 2})->brand, "Viettel Mobile");
  EXPECT_FALSE(find_network({452, 3, 2})->operational);  // S-Fone is gone: hearing it is a sign
  EXPECT_EQ(find_network({1, 1, 2}), nullptr);
  EXPECT_EQ(country_of({460, 99, 2}), "CN");
  EXPECT_EQ(country_of({457, 1, 2}), "LA");
  EXPECT_TRUE(country_of({206, 1, 2}).empty());
  EXPECT_TRUE(is_domestic({452, 1, 2}));
  EXPECT_FALSE(is_domestic({460, 1, 2}));
}

TEST(Networks, TableEqualsTheCsvBesideIt) {
  std::ifstream csv(SB_SOURCE_DIR "/models/plmn/plmn.csv");
  std::string line;
  ASSERT_TRUE(std::getline(csv, line));
  std::size_t rows = 0;
  while (std::getline(csv, line)) {
    ASSERT_LT(rows, networks().size());
    const Network& n = networks()[rows++];
    std::istringstream fields(line);
    std::string mcc, mnc, country;
    std::getline(fields, mcc, ',');
    std::getline(fields, mnc, ',');
    std::getline(fields, country, ',');
    EXPECT_EQ(to_string(n.plmn), mcc + "-" + mnc);
    EXPECT_EQ(n.country_iso, country);
  }
  EXPECT_EQ(rows, networks().size());
}

}  // namespace
}  // namespace sb::models
