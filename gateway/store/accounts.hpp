#pragma once
// People and their sessions. Passwords are Argon2id (libsodium); session tokens are 256 random bits, stored
// only as SHA-256.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/store/records.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct Account {
  std::string user;
  std::string role;  ///< "operator" "supervisor" "technician" "carrier" "auditor" "administrator"
  bool must_change_password = false;
};

struct Session {
  Account account;
  std::string csrf_token;
  UtcNs expires = 0;
};

/// Thread-safe. Time is an argument.
class Accounts {
 public:
  virtual ~Accounts() = default;
  virtual Result<void> create(const Account& account, std::string_view password) = 0;
  /// An administrator's reset: the next session must choose another one; all sessions of the user end.
  virtual Result<void> set_password(const std::string& user, std::string_view password) = 0;
  /// The holder of the session `token` chooses a new password; every other session of theirs ends. Errors:
  /// kRefused (no session, wrong old password, locked out), kInvalidArgument (the new one is too short, too
  /// long or the old one).
  virtual Result<void> change_password(std::string_view token, std::string_view old_password,
                                       std::string_view new_password, UtcNs now) = 0;
  /// kRefused with one text for every reason (unknown user, wrong password, locked out after repeated
  /// failures).
  virtual Result<std::string> open_session(const std::string& user, std::string_view password,
                                           UtcNs now) = 0;  ///< token
  virtual std::optional<Session> session(std::string_view token, UtcNs now) = 0;
  virtual void close_session(std::string_view token) = 0;
  virtual bool any() = 0;
};

}  // namespace sb::gateway
