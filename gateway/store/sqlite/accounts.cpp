// Passwords are verified outside the lock: a sign-in takes a fifth of a second and must hold nobody up.
#include <algorithm>
#include <array>
#include <mutex>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sodium.h>

#include "gateway/store/sqlite/migrate.hpp"
#include "gateway/store/sqlite/open_accounts.hpp"
#include "gateway/store/store.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr UtcNs kTouchInterval = 60LL * 1'000'000'000;  // how exactly "last used" is known
constexpr std::string_view kRoles[] = {"administrator", "supervisor", "operator",
                                       "auditor",       "technician", "carrier"};

std::string random_token() {
  std::array<unsigned char, kTokenBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the terminating zero
  return text;
}

std::string digest_of(std::string_view token) {
  const auto digest = wire::sha256(token);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void bind_blob(SQLite::Statement& statement, int index, const std::string& bytes) {
  statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

Result<void> check_password(std::string_view password) {
  if (password.size() < kMinPasswordBytes || password.size() > kMaxPasswordBytes) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("a password has {} to {} octets", kMinPasswordBytes, kMaxPasswordBytes));
  }
  return {};
}

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
  return {};
}

tl::unexpected<Error> refused() {
  return fail(ErrorCode::kRefused, "wrong user or password, or locked for a while");
}

struct StoredPassword {
  std::string hash;
  int failures = 0;
  UtcNs locked_until = 0;
};

class SqliteAccounts final : public Accounts {
 public:
  SqliteAccounts(const std::string& path, const AccountSettings& settings)
      : settings_(settings), database_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    configure(database_);
    migrate(database_);
    nobody_hash_ = hash(random_password());
  }

  Result<void> create(const Account& account, std::string_view password) override;
  Result<void> set_password(const std::string& user, std::string_view password) override;
  Result<void> change_password(std::string_view token, std::string_view old_password,
                               std::string_view new_password, UtcNs now) override;
  Result<std::string> open_session(const std::string& user, std::string_view password, UtcNs now) override;
  std::optional<Session> session(std::string_view token, UtcNs now) override;
  void close_session(std::string_view token) override;
  bool any() override;

 private:
  std::string hash(std::string_view password) const;
  bool verify(const std::string& user, std::string_view password, UtcNs now);
  std::optional<StoredPassword> stored(const std::string& user);
  void note_failure(const std::string& user, UtcNs now);
  /// Runs `work` under the lock; SQLite's exceptions end here.
  template <typename Work>
  auto guarded(Work work) {
    try {
      const std::scoped_lock lock(mutex_);
      return work();
    } catch (const SQLite::Exception& error) {
      throw StoreError(fmt::format("accounts: {}", error.what()));
    }
  }

  const AccountSettings settings_;
  std::mutex mutex_;
  SQLite::Database database_;
  std::string
      nobody_hash_;  ///< verified against when there is no such user, so that the answer takes as long
};

std::string SqliteAccounts::hash(std::string_view password) const {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str(text.data(), password.data(), password.size(), settings_.operations,
                        settings_.memory_bytes) != 0) {
    throw StoreError("no memory to hash a password");
  }
  return text.data();
}

Result<void> SqliteAccounts::create(const Account& account, std::string_view password) {
  if (auto checked = check_account(account); !checked) return checked;
  if (auto checked = check_password(password); !checked) return checked;
  const auto hashed = hash(password);
  return guarded([&]() -> Result<void> {
    SQLite::Statement insert(
        database_,
        "INSERT INTO account(user, role, password, must_change_password) VALUES (?,?,?,?) "
        "ON CONFLICT(user) DO NOTHING");
    insert.bind(1, account.user);
    insert.bind(2, account.role);
    insert.bind(3, hashed);
    insert.bind(4, account.must_change_password ? 1 : 0);
    if (insert.exec() == 0)
      return fail(ErrorCode::kInvalidArgument, fmt::format("user '{}' exists", account.user));
    return {};
  });
}

Result<void> SqliteAccounts::set_password(const std::string& user, std::string_view password) {
  if (auto checked = check_password(password); !checked) return checked;
  const auto hashed = hash(password);
  return guarded([&]() -> Result<void> {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement update(database_,
                             "UPDATE account SET password = ?, must_change_password = 1, failures = 0, "
                             "locked_until = 0 WHERE user = ?");
    update.bind(1, hashed);
    update.bind(2, user);
    if (update.exec() == 0) return fail(ErrorCode::kNotFound, fmt::format("no user '{}'", user));
    SQLite::Statement end(database_, "DELETE FROM session WHERE user = ?");
    end.bind(1, user);
    end.exec();
    transaction.commit();
    return {};
  });
}

Result<void> SqliteAccounts::change_password(std::string_view token, std::string_view old_password,
                                             std::string_view new_password, UtcNs now) {
  const auto current = session(token, now);
  if (!current) return fail(ErrorCode::kRefused, "sign in first");
  if (auto checked = check_password(new_password); !checked) return checked;
  if (old_password == new_password)
    return fail(ErrorCode::kInvalidArgument, "the new password is the old one");
  const auto& user = current->account.user;
  if (!verify(user, old_password, now)) return refused();
  const auto hashed = hash(new_password);
  return guarded([&]() -> Result<void> {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement update(database_,
                             "UPDATE account SET password = ?, must_change_password = 0 WHERE user = ?");
    update.bind(1, hashed);
    update.bind(2, user);
    update.exec();
    SQLite::Statement end(database_, "DELETE FROM session WHERE user = ? AND token_sha256 <> ?");
    end.bind(1, user);
    bind_blob(end, 2, digest_of(token));
    end.exec();
    transaction.commit();
    return {};
  });
}

