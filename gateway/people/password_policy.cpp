#include "gateway/people/password_policy.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <string>

#include <fmt/format.h>

namespace sb::gateway {
namespace {

constexpr std::size_t kFewestDifferent = 5;

// The words that common passwords of Vietnam and the world are made of, digits and marks taken away.
constexpr std::string_view kCommonWords[] = {
    "password",   "passwordpassword", "matkhau",  "matkhaumatkhau", "qwerty",
    "qwertyuiop", "qwertyqwerty",     "admin",    "adminadmin",     "administrator",
    "songbien",   "laocai",           "vietnam",  "iloveyou",       "letmein",
    "welcome",    "monkey",           "dragon",   "abcdef",         "asdfghjkl",
    "zxcvbnm",    "anhyeuem",         "emyeuanh", "khongbiet",      "khongco",
    "changeme",   "secret",           "root"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string letters_of(const std::string& text) {
  std::string letters;
  std::ranges::copy_if(text, std::back_inserter(letters),
                       [](unsigned char c) { return std::isalpha(c) != 0 || c >= 0x80; });
  return letters;
}

/// Every character follows the one before it by the same small step: "111111111111", "123456789012",
/// "abcdefghijkl", "987654321098".
bool is_run(std::string_view text) {
  const auto step = [&](std::size_t i) {
    const int raw = text[i] - text[i - 1];
    if (raw == -9) return 1;  // 9 to 0
    if (raw == 9) return -1;
    return raw;
  };
  const int first = step(1);
  if (std::abs(first) > 1) return false;
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (step(i) != first) return false;
  }
  return true;
}

}  // namespace

Result<void> check_password(std::string_view user, std::string_view password) {
  if (password.size() < kMinPasswordBytes || password.size() > kMaxPasswordBytes) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("a password has {} to {} octets", kMinPasswordBytes, kMaxPasswordBytes));
  }
  const auto text = lower(password);
  if (user.size() >= 3 && text.find(lower(user)) != std::string::npos)
    return fail(ErrorCode::kInvalidArgument, "a password does not contain the user's name");
  if (std::set<char>(text.begin(), text.end()).size() < kFewestDifferent)
    return fail(ErrorCode::kInvalidArgument, "a password has at least 5 different characters");
  const auto letters = letters_of(text);
  if (is_run(text) || std::ranges::find(kCommonWords, letters) != std::end(kCommonWords))
    return fail(ErrorCode::kInvalidArgument, "this password is among the first that are tried");
  return {};
}

}  // namespace sb::gateway
