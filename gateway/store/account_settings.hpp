#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "gateway/people/password_policy.hpp"
#include "gateway/people/seal.hpp"
#include "gateway/store/records.hpp"

namespace sb::gateway {

struct AccountSettings {
  /// Argon2id; the defaults are libsodium's "interactive": 64 MiB and about a fifth of a second.
  unsigned long long operations = 2;
  std::size_t memory_bytes = 67'108'864;
  UtcNs idle_expiry = 2LL * 3600 * 1'000'000'000;
  UtcNs absolute_expiry = 12LL * 3600 * 1'000'000'000;
  int free_failures = 5;                    ///< then every failure locks the account
  UtcNs first_lock = 30LL * 1'000'000'000;  ///< doubles with each further failure
  UtcNs longest_lock = 3600LL * 1'000'000'000;
  std::optional<SealKey> seal_key{};  ///< for second factors; without it none can be made or used
};

/// 20 characters without look-alikes, about 116 bits: for a first password.
std::string random_password();

}  // namespace sb::gateway
