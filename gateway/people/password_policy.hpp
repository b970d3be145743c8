#pragma once
// Which passwords are good enough: long, and not one that a list of passwords begins with (ASVS 2.1).
#include <cstddef>
#include <string_view>

#include "models/core/result.hpp"

namespace sb::gateway {

inline constexpr std::size_t kMinPasswordBytes = 12;
inline constexpr std::size_t kMaxPasswordBytes = 256;

/// kInvalidArgument says what is wrong: length, the user's name in it, too few different characters, a run
/// ("123456789012"), or a common word with nothing but digits and marks around it. No rule about classes of
/// characters and no expiry by time (ASVS 2.1.9, 2.1.10).
Result<void> check_password(std::string_view user, std::string_view password);

}  // namespace sb::gateway
