#include "gateway/api/path_pattern.hpp"

#include <gtest/gtest.h>

namespace sb::gateway::api {
namespace {

TEST(PathPattern, IdsAreWholeNumbersAboveZero) {
  EXPECT_EQ(match("/a/{id}", "/a/17"), 17);
  EXPECT_EQ(match("/a/{id}/b", "/a/17/b"), 17);
  EXPECT_EQ(match("/a", "/a"), 0);
  for (const auto* path : {"/a/", "/a/0", "/a/-1", "/a/+1", "/a/1x", "/a/x", "/a/1/",
                           "/a/99999999999999999999", "/a/1/b", "/a"}) {
    EXPECT_FALSE(match("/a/{id}", path)) << path;
  }
  EXPECT_FALSE(match("/a/{id}/b", "/a//b"));
  EXPECT_FALSE(match("/a/{id}/b", "/a/b"));
}

TEST(PathPattern, NamesAreIdentifiers) {
  EXPECT_EQ(match_name("/n/{node}/x", "/n/lc-01/x"), "lc-01");
  EXPECT_EQ(match_name("/r/{operator}", "/r/viettel"), "viettel");
  EXPECT_FALSE(match_name("/r/{id}", "/r/viettel"));
  for (const auto* path : {"/n//x", "/n/lc/x", "/n/LC-01/x", "/n/{node}/x", "/n/lc-01", "/n/a/../x"}) {
    EXPECT_FALSE(match_name("/n/{node}/x", path)) << path;
  }
}

}  // namespace
}  // namespace sb::gateway::api
