#pragma once
// The Accounts over a connection of their own. Passwords are verified outside the lock: a sign-in takes a
// fifth of a second and must hold nobody up.
#include <memory>
#include <mutex>

#include "gateway/store/account_settings.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/store/sql/session.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

struct StoredPassword {
  std::string hash;
  int failures = 0;
  UtcNs locked_until = 0, expires = 0;
  bool disabled = false;
  std::string sealed_secret;  ///< empty: no confirmed second factor
  std::int64_t last_step = 0;
};

class SqlAccounts final : public Accounts {
 public:
  /// `session`: of a migrated database.
  SqlAccounts(std::unique_ptr<SqlSession> session, const AccountSettings& settings);

  Result<void> create(const Account& account, std::string_view password) override;
  std::vector<Account> accounts() override;
  Result<Account> change(const std::string& user, const AccountChange& change) override;
  Result<void> set_password(const std::string& user, std::string_view password) override;
  Result<void> change_password(std::string_view token, std::string_view old_password,
                               std::string_view new_password, UtcNs now) override;
  Result<std::string> open_session(const std::string& user, std::string_view password, UtcNs now,
                                   std::string_view code) override;
  std::optional<Session> session(std::string_view token, UtcNs now) override;
  void close_session(std::string_view token) override;
  bool any() override;
  Result<std::string> begin_second_factor(std::string_view token, UtcNs now) override;
  Result<void> confirm_second_factor(std::string_view token, std::string_view code, UtcNs now) override;

 private:
  enum class Verdict { kRight, kWrong, kNeedsCode };

  std::string hash(std::string_view password) const;
  Verdict verify(const std::string& user, std::string_view password, UtcNs now,
                 std::optional<std::string_view> code);
  Verdict verify_code(const std::string& user, const StoredPassword& account, std::string_view code,
                      UtcNs now);
  std::optional<StoredPassword> stored(const std::string& user);
  void note_failure(const std::string& user, UtcNs now);
  void forget_failures(const std::string& user);
  void end_sessions(const std::string& user);
  /// Runs `work` under the lock.
  template <typename Work>
  auto guarded(Work work) {
    const std::scoped_lock lock(mutex_);
    return work();
  }
  /// ... and as one transaction. A refusal has changed nothing before it is returned.
  template <typename Work>
  auto in_transaction(Work work) {
    return guarded([&] {
      std::optional<decltype(work())> result;
      session_->transaction([&] { result.emplace(work()); });
      return std::move(*result);
    });
  }

  const AccountSettings settings_;
  std::mutex mutex_;
  std::unique_ptr<SqlSession> session_;
  std::string
      nobody_hash_;  ///< verified against when there is no such user, so that the answer takes as long
};

/// 256 random bits in base64url.
std::string random_token();
std::string token_digest(std::string_view token);
tl::unexpected<Error> sign_in_refused();

}  // namespace sb::gateway
