#include "gateway/people/rate_limit.hpp"

#include <algorithm>

namespace sb::gateway {

bool RateLimit::admit(const std::string& key, std::int64_t now_ns) {
  const std::scoped_lock lock(mutex_);
  if (buckets_.size() >= settings_.most_keys && !buckets_.contains(key)) forget_full(now_ns);
  auto& bucket = buckets_.try_emplace(key, Bucket{settings_.burst, now_ns}).first->second;
  // A clock that was set back gives nothing and takes nothing.
  const double elapsed_s = static_cast<double>(std::max<std::int64_t>(now_ns - bucket.at_ns, 0)) / 1e9;
  bucket.tokens = std::min(settings_.burst, bucket.tokens + elapsed_s * settings_.per_second);
  bucket.at_ns = now_ns;
  if (bucket.tokens < 1.0) return false;
  bucket.tokens -= 1.0;
  return true;
}

void RateLimit::forget_full(std::int64_t now_ns) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const double elapsed_s = static_cast<double>(now_ns - entry.second.at_ns) / 1e9;
    return entry.second.tokens + elapsed_s * settings_.per_second >= settings_.burst;
  });
  if (buckets_.size() >= settings_.most_keys) buckets_.clear();
}

}  // namespace sb::gateway
