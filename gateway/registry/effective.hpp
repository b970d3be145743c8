#pragma once
// Dates of registry rows. A row says days of Vietnam's calendar (UTC+7, no daylight saving); ISO dates
// compare as text.
#include <string>
#include <string_view>

#include "gateway/store/records.hpp"

namespace sb::gateway {

/// "2026-11-22": the day in Vietnam at that instant.
std::string vietnam_date(UtcNs at);
/// The day before an ISO date.
std::string day_before(const std::string& date);
/// A date that exists, as YYYY-MM-DD.
bool is_iso_date(std::string_view text);
/// valid_from and valid_to are both included; an empty one is open.
bool effective(const RegistryCell& cell, std::string_view date);

}  // namespace sb::gateway
