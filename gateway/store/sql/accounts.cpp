// Passwords and sessions.
#include "gateway/store/sql/accounts.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sodium.h>

#include "gateway/people/totp.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr UtcNs kTouchInterval = 60LL * 1'000'000'000;  // how exactly "last used" is known
constexpr UtcNs kSecond = 1'000'000'000;

}  // namespace

std::string random_token() {
  std::array<unsigned char, kTokenBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the terminating zero
  return text;
}

std::string token_digest(std::string_view token) {
  const auto digest = wire::sha256(token);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

tl::unexpected<Error> sign_in_refused() {
  return fail(ErrorCode::kRefused, "wrong user or password, or locked for a while");
}

SqlAccounts::SqlAccounts(std::unique_ptr<SqlSession> session, const AccountSettings& settings)
    : settings_(settings), session_(std::move(session)) {
  if (sodium_init() < 0) throw StoreError("libsodium cannot start");
  nobody_hash_ = hash(random_password());
}

std::string SqlAccounts::hash(std::string_view password) const {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str(text.data(), password.data(), password.size(), settings_.operations,
                        settings_.memory_bytes) != 0) {
    throw StoreError("no memory to hash a password");
  }
  return text.data();
}

void SqlAccounts::end_sessions(const std::string& user) {
  session_->query("DELETE FROM session WHERE session.user = ?").bind(user).run();
}

Result<void> SqlAccounts::set_password(const std::string& user, std::string_view password) {
  if (auto checked = check_password(user, password); !checked) return checked;
  const auto hashed = hash(password);
  return in_transaction([&]() -> Result<void> {
    const int changed = session_
                            ->query(
                                "UPDATE account SET password = ?, must_change_password = 1, failures = 0, "
                                "locked_until = 0 WHERE account.user = ?")
                            .bind(hashed, user)
                            .run();
    if (changed == 0) return fail(ErrorCode::kNotFound, fmt::format("no user '{}'", user));
    end_sessions(user);
    return {};
  });
}

Result<void> SqlAccounts::change_password(std::string_view token, std::string_view old_password,
                                          std::string_view new_password, UtcNs now) {
  const auto current = session(token, now);
  if (!current) return fail(ErrorCode::kRefused, "sign in first");
  const auto& user = current->account.user;
  if (auto checked = check_password(user, new_password); !checked) return checked;
  if (old_password == new_password)
    return fail(ErrorCode::kInvalidArgument, "the new password is the old one");
  if (verify(user, old_password, now, std::nullopt) != Verdict::kRight) return sign_in_refused();
  const auto hashed = hash(new_password);
  return in_transaction([&]() -> Result<void> {
    session_->query("UPDATE account SET password = ?, must_change_password = 0 WHERE account.user = ?")
        .bind(hashed, user)
        .run();
    const auto digest = token_digest(token);
    session_->query("DELETE FROM session WHERE session.user = ? AND token_sha256 <> ?")
        .bind(user, Blob{digest})
        .run();
    return {};
  });
}

std::optional<StoredPassword> SqlAccounts::stored(const std::string& user) {
  return guarded([&]() -> std::optional<StoredPassword> {
    auto query = session_->query(
        "SELECT password, failures, locked_until, expires, disabled, CASE WHEN totp_confirmed = 1 THEN "
        "totp_secret END, totp_last_step FROM account WHERE account.user = ?");
    query.bind(user);
    if (!query.step()) return std::nullopt;
    return StoredPassword{query.text(0),    static_cast<int>(query.integer(1)),
                          query.integer(2), query.integer(3),
                          query.flag(4),    query.null(5) ? std::string() : query.text(5),
                          query.integer(6)};
  });
}

void SqlAccounts::note_failure(const std::string& user, UtcNs now) {
  in_transaction([&] {
    session_->query("UPDATE account SET failures = failures + 1 WHERE account.user = ?").bind(user).run();
    int failures = 0;
    {
      auto query = session_->query("SELECT failures FROM account WHERE account.user = ?");
      query.bind(user);
      if (query.step()) failures = static_cast<int>(query.integer(0));
    }
    if (failures >= settings_.free_failures) {
      const int doublings = std::min(failures - settings_.free_failures, 20);
      const auto lock = std::min(settings_.first_lock << doublings, settings_.longest_lock);
      session_->query("UPDATE account SET locked_until = ? WHERE account.user = ?")
          .bind(now + lock, user)
          .run();
    }
    return failures;
  });
}

void SqlAccounts::forget_failures(const std::string& user) {
  guarded([&] {
    session_->query("UPDATE account SET failures = 0, locked_until = 0 WHERE account.user = ?")
        .bind(user)
        .run();
  });
}

