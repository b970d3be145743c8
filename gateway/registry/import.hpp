#pragma once
// What a carrier's new table changes, and how that enters the store: all of it in one transaction, history
// kept.
#include <string>
#include <utility>
#include <vector>

#include "gateway/store/store.hpp"

namespace sb::gateway {

struct RegistryDifference {
  std::vector<RegistryCell> added;
  std::vector<std::pair<RegistryCell, RegistryCell>> changed;  ///< as it stands, as it will
  std::vector<RegistryCell> ended;
  std::size_t unchanged = 0;
};

/// Cells are the same by RAT, PLMN and cell id. `partial`: what the table does not hold stays.
RegistryDifference difference(const std::vector<RegistryCell>& standing,
                              const std::vector<RegistryCell>& table, bool partial);

/// Rows that change or end are valid to the day before `today`; their replacements carry the table's dates
/// (today when it has none). Adds the audit row "registry.import" with the counts and the SHA-256 of the
/// file.
void apply(Transaction& tx, RegistryDifference difference, const std::string& operator_name,
           const std::string& file_sha256_hex, const std::string& actor, UtcNs now);

}  // namespace sb::gateway
