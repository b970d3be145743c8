#include "gateway/api/routes.hpp"

#include <set>

#include <gtest/gtest.h>

namespace sb::gateway::api {
namespace {

TEST(Routes, IdsAreWholeNumbersAboveZero) {
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

TEST(Routes, NamesAreIdentifiers) {
  EXPECT_EQ(match_name("/n/{node}/x", "/n/lc-01/x"), "lc-01");
  EXPECT_EQ(match_name("/r/{operator}", "/r/viettel"), "viettel");
  EXPECT_FALSE(match_name("/r/{id}", "/r/viettel"));
  for (const auto* path : {"/n//x", "/n/lc/x", "/n/LC-01/x", "/n/{node}/x", "/n/lc-01", "/n/a/../x"}) {
    EXPECT_FALSE(match_name("/n/{node}/x", path)) << path;
  }
}

TEST(Routes, StandOnceAndWhatChangesThingsIsNotPublic) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& route : routes()) {
    EXPECT_TRUE(seen.emplace(to_string(route.method), route.pattern).second) << route.pattern;
    if (route.access == Access::kProven) continue;  // a code or a signature in the body
    const bool is_sign_in = route.method == Method::kPost && route.pattern == "/api/v1/session";
    if (route.pattern.starts_with("/api/") && !is_sign_in) {
      EXPECT_NE(route.access, Access::kPublic) << route.pattern;
    }
  }
}

TEST(Access, TechniciansOrderButDoNotEnrol) {
  EXPECT_TRUE(allows("technician", Access::kOrder));
  EXPECT_FALSE(allows("technician", Access::kManage));
  EXPECT_FALSE(allows("operator", Access::kManage));
  EXPECT_TRUE(allows("supervisor", Access::kManage));
  EXPECT_FALSE(allows("auditor", Access::kOrder));
  EXPECT_FALSE(allows("carrier", Access::kOrder));
}

TEST(Access, OnlyTheCarrierAndTheAdministratorDeclareCells) {
  EXPECT_TRUE(allows("carrier", Access::kDeclare));
  EXPECT_TRUE(allows("administrator", Access::kDeclare));
  for (const auto* role : {"supervisor", "operator", "auditor", "technician", "root"})
    EXPECT_FALSE(allows(role, Access::kDeclare)) << role;
}

TEST(Access, OnlyTheRolesOfTheTableAct) {
  for (const auto* role : {"administrator", "supervisor", "operator"})
    EXPECT_TRUE(allows(role, Access::kAct)) << role;
  for (const auto* role : {"auditor", "technician", "carrier", "", "root"})
    EXPECT_FALSE(allows(role, Access::kAct)) << role;
  EXPECT_FALSE(allows("carrier", Access::kRead));
  EXPECT_FALSE(allows("technician", Access::kReadCases));
  EXPECT_FALSE(allows("root", Access::kMap));
}

}  // namespace
}  // namespace sb::gateway::api
