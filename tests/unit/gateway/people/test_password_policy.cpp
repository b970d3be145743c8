#include <gtest/gtest.h>

#include "gateway/people/password_policy.hpp"

namespace sb::gateway {
namespace {

TEST(PasswordPolicy, TakesLongOnesWhateverTheyAreMadeOf) {
  for (const auto* good : {"correct horse battery", "mật khẩu rất dài của tôi", "mat-khau-du-dai-2026",
                           "x7#kPq2!vLm9", "sông biên giới Lào Cai"}) {
    EXPECT_TRUE(check_password("lan", good)) << good;
  }
}

TEST(PasswordPolicy, RefusesShortRepeatedRunsCommonAndTheUsersName) {
  for (const auto* bad : {"short", "aaaaaaaaaaaa", "abababababab", "123456789012", "098765432109",
                          "abcdefghijkl", "Password12345", "MatKhau@2026!!", "qwertyuiop12", "admin12345678",
                          "songbien2026!", "toi-ten-la-lan-day"}) {
    EXPECT_FALSE(check_password("lan", bad)) << bad;
  }
  EXPECT_FALSE(check_password("lan", std::string(257, 'x')));
  EXPECT_TRUE(check_password("la", "toi-ten-la-ai-day")) << "two letters are in every text";
}

}  // namespace
}  // namespace sb::gateway
