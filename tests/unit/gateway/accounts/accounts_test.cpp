#include <chrono>
#include <set>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "gateway/store/open.hpp"
#include "tests/support/databases.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr const char* kGood = "mat-khau-du-dai-2026";
constexpr UtcNs kSecond = 1'000'000'000;

AccountSettings cheap() {
  AccountSettings settings;
  settings.operations = 1;
  settings.memory_bytes = 8192;
  return settings;
}

struct AccountsTest : ::testing::TestWithParam<Database> {
  void SetUp() override {
    if (database.empty()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
    accounts = open_accounts(database, cheap());
  }
  ScratchFolder folder;
  std::filesystem::path database = fresh_database(GetParam(), folder.path());
  std::unique_ptr<Accounts> accounts;
};

INSTANTIATE_TEST_SUITE_P(Every, AccountsTest, every_database(), name_of);

TEST_P(AccountsTest, RefusesWeakPasswordsBadNamesUnknownRolesAndDoubles) {
  EXPECT_FALSE(accounts->any());
  EXPECT_FALSE(accounts->create({"lan", "operator", false}, "short"));
  EXPECT_FALSE(accounts->create({"lan", "operator", false}, std::string(257, 'x')));
  EXPECT_FALSE(accounts->create({"", "operator", false}, kGood));
  EXPECT_FALSE(accounts->create({"Lan", "operator", false}, kGood));
  EXPECT_FALSE(accounts->create({"lan'; DROP TABLE account;--", "operator", false}, kGood));
  EXPECT_FALSE(accounts->create({"lan", "emperor", false}, kGood));
  EXPECT_FALSE(accounts->any());
  EXPECT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  EXPECT_FALSE(accounts->create({"lan", "auditor", false}, kGood));
  EXPECT_TRUE(accounts->any());
}

TEST(AccountsFile, HoldsNeitherPasswordNorToken) {
  const ScratchFolder folder;
  const auto accounts = open_accounts(folder / "db.sqlite", cheap());
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  const auto token = accounts->open_session("lan", kGood, kNoon);
  ASSERT_TRUE(token);
  SQLite::Database database((folder / "db.sqlite").string());
  SQLite::Statement password(database, "SELECT password FROM account");
  ASSERT_TRUE(password.executeStep());
  EXPECT_TRUE(password.getColumn(0).getString().starts_with("$argon2id$"));
  SQLite::Statement session(database,
                            "SELECT count(*) FROM session WHERE instr(token_sha256, ?) OR csrf_token = ?");
  session.bind(1, *token);
  session.bind(2, *token);
  ASSERT_TRUE(session.executeStep());
  EXPECT_EQ(session.getColumn(0).getInt(), 0);
}

TEST_P(AccountsTest, TokensAreLongAndDifferent) {
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  std::set<std::string> tokens;
  for (int i = 0; i < 20; ++i) tokens.insert(*accounts->open_session("lan", kGood, kNoon));
  EXPECT_EQ(tokens.size(), 20U);
  EXPECT_EQ(tokens.begin()->size(), 43U) << "256 bits in base64url";
  EXPECT_FALSE(accounts->session("", kNoon));
  EXPECT_FALSE(accounts->session(std::string(43, 'A'), kNoon));
}

TEST_P(AccountsTest, SessionsEndIdleAbsoluteAndOnReset) {
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  const AccountSettings settings;
  const auto idle = *accounts->open_session("lan", kGood, kNoon);
  EXPECT_TRUE(accounts->session(idle, kNoon + settings.idle_expiry - 1));
  EXPECT_TRUE(accounts->session(idle, kNoon + 2 * settings.idle_expiry - 2)) << "use prolongs it";
  EXPECT_FALSE(accounts->session(idle, kNoon + 4 * settings.idle_expiry));
  const auto reset = *accounts->open_session("lan", kGood, kNoon);
  ASSERT_TRUE(accounts->set_password("lan", "another long password"));
  EXPECT_FALSE(accounts->session(reset, kNoon));
  const auto fresh = *accounts->open_session("lan", "another long password", kNoon);
  EXPECT_TRUE(accounts->session(fresh, kNoon)->account.must_change_password);
  EXPECT_FALSE(accounts->set_password("nobody", kGood));
}

TEST_P(AccountsTest, ChangingThePasswordEndsTheOtherSessionsOnly) {
  ASSERT_TRUE(accounts->create({"lan", "operator", true}, kGood));
  const auto mine = *accounts->open_session("lan", kGood, kNoon);
  const auto other = *accounts->open_session("lan", kGood, kNoon);
  EXPECT_EQ(accounts->change_password(mine, "wrong", "another long password", kNoon).error().code,
            ErrorCode::kRefused);
  ASSERT_TRUE(accounts->change_password(mine, kGood, "another long password", kNoon));
  ASSERT_TRUE(accounts->session(mine, kNoon));
  EXPECT_FALSE(accounts->session(mine, kNoon)->account.must_change_password);
  EXPECT_FALSE(accounts->session(other, kNoon));
}

TEST_P(AccountsTest, LocksDoubleUpToAnHourAndSurviveARestart) {
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  const AccountSettings settings;
  auto now = kNoon;
  for (int i = 0; i < settings.free_failures; ++i) EXPECT_FALSE(accounts->open_session("lan", "wrong", now));
  accounts = open_accounts(database, cheap());
  auto lock = settings.first_lock;
  for (int i = 0; i < 12; ++i) {
    EXPECT_FALSE(accounts->open_session("lan", kGood, now + lock - kSecond)) << "locked, failure " << i;
    now += lock;
    EXPECT_FALSE(accounts->open_session("lan", "wrong", now));
    lock = std::min(lock * 2, settings.longest_lock);
  }
  EXPECT_FALSE(accounts->open_session("lan", kGood, now + settings.longest_lock - kSecond));
  EXPECT_TRUE(accounts->open_session("lan", kGood, now + settings.longest_lock));
  EXPECT_FALSE(accounts->open_session("lan", "wrong", now + settings.longest_lock))
      << "and the count starts again";
  EXPECT_TRUE(accounts->open_session("lan", kGood, now + settings.longest_lock));
}

TEST_P(AccountsTest, UnknownUserAndWrongPasswordSayTheSame) {
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  const auto unknown = accounts->open_session("nobody", kGood, kNoon);
  const auto wrong = accounts->open_session("lan", "wrong", kNoon);
  ASSERT_FALSE(unknown);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(unknown.error().text, wrong.error().text);
  EXPECT_EQ(unknown.error().code, ErrorCode::kRefused);
}

TEST(RandomPassword, HasNoLookAlikesAndIsNotRepeated) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto password = random_password();
    EXPECT_EQ(password.size(), 20U);
    EXPECT_EQ(password.find_first_of("0O1lIi"), std::string::npos) << password;
    seen.insert(password);
  }
  EXPECT_EQ(seen.size(), 100U);
}

}  // namespace
}  // namespace sb::gateway::testing
