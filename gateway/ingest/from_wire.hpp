#pragma once
// The only place where the wire's messages become the gateway's rows.
#include <string>
#include <string_view>

#include "gateway/store/records.hpp"
#include "wire/codec.hpp"

namespace sb::gateway {

/// `report` is decoded and valid; `body` are the octets it was decoded from. Envelope and time of receipt are
/// the caller's.
Observation observation_from(const wire::pb::Report& report, std::string_view body);

/// The API's word for a state: "online" "degraded" "offline".
std::string state_from(const wire::pb::Status& status);
/// Status as the API shows it: names as in status.proto in lower snake case; boot ids as 16 hex digits,
/// utc_ns as a decimal text (JavaScript has no 64-bit integers), enumerators without their prefix and
/// lower-case. Defaults are present.
std::string status_json_from(const wire::pb::Status& status);

std::string hex16(std::uint64_t value);

}  // namespace sb::gateway
