#pragma once
// Reading the audit: by subject, actor, action and time, and whether its chain holds.
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

struct AuditFilter {
  std::string subject, actor, action;  ///< empty: any; action "incident." means all that begin so
  UtcNs since = 0, until = 0;
  std::int64_t after_id = 0;  ///< cursor: ids below it (newest first)
  int limit = 100;            ///< 1..500
};

struct ChainCheck {
  std::uint64_t rows = 0;
  std::int64_t broken_at = 0;  ///< id of the first row that does not follow from the one before; 0: none
  std::string head_hex;        ///< hash of the newest row
};

class AuditReads {
 public:
  virtual ~AuditReads() = default;
  virtual std::vector<AuditRow> audit_rows(const AuditFilter& filter) = 0;
  virtual ChainCheck check_audit_chain() = 0;  ///< reads every row
};

}  // namespace sb::gateway
