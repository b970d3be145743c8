#include "models/bandplan/allocations.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "models/bandplan/protected_services.hpp"
#include "tests/unit/models/csv_row.hpp"

namespace sb::models {
namespace {

TEST(Allocations, TableEqualsTheCsvBesideIt) {
  std::ifstream csv(SB_SOURCE_DIR "/models/bandplan/allocations.csv");
  std::string line;
  ASSERT_TRUE(std::getline(csv, line));
  std::size_t rows = 0;
  while (std::getline(csv, line)) {
    ASSERT_LT(rows, allocations().size());
    const Allocation& row = allocations()[rows++];
    const auto fields = csv_row(line);
    ASSERT_EQ(fields.size(), 14U) << line;
    EXPECT_EQ(row.country_iso, fields[0]);
    EXPECT_EQ(row.operator_name, fields[1]);
    const auto hz = [](const std::string& mhz) { return mhz.empty() ? 0.0 : std::stod(mhz) * 1e6; };
    EXPECT_NEAR(row.ul_low_hz, hz(fields[3]), 1.0);
    EXPECT_NEAR(row.ul_high_hz, hz(fields[4]), 1.0);
    EXPECT_NEAR(row.dl_low_hz, hz(fields[5]), 1.0);
    EXPECT_NEAR(row.dl_high_hz, hz(fields[6]), 1.0);
    EXPECT_EQ(row.status, fields[9]);
    EXPECT_EQ(row.from_memory, fields[10].starts_with("memory"));
    EXPECT_EQ(row.valid_from, fields[11]);
    EXPECT_EQ(row.valid_until, fields[12]);
    EXPECT_EQ(row.source, fields[13]);
    EXPECT_FALSE(row.source.empty());
  }
  EXPECT_EQ(rows, allocations().size());
}

TEST(Allocations, BlocksOfACountryDoNotOverlapUnlessShared) {
  for (const Allocation& a : allocations()) {
    EXPECT_GE(a.dl_high_hz, a.dl_low_hz);
    for (const Allocation& b : allocations()) {
      if (&a == &b || a.country_iso != "VN" || b.country_iso != "VN" || !a.edges_known()) continue;
      EXPECT_FALSE(a.dl_low_hz < b.dl_high_hz && b.dl_low_hz < a.dl_high_hz)
          << a.operator_name << " and " << b.operator_name << " at " << a.dl_low_hz;
    }
  }
}

// Facts of overlap_cn_vn.csv, which another hand derived from the same blocks.
TEST(Allocations, BorderUseFollowsTheOverlapTable) {
  const auto use = [](double mhz) { return border_use(allocations(), mhz * 1e6, LinkDirection::kDownlink); };
  EXPECT_EQ(use(763.0), BorderUse::kCoChannel);    // Broadnet under VNPT
  EXPECT_EQ(use(875.0), BorderUse::kForeignOnly);  // China Telecom, nobody here
  EXPECT_EQ(use(1827.0), BorderUse::kCoChannel);
  EXPECT_EQ(use(1900.0), BorderUse::kForeignOnly);  // B39
  EXPECT_EQ(use(2165.0), BorderUse::kDomesticOnly);
  EXPECT_EQ(use(500.0), BorderUse::kNobody);
}

TEST(Allocations, ARowOutsideItsDatesDoesNotCount) {
  const auto at = [](std::string_view day) {
    return allocations_at(allocations(), 945e6, LinkDirection::kDownlink, "VN", day).size();
  };
  EXPECT_EQ(at("2025-06-01"), 1U);
  EXPECT_EQ(at("2026-11-24"), 0U);  // the 900 MHz plan of 2024 ended on 15 September 2026
  EXPECT_EQ(at(""), 1U);
}

TEST(ProtectedServices, DecideByTheWholeWidth) {
  EXPECT_EQ(service_of(1574e6, 1576e6), Service::kGnss);
  EXPECT_EQ(service_of(1805e6, 1815e6), Service::kCellularDownlink);
  EXPECT_EQ(service_of(1800e6, 1815e6), Service::kOther);  // half of it lies outside
  EXPECT_EQ(service_of(892e6, 897e6), Service::kCellularUplink);
  EXPECT_EQ(service_of(433e6, 434e6), Service::kOther);
  EXPECT_EQ(service_of(-1e6, 1e6), Service::kOther);  // a recording without a frequency
  EXPECT_TRUE(is_dect_6_0(1921.536e6));
  EXPECT_FALSE(is_dect_6_0(1890e6));  // European DECT is elsewhere
}

}  // namespace
}  // namespace sb::models
