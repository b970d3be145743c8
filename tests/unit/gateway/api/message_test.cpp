#include "gateway/api/message.hpp"

#include <gtest/gtest.h>

namespace sb::gateway::api {
namespace {

TEST(Target, IsDecodedOnce) {
  const auto target = parse_target("/api/v1/incidents?node=l%C3%A0o+cai&kind=a%26b&empty=&flag");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v1/incidents");
  ASSERT_EQ(target->query.size(), 4U);
  EXPECT_EQ(target->query[0].second, "lào cai");
  EXPECT_EQ(target->query[1].second, "a&b");
  EXPECT_EQ(target->query[2], (std::pair<std::string, std::string>("empty", "")));
  EXPECT_EQ(target->query[3].first, "flag");
  EXPECT_EQ(parse_target("/%2525")->path, "/%25");
}

TEST(Target, RefusesWhatWalksUpwardsOrHidesControlCharacters) {
  for (const auto* text : {"", "*", "http://x/", "//x/..", "/..", "/a/../b", "/%2e%2e/a", "/a%00b", "/a%0ab",
                           "/?a=%0d%0aSet-Cookie", "/%zz", "/%", "/a b", "/\xff"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
  EXPECT_FALSE(parse_target("/" + std::string(4096, 'a')));
  std::string many = "/?";
  for (int i = 0; i < 33; ++i) many += "a=1&";
  EXPECT_FALSE(parse_target(many));
}

TEST(Credentials, AreTakenFromTheirHeaders) {
  EXPECT_EQ(session_cookie("sb_session=abc"), "abc");
  EXPECT_EQ(session_cookie("a=1; sb_session=abc; b=2"), "abc");
  EXPECT_EQ(session_cookie("xsb_session=abc"), "");
  EXPECT_EQ(session_cookie("; ;=;sb_session"), "");
  EXPECT_EQ(session_cookie(""), "");
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("Basic abc"), "");
  EXPECT_EQ(bearer_token(""), "");
}

}  // namespace
}  // namespace sb::gateway::api
