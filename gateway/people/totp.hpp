#pragma once
// Time-based one-time passwords (RFC 6238: SHA-1, 30 s, six digits) through liboath: what every
// authenticator application understands.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sb::gateway {

/// 20 random octets.
std::string new_totp_secret();
/// Base32 without padding, as an application takes it.
std::string totp_base32(std::string_view secret);
/// otpauth://totp/... for a QR code.
std::string totp_uri(std::string_view secret, std::string_view user, std::string_view issuer);
/// The time step that `code` belongs to, one step early or late allowed, none at or before `last_step` (a
/// code opens one session). `unix_s` is seconds since 1970.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t unix_s,
                                      std::int64_t last_step);
/// The code of an instant: for tests and for an authenticator of our own.
std::string totp_code(std::string_view secret, std::int64_t unix_s);

}  // namespace sb::gateway
