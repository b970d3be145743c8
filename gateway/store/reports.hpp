#pragma once
// Reports that were made: as they were made, for as long as the database stands.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

struct ReportRow {
  std::int64_t id = 0;
  std::string type;  ///< "daily24h" "quarterly" "yearly" "rr_appendix10" "coordination_ledger"
  std::string title;
  std::string author;
  std::int64_t incident_id = 0;  ///< 0: none
  UtcNs created = 0, period_from = 0, period_until = 0;
  std::string document_json;    ///< both languages; empty in listings
  std::string document_sha256;  ///< hex
};

class ReportRows {
 public:
  virtual ~ReportRows() = default;
  virtual void put_report(ReportRow& row) = 0;  ///< sets id; reports are never changed
  virtual std::optional<ReportRow> report(std::int64_t id) = 0;
  virtual std::vector<ReportRow> reports(const std::string& type, std::int64_t after_id, int limit) = 0;
};

}  // namespace sb::gateway
