#include <gtest/gtest.h>

#include "gateway/registry/effective.hpp"

namespace sb::gateway::testing {
namespace {

TEST(Effective, TheDayIsVietnams) {
  EXPECT_EQ(vietnam_date(1'795'348'800'000'000'000), "2026-11-22");  // 12:00 UTC
  EXPECT_EQ(vietnam_date(1'795'366'799'000'000'000), "2026-11-22");  // 16:59:59 UTC = 23:59:59
  EXPECT_EQ(vietnam_date(1'795'366'800'000'000'000), "2026-11-23");  // 17:00 UTC = midnight
  EXPECT_EQ(vietnam_date(0), "1970-01-01");
}

TEST(Effective, Dates) {
  EXPECT_TRUE(is_iso_date("2024-02-29"));
  EXPECT_FALSE(is_iso_date("2026-02-29"));
  EXPECT_FALSE(is_iso_date("2026-13-01"));
  EXPECT_FALSE(is_iso_date("22/11/2026"));
  EXPECT_FALSE(is_iso_date("2026-1-1"));
  EXPECT_FALSE(is_iso_date("+026-01-01"));
  EXPECT_EQ(day_before("2026-03-01"), "2026-02-28");
  EXPECT_EQ(day_before("2026-01-01"), "2025-12-31");
}

TEST(Effective, BothEndsBelong) {
  RegistryCell cell;
  cell.valid_from = "2026-01-10";
  cell.valid_to = "2026-01-20";
  EXPECT_FALSE(effective(cell, "2026-01-09"));
  EXPECT_TRUE(effective(cell, "2026-01-10"));
  EXPECT_TRUE(effective(cell, "2026-01-20"));
  EXPECT_FALSE(effective(cell, "2026-01-21"));
  cell.valid_to.clear();
  EXPECT_TRUE(effective(cell, "2099-01-01"));
}

}  // namespace
}  // namespace sb::gateway::testing
