#pragma once
// Who may use the page: whoever reads the code on the box. Ten letters without look-alikes (50 bits), slow to
// guess.
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::node {

/// The code of this box, made at the first start (file of mode 0600).
Result<std::string> load_or_make_access_code(const std::filesystem::path& file);

/// Sessions in memory: a restart asks for the code again. Thread-safe; time is an argument.
class Access {
 public:
  static constexpr int kFreeTries = 5;  ///< then every wrong code locks the page
  static constexpr std::int64_t kFirstLockNs = 30LL * 1'000'000'000;  ///< doubled with each further one ...
  static constexpr std::int64_t kLongestLockNs = 900LL * 1'000'000'000;  ///< ... up to this
  static constexpr std::int64_t kSessionNs = 12LL * 3600 * 1'000'000'000;
  static constexpr std::size_t kMaxSessions = 16;  ///< the oldest goes

  explicit Access(std::string code) : code_(std::move(code)) {}

  /// A session token. Errors: kRefused (wrong), kUnavailable (locked for a while, also for the right code).
  Result<std::string> open(std::string_view typed, std::int64_t steady_ns);
  bool is_open(std::string_view token, std::int64_t steady_ns) const;
  void close(std::string_view token);

 private:
  struct Session {
    std::string token_sha256;
    std::int64_t until_ns = 0;
  };
  const std::string code_;
  mutable std::mutex mutex_;
  std::vector<Session> sessions_;
  int wrong_ = 0;
  std::int64_t locked_until_ns_ = 0;
};

}  // namespace sb::node
