// The commune table as data: Vietnamese names in NFC, points inside boxes, all 22 border provinces.
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

namespace {

std::vector<std::vector<std::string>> rows() {
  std::ifstream csv(SB_SOURCE_DIR "/models/communes/communes.csv");
  std::vector<std::vector<std::string>> table;
  for (std::string line; std::getline(csv, line);) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    table.push_back(cells);
  }
  return table;
}

TEST(Communes, EveryRowIsWholeAndItsPointLiesInItsBox) {
  const auto table = rows();
  ASSERT_EQ(table.size(), 249U);  // header and 248 rows
  std::set<std::string> codes, provinces;
  for (std::size_t i = 1; i < table.size(); ++i) {
    const auto& r = table[i];
    ASSERT_EQ(r.size(), 13U) << r[0];
    const double latitude = std::stod(r[6]), longitude = std::stod(r[7]);
    EXPECT_GE(longitude, std::stod(r[9])) << r[1];
    EXPECT_GE(latitude, std::stod(r[10])) << r[1];
    EXPECT_LE(longitude, std::stod(r[11])) << r[1];
    EXPECT_LE(latitude, std::stod(r[12])) << r[1];
    codes.insert(r[0]);
    provinces.insert(r[4]);
  }
  EXPECT_EQ(codes.size(), 246U);
  EXPECT_EQ(provinces.size(), 22U);
}

TEST(Communes, NamesHoldNoCombiningMarks) {
  for (const auto& r : rows()) {
    for (std::size_t i = 0; i + 1 < r[1].size(); ++i) {
      const auto lead = static_cast<unsigned char>(r[1][i]);
      EXPECT_FALSE(lead == 0xCC || lead == 0xCD)
          << r[1] << " is not NFC";  // U+0300..U+036F begin with CC or CD
    }
  }
}

}  // namespace