/// A code is good once: its step is written down in the same statement that checks that no newer one was.
SqlAccounts::Verdict SqlAccounts::verify_code(const std::string& user, const StoredPassword& account,
                                              std::string_view code, UtcNs now) {
  if (code.empty()) return Verdict::kNeedsCode;
  if (!settings_.seal_key) return Verdict::kWrong;
  const auto secret = unseal(account.sealed_secret, *settings_.seal_key);
  if (!secret) return Verdict::kWrong;
  const auto step = totp_step(*secret, code, now / kSecond, account.last_step);
  const bool first_use = step && guarded([&] {
                           return session_
                                      ->query(
                                          "UPDATE account SET totp_last_step = ? WHERE account.user = ? AND "
                                          "totp_last_step < ?")
                                      .bind(*step, user, *step)
                                      .run() == 1;
                         });
  return first_use ? Verdict::kRight : Verdict::kWrong;
}

/// One Argon2id computation whatever the outcome. Counts failures and forgets them after a success. Without
/// `code` the second factor is not asked: the caller holds a session that had it.
SqlAccounts::Verdict SqlAccounts::verify(const std::string& user, std::string_view password, UtcNs now,
                                         std::optional<std::string_view> code) {
  const auto account = stored(user);
  const auto& expected = account ? account->hash : nobody_hash_;
  const bool right = crypto_pwhash_str_verify(expected.c_str(), password.data(), password.size()) == 0;
  if (!account || account->locked_until > now) return Verdict::kWrong;
  if (account->disabled || (account->expires != 0 && account->expires <= now)) return Verdict::kWrong;
  auto verdict = right ? Verdict::kRight : Verdict::kWrong;
  if (right && code && !account->sealed_secret.empty()) verdict = verify_code(user, *account, *code, now);
  if (verdict == Verdict::kWrong) note_failure(user, now);
  if (verdict == Verdict::kRight && account->failures != 0) forget_failures(user);
  return verdict;
}

Result<std::string> SqlAccounts::open_session(const std::string& user, std::string_view password, UtcNs now,
                                              std::string_view code) {
  const auto verdict = verify(user, password, now, code);
  if (verdict == Verdict::kNeedsCode) return fail(ErrorCode::kRefused, kCodeNeeded);
  if (verdict == Verdict::kWrong) return sign_in_refused();
  const auto token = random_token();
  guarded([&] {
    session_->query("DELETE FROM session WHERE expires <= ? OR idle_expires <= ?").bind(now, now).run();
    const auto digest = token_digest(token);
    session_
        ->query(
            "INSERT INTO session(token_sha256, \"user\", csrf_token, created, last_used, idle_expires, "
            "expires) "
            "VALUES (?,?,?,?,?,?,?)")
        .bind(Blob{digest}, user, random_token(), now, now, now + settings_.idle_expiry,
              now + settings_.absolute_expiry)
        .run();
    session_->query("UPDATE account SET last_sign_in = ? WHERE account.user = ?").bind(now, user).run();
  });
  return token;
}

std::optional<Session> SqlAccounts::session(std::string_view token, UtcNs now) {
  const auto digest = token_digest(token);
  return guarded([&]() -> std::optional<Session> {
    Session session;
    bool touch = false;
    {
      auto query = session_->query(
          "SELECT s.user, a.role, a.must_change_password, s.csrf_token, s.expires, s.last_used, a.operator, "
          "a.totp_confirmed FROM session s JOIN account a ON a.user = s.user WHERE s.token_sha256 = ? AND "
          "s.expires > ? AND s.idle_expires > ? AND a.disabled = 0 AND (a.expires = 0 OR a.expires > ?)");
      query.bind(Blob{digest}, now, now, now);
      if (!query.step()) return std::nullopt;
      session.account.user = query.text(0);
      session.account.role = query.text(1);
      session.account.must_change_password = query.flag(2);
      session.csrf_token = query.text(3);
      session.expires = query.integer(4);
      touch = now - query.integer(5) >= kTouchInterval;
      session.account.operator_name = query.text(6);
      session.account.second_factor = query.flag(7);
    }
    if (touch) {
      session_->query("UPDATE session SET last_used = ?, idle_expires = ? WHERE token_sha256 = ?")
          .bind(now, now + settings_.idle_expiry, Blob{digest})
          .run();
    }
    return session;
  });
}

void SqlAccounts::close_session(std::string_view token) {
  const auto digest = token_digest(token);
  guarded([&] { session_->query("DELETE FROM session WHERE token_sha256 = ?").bind(Blob{digest}).run(); });
}

bool SqlAccounts::any() {
  return guarded([&] { return session_->query("SELECT 1 FROM account LIMIT 1").step(); });
}

std::string random_password() {
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
  std::string password(20, ' ');
  for (auto& letter : password)
    letter = kLetters[randombytes_uniform(static_cast<std::uint32_t>(kLetters.size()))];
  return password;
}

}  // namespace sb::gateway
