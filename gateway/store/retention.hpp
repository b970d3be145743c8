#pragma once
// Forgetting in steps. Observations are immutable and stay unless a run on record allows their going: the
// store itself refuses to delete anything younger than the newest run's limits, or tied to an incident that
// is still active.
#include <cstdint>
#include <string>

#include "gateway/store/records.hpp"

namespace sb::gateway {

/// Limits of one run, by the observation's (or its incident's) last time.
struct RetentionRun {
  UtcNs at = 0;
  std::string actor;
  UtcNs unlinked_before = 0;  ///< observations of no incident
  UtcNs ended_before = 0;     ///< observations of incidents that ended; their incidents stay
};

class RetentionRows {
 public:
  virtual ~RetentionRows() = default;
  virtual void put_retention_run(const RetentionRun& run) = 0;
  /// Deletes by the newest run, oldest first, at most `limit`; returns how many went. Held: incidents that
  /// are active, have a ticket under way, or a standing document of the collection "legal_hold" under their
  /// number.
  virtual std::uint64_t retire_observations(int limit) = 0;
  /// What is older than this may have been here and gone; 0: nothing was ever retired.
  virtual UtcNs retired_before() = 0;
};

}  // namespace sb::gateway
