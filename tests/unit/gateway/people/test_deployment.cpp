#include <gtest/gtest.h>

#include "gateway/people/deployment.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

struct Deployments : ::testing::Test {
  Deployment now() {
    Deployment row;
    store->read([&](Ledgers& ledgers) { row = ledgers.deployment(); });
    return row;
  }
  ScratchFolder folder;
  std::unique_ptr<Store> store = open_sqlite_store(folder / "db.sqlite");
  const Deployment decision{"approved", "12/QĐ-UBND", "2026-11-01", 3, "", 0};
};

TEST_F(Deployments, ATrialUntilADecisionIsOnRecord) {
  EXPECT_EQ(now().state, "trial");
  auto operational = decision;
  operational.state = "operational";
  EXPECT_EQ(set_deployment(*store, operational, "admin", kNoon).error().code, ErrorCode::kRefused);
  EXPECT_EQ(now().state, "trial");
  ASSERT_TRUE(set_deployment(*store, decision, "admin", kNoon));
  EXPECT_EQ(now().state, "approved");
  auto other = operational;
  other.approval_number = "13/QĐ-UBND";
  EXPECT_FALSE(set_deployment(*store, other, "admin", kNoon)) << "another decision than the one on record";
  ASSERT_TRUE(set_deployment(*store, operational, "admin", kNoon));
  EXPECT_EQ(now().state, "operational");
  EXPECT_EQ(now().security_level, 3);
  EXPECT_EQ(store->audit_of("deployment", 10).size(), 2U);
}

TEST_F(Deployments, NumberDateAndLevelAreNeeded) {
  for (auto wrong :
       {Deployment{"approved", "", "2026-11-01", 3, "", 0}, Deployment{"approved", "1", "", 3, "", 0},
        Deployment{"approved", "1", "2026-11-23", 3, "", 0},
        Deployment{"approved", "1", "2026-02-30", 3, "", 0},
        Deployment{"approved", "1", "2026-11-01", 0, "", 0},
        Deployment{"live", "1", "2026-11-01", 3, "", 0}}) {
    EXPECT_EQ(set_deployment(*store, wrong, "admin", kNoon).error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace sb::gateway::testing
