// Second factors, expiry and what an administrator changes.
#include <gtest/gtest.h>

#include "gateway/people/totp.hpp"
#include "gateway/store/open.hpp"
#include "tests/support/databases.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr const char* kGood = "mat-khau-du-dai-2026";
constexpr UtcNs kSecond = 1'000'000'000;

struct PeopleTest : ::testing::TestWithParam<Database> {
  void SetUp() override {
    if (database.empty()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
    accounts = open();
  }
  std::unique_ptr<Accounts> open() {
    AccountSettings settings;
    settings.operations = 1;
    settings.memory_bytes = 8192;
    settings.seal_key = load_or_create_seal_key(folder / "seal.key").value();
    return open_accounts(database, settings);
  }
  std::string sign_in(UtcNs now, const std::string& code = {}) {
    const auto token = accounts->open_session("lan", kGood, now, code);
    return token ? *token : token.error().text;
  }
  ScratchFolder folder;
  std::filesystem::path database = fresh_database(GetParam(), folder.path());
  std::unique_ptr<Accounts> accounts;
};

INSTANTIATE_TEST_SUITE_P(Every, PeopleTest, every_database(), name_of);

TEST_P(PeopleTest, ACodeIsAskedOnceConfirmedAndOpensOneSession) {
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  const auto token = sign_in(kNoon);
  const auto secret = accounts->begin_second_factor(token, kNoon);
  ASSERT_TRUE(secret);
  EXPECT_TRUE(accounts->session(sign_in(kNoon), kNoon)) << "not confirmed: not asked";
  EXPECT_FALSE(accounts->confirm_second_factor(token, "000000", kNoon - 999 * 30 * kSecond));
  ASSERT_TRUE(accounts->confirm_second_factor(token, totp_code(*secret, kNoon / kSecond), kNoon));
  EXPECT_FALSE(accounts->begin_second_factor(token, kNoon)) << "a thief with a session cannot replace it";

  EXPECT_EQ(sign_in(kNoon), kCodeNeeded);
  EXPECT_NE(sign_in(kNoon, totp_code(*secret, kNoon / kSecond)).size(), 43U)
      << "that code confirmed it already";
  const auto later = kNoon + 60 * kSecond;
  const auto code = totp_code(*secret, later / kSecond);
  EXPECT_EQ(sign_in(later, code).size(), 43U);
  EXPECT_NE(sign_in(later, code).size(), 43U) << "used";
  accounts = open();
  EXPECT_NE(sign_in(later, code).size(), 43U) << "used, also after a restart";
}

TEST_P(PeopleTest, WrongCodesLockLikeWrongPasswords) {
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  const auto token = sign_in(kNoon);
  const auto secret = *accounts->begin_second_factor(token, kNoon);
  ASSERT_TRUE(accounts->confirm_second_factor(token, totp_code(secret, kNoon / kSecond), kNoon));
  const auto later = kNoon + 60 * kSecond;
  for (int i = 0; i < 5; ++i) sign_in(later, "abcdef");
  EXPECT_NE(sign_in(later, totp_code(secret, later / kSecond)).size(), 43U) << "locked";
  const auto unlocked = later + 40 * kSecond;
  EXPECT_EQ(sign_in(unlocked, totp_code(secret, unlocked / kSecond)).size(), 43U);
}

TEST_P(PeopleTest, TheSecretIsSealedInTheFileAndDroppingItEndsSessions) {
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  const auto token = sign_in(kNoon);
  const auto secret = *accounts->begin_second_factor(token, kNoon);
  ASSERT_TRUE(accounts->confirm_second_factor(token, totp_code(secret, kNoon / kSecond), kNoon));
  EXPECT_TRUE(accounts->accounts().at(0).second_factor);
  AccountChange drop;
  drop.drop_second_factor = true;
  ASSERT_TRUE(accounts->change("lan", drop));
  EXPECT_FALSE(accounts->session(token, kNoon));
  EXPECT_EQ(sign_in(kNoon).size(), 43U);
}

TEST_P(PeopleTest, ExpiredAndDisabledAccountsNeitherSignInNorGoOn) {
  ASSERT_TRUE(accounts->create({"lan", "operator", false}, kGood));
  const auto token = sign_in(kNoon);
  AccountChange change;
  change.expires = kNoon + 10 * kSecond;
  ASSERT_TRUE(accounts->change("lan", change));
  EXPECT_FALSE(accounts->session(token, kNoon)) << "rights changed: sign in again";
  const auto again = sign_in(kNoon);
  EXPECT_TRUE(accounts->session(again, kNoon + 9 * kSecond));
  EXPECT_FALSE(accounts->session(again, kNoon + 10 * kSecond));
  EXPECT_NE(sign_in(kNoon + 10 * kSecond).size(), 43U);
  change.expires = 0;
  change.disabled = true;
  ASSERT_TRUE(accounts->change("lan", change));
  EXPECT_NE(sign_in(kNoon).size(), 43U);
}

TEST_P(PeopleTest, CarriersHaveAnOperatorAndNobodyElse) {
  EXPECT_FALSE(accounts->create({"noc", "carrier", false}, kGood));
  EXPECT_FALSE(accounts->create({"lan", "operator", false, "viettel"}, kGood));
  ASSERT_TRUE(accounts->create({"noc", "carrier", false, "viettel"}, kGood));
  const auto token = accounts->open_session("noc", kGood, kNoon);
  EXPECT_EQ(accounts->session(*token, kNoon)->account.operator_name, "viettel");
  AccountChange change;
  change.role = "operator";
  EXPECT_EQ(accounts->change("noc", change)->operator_name, "");
  EXPECT_FALSE(accounts->change("nobody", change));
}

TEST_P(PeopleTest, CertificateAndTrainingAreKept) {
  Account account{"lan", "operator", false};
  account.certificate = "ATTT-0042";
  account.certificate_expires = "2027-05-01";
  account.trained = "2026-03-01";
  ASSERT_TRUE(accounts->create(account, kGood));
  const auto row = accounts->accounts().at(0);
  EXPECT_EQ(row.certificate, "ATTT-0042");
  EXPECT_EQ(row.certificate_expires, "2027-05-01");
  EXPECT_EQ(row.trained, "2026-03-01");
}

}  // namespace
}  // namespace sb::gateway::testing
