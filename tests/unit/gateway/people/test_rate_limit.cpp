#include <gtest/gtest.h>

#include "gateway/people/rate_limit.hpp"

namespace sb::gateway {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(RateLimit, ABurstThenTheSustainedRate) {
  RateLimit limit({10.0, 20.0, 100});
  int admitted = 0;
  for (int i = 0; i < 100; ++i) admitted += limit.admit("lan", kSecond) ? 1 : 0;
  EXPECT_EQ(admitted, 20);
  for (int i = 0; i < 100; ++i) admitted += limit.admit("lan", 2 * kSecond) ? 1 : 0;
  EXPECT_EQ(admitted, 30);
  EXPECT_TRUE(limit.admit("hoa", 2 * kSecond)) << "one person's haste is not another's";
  EXPECT_FALSE(limit.admit("lan", 1 * kSecond)) << "a clock set back gives nothing";
}

TEST(RateLimit, ManyKeysAreBoundedAndThoseWhoWaitStayLimited) {
  RateLimit limit({1.0, 2.0, 50});
  for (int i = 0; i < 5; ++i) limit.admit("busy", kSecond);
  for (int i = 0; i < 49; ++i) limit.admit("key" + std::to_string(i), -100 * kSecond);
  limit.admit("one more", kSecond);
  EXPECT_FALSE(limit.admit("busy", kSecond));
}

}  // namespace
}  // namespace sb::gateway
