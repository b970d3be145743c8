#include <gtest/gtest.h>

#include "gateway/people/totp.hpp"

namespace sb::gateway {
namespace {

// RFC 6238 appendix B, SHA-1; the last six of its eight digits.
TEST(Totp, AgreesWithTheVectorsOfTheStandard) {
  const std::string secret = "12345678901234567890";
  EXPECT_EQ(totp_code(secret, 59), "287082");
  EXPECT_EQ(totp_code(secret, 1111111109), "081804");
  EXPECT_EQ(totp_code(secret, 1111111111), "050471");
  EXPECT_EQ(totp_code(secret, 1234567890), "005924");
  EXPECT_EQ(totp_code(secret, 2000000000), "279037");
  EXPECT_EQ(totp_base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST(Totp, AStepEarlyOrLateIsGoodAndNoneTwice) {
  const auto secret = new_totp_secret();
  EXPECT_EQ(secret.size(), 20U);
  const std::int64_t now = 1'795'348'800;
  const auto step = now / 30;
  EXPECT_EQ(totp_step(secret, totp_code(secret, now), now, 0), step);
  EXPECT_EQ(totp_step(secret, totp_code(secret, now - 30), now, 0), step - 1);
  EXPECT_EQ(totp_step(secret, totp_code(secret, now + 30), now, 0), step + 1);
  EXPECT_FALSE(totp_step(secret, totp_code(secret, now), now, step)) << "its step was used";
  EXPECT_FALSE(totp_step(secret, totp_code(secret, now - 90), now, 0));
  EXPECT_FALSE(totp_step(secret, "", now, 0));
  EXPECT_FALSE(totp_step(secret, "12345", now, 0));
}

TEST(Totp, TheUriNamesWhoAndWhere) {
  const auto uri = totp_uri("12345678901234567890", "lan", "Sóng Biên");
  EXPECT_EQ(uri,
            "otpauth://totp/S%C3%B3ng%20Bi%C3%AAn:lan?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
            "S%C3%B3ng%20Bi%C3%AAn&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace sb::gateway
