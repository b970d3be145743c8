#pragma once
// People and their sessions. Passwords are Argon2id (libsodium); session tokens are 256 random bits, stored
// only as SHA-256; a second factor is TOTP (RFC 6238), its secret sealed.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct Account {
  std::string user;
  std::string role;  ///< "operator" "supervisor" "technician" "carrier" "auditor" "administrator"
  bool must_change_password = false;
  std::string operator_name{};  ///< of a carrier account: "viettel"; whose tickets it sees
  UtcNs expires = 0;            ///< 0: never
  bool disabled = false;
  std::string certificate{};          ///< number of the security certificate that the plans ask for (R45)
  std::string certificate_expires{};  ///< ISO date; empty: none on record
  std::string trained{};              ///< ISO date of the last yearly knowledge update
  bool second_factor = false;         ///< TOTP is confirmed
  UtcNs last_sign_in = 0;             ///< 0: never
  UtcNs locked_until = 0;             ///< after repeated failures; an administrator's reset opens it
};

/// What an administrator may change; what is absent stays.
struct AccountChange {
  std::optional<std::string> role, operator_name, certificate, certificate_expires, trained;
  std::optional<UtcNs> expires;
  std::optional<bool> disabled;
  bool drop_second_factor = false;  ///< a lost telephone; the person's sessions end
};

struct Session {
  Account account;
  std::string csrf_token;
  UtcNs expires = 0;
};

/// Text of the refusal that asks for a code: the password was right.
inline constexpr const char* kCodeNeeded = "a one-time code of the authenticator is needed";

/// Thread-safe. Time is an argument.
class Accounts {
 public:
  virtual ~Accounts() = default;
  /// kInvalidArgument: name, role, password, or a carrier account without an operator.
  virtual Result<void> create(const Account& account, std::string_view password) = 0;
  virtual std::vector<Account> accounts() = 0;  ///< by name
  /// Sessions of the user end when the role, the operator, expiry or disabling changes.
  virtual Result<Account> change(const std::string& user, const AccountChange& change) = 0;
  /// An administrator's reset: the next session must choose another one; all sessions of the user end.
  virtual Result<void> set_password(const std::string& user, std::string_view password) = 0;
  /// The holder of the session `token` chooses a new password; every other session of theirs ends. Errors:
  /// kRefused (no session, wrong old password, locked out), kInvalidArgument (the new one is too short, too
  /// long, too common or the old one).
  virtual Result<void> change_password(std::string_view token, std::string_view old_password,
                                       std::string_view new_password, UtcNs now) = 0;
  /// kRefused with one text for every reason (unknown user, wrong password or code, locked out after repeated
  /// failures, expired, disabled) but one: kCodeNeeded.
  virtual Result<std::string> open_session(const std::string& user, std::string_view password, UtcNs now,
                                           std::string_view code = {}) = 0;  ///< token
  virtual std::optional<Session> session(std::string_view token, UtcNs now) = 0;
  virtual void close_session(std::string_view token) = 0;
  virtual bool any() = 0;
  /// A new secret for the holder of the session (20 octets). It counts once confirm_second_factor() has seen
  /// a code of it. kRefused: no session, or one is confirmed already; kUnsupported: no key to seal it with.
  virtual Result<std::string> begin_second_factor(std::string_view token, UtcNs now) = 0;
  virtual Result<void> confirm_second_factor(std::string_view token, std::string_view code, UtcNs now) = 0;
};

}  // namespace sb::gateway
