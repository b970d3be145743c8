#include "gateway/api/rfc3339.hpp"

#include <gtest/gtest.h>

namespace sb::gateway::api {
namespace {

TEST(Rfc3339, WritesUtcWithMilliseconds) {
  EXPECT_EQ(to_rfc3339(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(1'795'348'800'000'000'000), "2026-11-22T12:00:00.000Z");  // date -u -d @1795348800
  EXPECT_EQ(to_rfc3339(1'709'164'799'999'999'999), "2024-02-28T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsWhatItWritesAndDecimals) {
  EXPECT_EQ(parse_rfc3339("2026-11-22T12:00:00Z"), 1'795'348'800'000'000'000);
  EXPECT_EQ(parse_rfc3339("2026-11-22T12:00:00.5Z"), 1'795'348'800'500'000'000);
  EXPECT_EQ(parse_rfc3339("2026-11-22T12:00:00.123456789Z"), 1'795'348'800'123'456'789);
  EXPECT_EQ(parse_rfc3339("2024-02-29T00:00:00Z"), 1'709'164'800'000'000'000);
}

TEST(Rfc3339, RefusesEverythingElse) {
  for (const auto* text : {"",
                           "2026",
                           "2026-11-22",
                           "2026-11-22T12:00:00",
                           "2026-11-22T12:00:00+07:00",
                           "2026-11-22 12:00:00Z",
                           "2025-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-11-31T00:00:00Z",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T12:60:00Z",
                           "2026-11-22T12:00:60Z",
                           "2026-11-22T12:00:00.Z",
                           "2026-11-22T12:00:00.1234567890Z",
                           "2026-11-22T12:00:00Zx",
                           "-026-11-22T12:00:00Z",
                           "2026-11-22T12:00:0xZ",
                           "1969-12-31T23:59:59Z",
                           "9999-12-31T23:59:59Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

}  // namespace
}  // namespace sb::gateway::api
