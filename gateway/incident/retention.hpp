#pragma once
// How long observations are kept, and what is never let go. Daily figures of every cell, incidents, tickets,
// reports and the audit stay for good: they are small, and they are the province's memory.
#include <cstdint>
#include <string>

#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct RetentionRules {
  int unlinked_days = 400;  ///< observations of no incident: a year and the quarter that reports on it
  int ended_days = 1826;    ///< observations of incidents that ended: five years
};
inline constexpr int kFewestRetentionDays = 90;

/// One run on record with an audit row "retention.run", then deletion in transactions of 2 000 so that ingest
/// goes on between them, at most `most` a call (the next night goes on). Returns how many went.
std::uint64_t retire(Store& store, const RetentionRules& rules, const std::string& actor, UtcNs now,
                     std::uint64_t most = 500'000);

inline constexpr const char* kLegalHoldCollection = "legal_hold";
/// Keeps the observations of an incident whatever their age, with a reason; audited. kNotFound,
/// kInvalidArgument.
Result<void> hold(Store& store, std::int64_t incident, const std::string& reason, const std::string& actor,
                  UtcNs now);
Result<void> release(Store& store, std::int64_t incident, const std::string& reason, const std::string& actor,
                     UtcNs now);

}  // namespace sb::gateway
