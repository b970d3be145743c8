#include "gateway/api/routes.hpp"

#include <set>

#include <gtest/gtest.h>

namespace sb::gateway::api {
namespace {

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
