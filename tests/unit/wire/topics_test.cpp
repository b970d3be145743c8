#include "wire/topics.hpp"

#include <gtest/gtest.h>

namespace sb::wire {
namespace {

TEST(Topics, AreThoseOfTheContract) {
  EXPECT_EQ(topic("lang-son", "ls-chima-01", Leaf::kReport), "songbien/v1/lang-son/ls-chima-01/report");
  EXPECT_EQ(topic("lang-son", "ls-chima-01", Leaf::kStatus), "songbien/v1/lang-son/ls-chima-01/status");
  EXPECT_EQ(topic("lang-son", "ls-chima-01", Leaf::kSpectrum), "songbien/v1/lang-son/ls-chima-01/spectrum");
  EXPECT_EQ(topic("lang-son", "ls-chima-01", Leaf::kCommand), "songbien/v1/lang-son/ls-chima-01/command");
  EXPECT_EQ(topic("lang-son", "ls-chima-01", Leaf::kReply), "songbien/v1/lang-son/ls-chima-01/reply");
  EXPECT_EQ(subscription("lang-son", Leaf::kReport), "songbien/v1/lang-son/+/report");
}

TEST(Topics, ParseGivesBackWhatWasSaid) {
  for (const Leaf leaf : {Leaf::kReport, Leaf::kStatus, Leaf::kSpectrum, Leaf::kCommand, Leaf::kReply}) {
    const auto parsed = parse_topic(topic("cao-bang", "cb-01", leaf));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->province, "cao-bang");
    EXPECT_EQ(parsed->node_id, "cb-01");
    EXPECT_EQ(parsed->leaf, leaf);
  }
}

TEST(Topics, AnythingElseIsNotOurs) {
  for (const char* text :
       {"", "songbien", "songbien/v1/", "songbien/v2/lang-son/ls-01/report", "songbien/v1/lang-son/report",
        "songbien/v1/lang-son/ls-01/reports", "songbien/v1/lang-son/ls-01/report/",
        "songbien/v1/lang-son//report", "songbien/v1/lang-son/LS-01/report", "songbien/v1/lang-son/+/report",
        "/songbien/v1/lang-son/ls-01/report", "songbien/v1/lang-son/ls-01/x/report",
        "songbien/v1/events/ls-01/"}) {
    EXPECT_FALSE(parse_topic(text).has_value()) << text;
  }
}

TEST(Topics, IdentifiersAreSafeInTopicsFilesAndUrls) {
  EXPECT_TRUE(is_identifier("abc"));
  EXPECT_TRUE(is_identifier(std::string(32, 'a')));
  for (const std::string& text :
       {std::string("ab"), std::string(33, 'a'), std::string("a.b"), std::string("a/b"), std::string("a+b"),
        std::string("a#b"), std::string("Abc"), std::string("a b"), std::string("a\0b", 3),
        std::string("lạng-sơn")}) {
    EXPECT_FALSE(is_identifier(text)) << text;
  }
}

}  // namespace
}  // namespace sb::wire
