#pragma once
// How often one person may ask: a bucket of tokens per key, refilled by time.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace sb::gateway {

struct RateLimitSettings {
  double per_second = 50.0;  ///< sustained; a page that loads asks some twenty things at once
  double burst = 200.0;
  std::size_t most_keys = 10'000;  ///< beyond: full buckets are forgotten first, then all
};

/// Thread-safe. Time is an argument, in UTC nanoseconds.
class RateLimit {
 public:
  explicit RateLimit(RateLimitSettings settings = {}) : settings_(settings) {}
  /// False when `key` has asked too often.
  bool admit(const std::string& key, std::int64_t now_ns);

 private:
  struct Bucket {
    double tokens = 0.0;
    std::int64_t at_ns = 0;
  };
  void forget_full(std::int64_t now_ns);

  RateLimitSettings settings_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace sb::gateway
