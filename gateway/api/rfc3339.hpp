#pragma once
// Times of the API: RFC 3339, UTC, written with milliseconds ("2026-11-22T02:30:47.125Z").
#include <optional>
#include <string>
#include <string_view>

#include "gateway/store/records.hpp"

namespace sb::gateway::api {

std::string to_rfc3339(UtcNs time);
/// Accepts "2026-11-22T02:30:47Z" with 0 to 9 decimals, years 1970 to 2200; nothing else (offsets are
/// refused).
std::optional<UtcNs> parse_rfc3339(std::string_view text);

}  // namespace sb::gateway::api
