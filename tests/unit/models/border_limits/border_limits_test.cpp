#include "models/border_limits/border_limits.hpp"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/unit/models/csv_row.hpp"

namespace sb::models {
namespace {

TEST(BorderLimits, TableEqualsTheCsvBesideIt) {
  std::ifstream csv(SB_SOURCE_DIR "/models/border_limits/border_limits.csv");
  std::string line;
  ASSERT_TRUE(std::getline(csv, line));
  std::size_t at = 0;
  while (std::getline(csv, line)) {
    const auto fields = csv_row(line);
    ASSERT_EQ(fields.size(), 13U) << line;
    // A row with several bands stands in the table once for each.
    const std::size_t first = at;
    for (; at < default_border_limits().size(); ++at) {
      const BorderLimit& row = default_border_limits()[at];
      if (row.recommendation != fields[0] || row.case_text != fields[2]) break;
      if (row.field_1_dbuv_m != std::stod(fields[3])) break;
      if (at > first && row.recommendation != "HCM Agreement Annex 1") break;
    }
    EXPECT_GT(at, first) << line;
    EXPECT_EQ(default_border_limits()[first].note, fields[9]);
  }
  EXPECT_EQ(at, default_border_limits().size());
}

TEST(BorderLimits, LevelsFallFromTheLineToTheInnerDistance) {
  const auto at = [](double km) {
    return border_trigger(default_border_limits(), 806e6, LimitCase::kPreferential, km)->field_dbuv_m;
  };
  EXPECT_DOUBLE_EQ(at(0.0), 59.0);
  EXPECT_DOUBLE_EQ(at(3.0), 50.0);
  EXPECT_DOUBLE_EQ(at(6.0), 41.0);
  EXPECT_DOUBLE_EQ(at(20.0), 41.0);
}

TEST(BorderLimits, TheStrictestRowWinsAndNoRowMeansNoTrigger) {
  const auto gsm = border_trigger(default_border_limits(), 942e6, LimitCase::kNonPreferential, 0.0);
  EXPECT_DOUBLE_EQ(gsm->field_dbuv_m, 19.0);
  EXPECT_FALSE(border_trigger(default_border_limits(), 433e6, LimitCase::kPreferential, 0.0));
}

// The last columns of the facts: 59 dBuV/m in 5 MHz at 947 MHz is -77.7 dBm and an RSRP of -102.5 dBm.
TEST(BorderLimits, FieldPowerAndReferenceLevelAgreeWithTheFacts) {
  EXPECT_NEAR(isotropic_dbm(59.0, 947e6), -77.7, 0.1);
  EXPECT_NEAR(field_dbuv_m(loaded_5mhz_dbm(-102.5), 947e6), 59.0, 0.1);
  EXPECT_NEAR(field_dbuv_m(isotropic_dbm(12.3, 2e9), 2e9), 12.3, 1e-9);
  EXPECT_NEAR(in_5mhz_dbm(-60.0, 20e6), -66.02, 0.01);
  EXPECT_DOUBLE_EQ(in_5mhz_dbm(-60.0, 200e3), -60.0);
}

}  // namespace
}  // namespace sb::models
