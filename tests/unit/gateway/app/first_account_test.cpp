#include "gateway/app/first_account.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "gateway/store/sqlite/open_accounts.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

struct FirstAccount : ::testing::Test {
  static AccountSettings cheap() {
    AccountSettings settings;
    settings.operations = 1;
    settings.memory_bytes = 8192;
    return settings;
  }
  ScratchFolder folder;
  std::unique_ptr<Accounts> accounts = open_sqlite_accounts(folder / "db.sqlite", cheap());
};

TEST_F(FirstAccount, IsSaidOnceInOneMarkedLine) {
  std::ostringstream out;
  ASSERT_TRUE(ensure_first_account(*accounts, {}, out));
  const std::string mark = "one-time password for admin: ";
  ASSERT_TRUE(out.str().starts_with(mark)) << out.str();
  const auto password = out.str().substr(mark.size(), 20);
  const auto token = accounts->open_session("admin", password, kNoon);
  ASSERT_TRUE(token);
  const auto session = accounts->session(*token, kNoon);
  EXPECT_EQ(session->account.role, "administrator");
  EXPECT_TRUE(session->account.must_change_password);
  std::ostringstream again;
  ASSERT_TRUE(ensure_first_account(*accounts, {}, again));
  EXPECT_TRUE(again.str().empty());
}

TEST_F(FirstAccount, GoesIntoAFileThatOnlyTheOwnerReads) {
  std::ofstream(folder / "password") << "left over, readable by all";
  std::ostringstream out;
  ASSERT_TRUE(ensure_first_account(*accounts, folder / "password", out));
  EXPECT_TRUE(out.str().empty());
  struct stat status {};
  ASSERT_EQ(::stat((folder / "password").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  std::ifstream in(folder / "password");
  const std::string password{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(accounts->open_session("admin", password, kNoon));
}

TEST_F(FirstAccount, IsNotMadeWhenItsPasswordCannotBeTold) {
  std::ostringstream out;
  EXPECT_FALSE(ensure_first_account(*accounts, folder / "nowhere/password", out));
  EXPECT_FALSE(accounts->any());
}

}  // namespace
}  // namespace sb::gateway::testing
