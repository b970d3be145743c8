#include "gateway/people/totp.hpp"

#include <array>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <liboath/oath.h>
#include <sodium.h>

namespace sb::gateway {
namespace {

constexpr std::int64_t kStepS = 30;
constexpr unsigned kDigits = 6;
constexpr std::size_t kSecretBytes = 20;

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      out.push_back(static_cast<char>(c));
    else
      out += fmt::format("%{:02X}", c);
  }
  return out;
}

}  // namespace

std::string new_totp_secret() {
  std::string secret(kSecretBytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

std::string totp_base32(std::string_view secret) {
  char* text = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(secret.data(), secret.size(), &text, &size) != OATH_OK) return {};
  const std::unique_ptr<char, decltype(&std::free)> owned(text, &std::free);
  std::string out(text, size);
  while (!out.empty() && out.back() == '=') out.pop_back();
  return out;
}

std::string totp_uri(std::string_view secret, std::string_view user, std::string_view issuer) {
  return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits={3}&period={4}",
                     percent_encoded(issuer), percent_encoded(user), totp_base32(secret), kDigits, kStepS);
}

std::string totp_code(std::string_view secret, std::int64_t unix_s) {
  std::array<char, kDigits + 1> code{};
  if (oath_totp_generate(secret.data(), secret.size(), static_cast<time_t>(unix_s), kStepS, 0, kDigits,
                         code.data()) != OATH_OK) {
    return {};
  }
  return code.data();
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t unix_s,
                                      std::int64_t last_step) {
  if (code.size() != kDigits) return std::nullopt;
  std::optional<std::int64_t> found;
  for (const std::int64_t offset : {-1, 0, 1}) {  // all three always: the time taken says nothing
    const auto at = unix_s + offset * kStepS;
    const auto expected = totp_code(secret, at);
    const bool same =
        expected.size() == code.size() && sodium_memcmp(expected.data(), code.data(), code.size()) == 0;
    if (same && at / kStepS > last_step) found = at / kStepS;
  }
  return found;
}

}  // namespace sb::gateway