std::optional<StoredPassword> SqliteAccounts::stored(const std::string& user) {
  return guarded([&]() -> std::optional<StoredPassword> {
    SQLite::Statement query(database_, "SELECT password, failures, locked_until FROM account WHERE user = ?");
    query.bind(1, user);
    if (!query.executeStep()) return std::nullopt;
    return StoredPassword{query.getColumn(0).getString(), query.getColumn(1).getInt(),
                          query.getColumn(2).getInt64()};
  });
}

void SqliteAccounts::note_failure(const std::string& user, UtcNs now) {
  guarded([&] {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement count(database_,
                            "UPDATE account SET failures = failures + 1 WHERE user = ? RETURNING failures");
    count.bind(1, user);
    const int failures = count.executeStep() ? count.getColumn(0).getInt() : 0;
    count.reset();
    if (failures >= settings_.free_failures) {
      const int doublings = std::min(failures - settings_.free_failures, 20);
      const auto lock = std::min(settings_.first_lock << doublings, settings_.longest_lock);
      SQLite::Statement update(database_, "UPDATE account SET locked_until = ? WHERE user = ?");
      update.bind(1, now + lock);
      update.bind(2, user);
      update.exec();
    }
    transaction.commit();
  });
}

/// One Argon2id computation whatever the outcome. Counts failures and forgets them after a success.
bool SqliteAccounts::verify(const std::string& user, std::string_view password, UtcNs now) {
  const auto account = stored(user);
  const auto& expected = account ? account->hash : nobody_hash_;
  const bool right = crypto_pwhash_str_verify(expected.c_str(), password.data(), password.size()) == 0;
  if (!account || account->locked_until > now) return false;
  if (!right) {
    note_failure(user, now);
    return false;
  }
  if (account->failures != 0) {
    guarded([&] {
      SQLite::Statement update(database_, "UPDATE account SET failures = 0, locked_until = 0 WHERE user = ?");
      update.bind(1, user);
      update.exec();
    });
  }
  return true;
}

Result<std::string> SqliteAccounts::open_session(const std::string& user, std::string_view password,
                                                 UtcNs now) {
  if (!verify(user, password, now)) return refused();
  const auto token = random_token();
  guarded([&] {
    SQLite::Statement sweep(database_, "DELETE FROM session WHERE expires <= ? OR idle_expires <= ?");
    sweep.bind(1, now);
    sweep.bind(2, now);
    sweep.exec();
    SQLite::Statement insert(
        database_,
        "INSERT INTO session(token_sha256, user, csrf_token, created, last_used, idle_expires, expires) "
        "VALUES (?,?,?,?,?,?,?)");
    bind_blob(insert, 1, digest_of(token));
    insert.bind(2, user);
    insert.bind(3, random_token());
    insert.bind(4, now);
    insert.bind(5, now);
    insert.bind(6, now + settings_.idle_expiry);
    insert.bind(7, now + settings_.absolute_expiry);
    insert.exec();
  });
  return token;
}

std::optional<Session> SqliteAccounts::session(std::string_view token, UtcNs now) {
  const auto digest = digest_of(token);
  return guarded([&]() -> std::optional<Session> {
    SQLite::Statement query(
        database_,
        "SELECT user, role, must_change_password, csrf_token, expires, idle_expires, last_used "
        "FROM session JOIN account USING (user) WHERE token_sha256 = ? AND expires > ? AND idle_expires > ?");
    bind_blob(query, 1, digest);
    query.bind(2, now);
    query.bind(3, now);
    if (!query.executeStep()) return std::nullopt;
    Session session;
    session.account = {query.getColumn(0).getString(), query.getColumn(1).getString(),
                       query.getColumn(2).getInt() != 0};
    session.csrf_token = query.getColumn(3).getString();
    session.expires = query.getColumn(4).getInt64();
    const bool touch = now - query.getColumn(6).getInt64() >= kTouchInterval;
    query.reset();
    if (touch) {
      SQLite::Statement update(database_,
                               "UPDATE session SET last_used = ?, idle_expires = ? WHERE token_sha256 = ?");
      update.bind(1, now);
      update.bind(2, now + settings_.idle_expiry);
      bind_blob(update, 3, digest);
      update.exec();
    }
    return session;
  });
}

void SqliteAccounts::close_session(std::string_view token) {
  guarded([&] {
    SQLite::Statement end(database_, "DELETE FROM session WHERE token_sha256 = ?");
    bind_blob(end, 1, digest_of(token));
    end.exec();
  });
}

bool SqliteAccounts::any() {
  return guarded([&] {
    SQLite::Statement query(database_, "SELECT 1 FROM account LIMIT 1");
    return query.executeStep();
  });
}

}  // namespace

std::string random_password() {
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
  std::string password(20, ' ');
  for (auto& letter : password)
    letter = kLetters[randombytes_uniform(static_cast<std::uint32_t>(kLetters.size()))];
  return password;
}

std::unique_ptr<Accounts> open_sqlite_accounts(const std::filesystem::path& path,
                                               const AccountSettings& settings) {
  if (sodium_init() < 0) throw StoreError("libsodium cannot start");
  try {
    return std::make_unique<SqliteAccounts>(path.string(), settings);
  } catch (const SQLite::Exception& error) {
    throw StoreError(fmt::format("{}: {}", path.string(), error.what()));
  }
}

}  // namespace sb::gateway
