#include "node/technician/access.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <unistd.h>

#include "wire/signing.hpp"

namespace sb::node {
namespace {

constexpr std::string_view kLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeLetters = 10;
constexpr std::size_t kTokenBytes = 32;

template <std::size_t N>
std::array<unsigned char, N> random_octets() {
  std::array<unsigned char, N> octets{};
  const int done = RAND_bytes(octets.data(), static_cast<int>(N));
  assert(done == 1);
  static_cast<void>(done);
  return octets;
}

std::string make_code() {
  std::string code;
  while (code.size() < kCodeLetters) {
    const auto octet = random_octets<1>()[0];
    if (octet < 240) code.push_back(kLetters[octet % kLetters.size()]);  // 240 is a multiple of 30
  }
  return code;
}

std::string canonical(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == ' ' || c == '-') continue;
    code.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return code;
}

std::string digest_of(std::string_view text) {
  const auto digest = wire::sha256(text);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Result<std::string> load_or_make_access_code(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string code{std::istreambuf_iterator<char>(in), {}};
  if (code.size() == kCodeLetters) return code;
  code = make_code();
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = fd >= 0 &&
                       ::write(fd, code.data(), code.size()) == static_cast<ssize_t>(code.size()) &&
                       ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!written) return fail(ErrorCode::kUnavailable, file.string() + ": cannot be written");
  return code;
}

Result<std::string> Access::open(std::string_view typed, std::int64_t steady_ns) {
  const std::scoped_lock lock(mutex_);
  if (steady_ns < locked_until_ns_) return fail(ErrorCode::kUnavailable, "too many wrong codes; wait");
  if (!same(digest_of(canonical(typed)), digest_of(code_))) {
    ++wrong_;
    if (wrong_ >= kFreeTries) {
      const int doublings = std::min(wrong_ - kFreeTries, 10);
      locked_until_ns_ = steady_ns + std::min(kFirstLockNs << doublings, kLongestLockNs);
    }
    return fail(ErrorCode::kRefused, "wrong code");
  }
  wrong_ = 0;
  const auto octets = random_octets<kTokenBytes>();
  const auto token = wire::to_hex({reinterpret_cast<const char*>(octets.data()), octets.size()});
  std::erase_if(sessions_, [&](const Session& each) { return each.until_ns <= steady_ns; });
  if (sessions_.size() >= kMaxSessions) sessions_.erase(sessions_.begin());
  sessions_.push_back({digest_of(token), steady_ns + kSessionNs});
  return token;
}

bool Access::is_open(std::string_view token, std::int64_t steady_ns) const {
  const auto digest = digest_of(token);
  const std::scoped_lock lock(mutex_);
  return std::any_of(sessions_.begin(), sessions_.end(), [&](const Session& each) {
    return steady_ns < each.until_ns && same(each.token_sha256, digest);
  });
}

void Access::close(std::string_view token) {
  const auto digest = digest_of(token);
  const std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [&](const Session& each) { return each.token_sha256 == digest; });
}

}  // namespace sb::node
