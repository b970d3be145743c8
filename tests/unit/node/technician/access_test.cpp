#include "node/technician/access.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/node/technician/fake_site.hpp"

namespace sb::node::testing {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

TEST(AccessCode, IsMadeOnceAndKeptFromOthers) {
  Scratch scratch;
  const auto code = load_or_make_access_code(scratch.path / "code");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->size(), 10U);
  EXPECT_EQ(code->find_first_of("01ILOU"), std::string::npos) << *code;
  EXPECT_EQ(*load_or_make_access_code(scratch.path / "code"), *code);
  struct stat status {};
  ASSERT_EQ(::stat((scratch.path / "code").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(AccessTest, OpensForTheCodeHoweverItIsTyped) {
  Access access("ABCDE23456");
  const auto token = access.open("abcde-234 56", 0);
  ASSERT_TRUE(token);
  EXPECT_TRUE(access.is_open(*token, Access::kSessionNs - 1));
  EXPECT_FALSE(access.is_open(*token, Access::kSessionNs));
  EXPECT_FALSE(access.is_open("", 0));
  access.close(*token);
  EXPECT_FALSE(access.is_open(*token, 0));
}

TEST(AccessTest, GuessingLocksLongerAndLonger) {
  Access access("ABCDE23456");
  std::int64_t now = 0;
  for (int i = 0; i < Access::kFreeTries; ++i)
    EXPECT_EQ(access.open("wrong", now).error().code, ErrorCode::kRefused);
  EXPECT_EQ(access.open("ABCDE23456", now).error().code, ErrorCode::kUnavailable)
      << "also for the right code";
  now += Access::kFirstLockNs;
  EXPECT_EQ(access.open("wrong", now).error().code, ErrorCode::kRefused);
  EXPECT_EQ(access.open("ABCDE23456", now + Access::kFirstLockNs).error().code, ErrorCode::kUnavailable)
      << "twice as long";
  for (int i = 0; i < 20; ++i) {
    now += Access::kLongestLockNs;
    EXPECT_EQ(access.open("wrong", now).error().code, ErrorCode::kRefused) << i;
  }
  // A thousand years of guessing at one code in fifteen minutes: 3.5e7 of 5.9e14.
  EXPECT_TRUE(access.open("ABCDE23456", now + Access::kLongestLockNs));
  EXPECT_EQ(access.open("wrong", now + Access::kLongestLockNs + kSecondNs).error().code, ErrorCode::kRefused);
  EXPECT_TRUE(access.open("ABCDE23456", now + Access::kLongestLockNs + kSecondNs))
      << "the count begins again";
}

TEST(AccessTest, TheOldestSessionGoes) {
  Access access("ABCDE23456");
  const auto first = *access.open("ABCDE23456", 0);
  for (std::size_t i = 0; i < Access::kMaxSessions; ++i) ASSERT_TRUE(access.open("ABCDE23456", 0));
  EXPECT_FALSE(access.is_open(first, 0));
}

}  // namespace
}  // namespace sb::node::testing
