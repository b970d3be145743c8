// Who may sign in, for how long, and their second factor.
#include <algorithm>
#include <iterator>

#include "gateway/people/totp.hpp"
#include "gateway/store/sqlite/sqlite_accounts.hpp"

namespace sb::gateway {
namespace {

constexpr std::string_view kRoles[] = {"administrator", "supervisor", "operator",
                                       "auditor",       "technician", "carrier"};
constexpr UtcNs kSecond = 1'000'000'000;

Result<void> check_account(const Account& account) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  if (account.user.empty() || account.user.size() > 32 ||
      account.user.find_first_not_of(kLetters) != std::string::npos) {
    return fail(ErrorCode::kInvalidArgument, "a user name is 1 to 32 of a-z 0-9 . _ -");
  }
  if (std::find(std::begin(kRoles), std::end(kRoles), account.role) == std::end(kRoles)) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("'{}' is not a role; roles are {}", account.role, fmt::join(kRoles, " ")));
  }
  if ((account.role == "carrier") == account.operator_name.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "a carrier account, and no other, has an operator such as viettel");
  }
  return {};
}

constexpr const char* kAccountColumns =
    "SELECT user, role, must_change_password, operator, expires, disabled, certificate, certificate_expires, "
    "trained, totp_confirmed, last_sign_in, locked_until FROM account ";

Account read_account(const Query& row) {
  return {row.text(0), row.text(1), row.flag(2), row.text(3), row.integer(4),  row.flag(5),
          row.text(6), row.text(7), row.text(8), row.flag(9), row.integer(10), row.integer(11)};
}

/// What ends the sessions of a person: other rights, or none any more.
bool changes_rights(const Account& was, const Account& is) {
  return was.role != is.role || was.operator_name != is.operator_name || was.expires != is.expires ||
         was.disabled != is.disabled;
}

void take_over(const AccountChange& change, Account& account) {
  const auto take = [](const auto& from, auto& to) {
    if (from) to = *from;
  };
  take(change.role, account.role);
  take(change.operator_name, account.operator_name);
  if (change.role && *change.role != "carrier" && !change.operator_name) account.operator_name.clear();
  take(change.certificate, account.certificate);
  take(change.certificate_expires, account.certificate_expires);
  take(change.trained, account.trained);
  take(change.expires, account.expires);
  take(change.disabled, account.disabled);
  if (change.drop_second_factor) account.second_factor = false;
}

}  // namespace

Result<void> SqliteAccounts::create(const Account& account, std::string_view password) {
  if (auto checked = check_account(account); !checked) return checked;
  if (auto checked = check_password(account.user, password); !checked) return checked;
  const auto hashed = hash(password);
  return guarded([&]() -> Result<void> {
    const int added =
        statements_
            .query(
                "INSERT INTO account(user, role, password, must_change_password, operator, expires, "
                "disabled, certificate, certificate_expires, trained) VALUES (?,?,?,?,?,?,?,?,?,?) ON "
                "CONFLICT(user) DO NOTHING")
            .bind(account.user, account.role, hashed, account.must_change_password, account.operator_name,
                  account.expires, account.disabled, account.certificate, account.certificate_expires,
                  account.trained)
            .run();
    if (added == 0) return fail(ErrorCode::kInvalidArgument, fmt::format("user '{}' exists", account.user));
    return {};
  });
}

std::vector<Account> SqliteAccounts::accounts() {
  return guarded([&] {
    auto query = statements_.query(std::string(kAccountColumns) + "ORDER BY user");
    std::vector<Account> rows;
    while (query.step()) rows.push_back(read_account(query));
    return rows;
  });
}

Result<Account> SqliteAccounts::change(const std::string& user, const AccountChange& change) {
  return guarded([&]() -> Result<Account> {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    std::optional<Account> was;
    {
      auto query = statements_.query(std::string(kAccountColumns) + "WHERE user = ?");
      query.bind(user);
      if (query.step()) was = read_account(query);
    }
    if (!was) return fail(ErrorCode::kNotFound, fmt::format("no user '{}'", user));
    Account is = *was;
    take_over(change, is);
    if (auto checked = check_account(is); !checked) return tl::unexpected(checked.error());
    statements_
        .query(
            "UPDATE account SET role = ?, operator = ?, expires = ?, disabled = ?, certificate = ?, "
            "certificate_expires = ?, trained = ? WHERE user = ?")
        .bind(is.role, is.operator_name, is.expires, is.disabled, is.certificate, is.certificate_expires,
              is.trained, user)
        .run();
    if (change.drop_second_factor) {
      statements_
          .query(
              "UPDATE account SET totp_secret = NULL, totp_confirmed = 0, totp_last_step = 0 WHERE user = ?")
          .bind(user)
          .run();
    }
    if (changes_rights(*was, is) || change.drop_second_factor) end_sessions(user);
    transaction.commit();
    return is;
  });
}

Result<std::string> SqliteAccounts::begin_second_factor(std::string_view token, UtcNs now) {
  const auto current = session(token, now);
  if (!current) return fail(ErrorCode::kRefused, "sign in first");
  if (current->account.second_factor)
    return fail(ErrorCode::kRefused, "a second factor is confirmed already; an administrator can drop it");
  if (!settings_.seal_key) return fail(ErrorCode::kUnsupported, "[gateway] seal_key is not configured");
  auto secret = new_totp_secret();
  const auto sealed = seal(secret, *settings_.seal_key);
  guarded([&] {
    statements_
        .query("UPDATE account SET totp_secret = ?, totp_last_step = 0 WHERE user = ? AND totp_confirmed = 0")
        .bind(Blob{sealed}, current->account.user)
        .run();
  });
  return secret;
}

Result<void> SqliteAccounts::confirm_second_factor(std::string_view token, std::string_view code, UtcNs now) {
  const auto current = session(token, now);
  if (!current) return fail(ErrorCode::kRefused, "sign in first");
  if (!settings_.seal_key) return fail(ErrorCode::kUnsupported, "[gateway] seal_key is not configured");
  const auto& user = current->account.user;
  const auto sealed = guarded([&] {
    auto query =
        statements_.query("SELECT totp_secret FROM account WHERE user = ? AND totp_secret IS NOT NULL");
    query.bind(user);
    return query.step() ? query.text(0) : std::string();
  });
  if (sealed.empty()) return fail(ErrorCode::kRefused, "begin with a new secret");
  const auto secret = unseal(sealed, *settings_.seal_key);
  if (!secret) return tl::unexpected(secret.error());
  const auto step = totp_step(*secret, code, now / kSecond, 0);
  if (!step) return fail(ErrorCode::kRefused, "the code does not fit; is the telephone's clock right?");
  guarded([&] {
    statements_.query("UPDATE account SET totp_confirmed = 1, totp_last_step = ? WHERE user = ?")
        .bind(*step, user)
        .run();
  });
  return {};
}

}  // namespace sb::gateway
