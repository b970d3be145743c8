#pragma once
// A consistent copy of a database that is in use, sealed for another place; and back.
#include <filesystem>

#include "gateway/people/seal.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

/// SQLite's online backup into a file beside `sealed`, then sealed, then the plain copy removed.
Result<void> backup_database(const std::filesystem::path& database, const std::filesystem::path& sealed,
                             const SealKey& key);

/// Refuses to write over a database that is there. What comes back is checked before it takes its name:
/// SQLite's own integrity, and the chain of the audit.
Result<void> restore_database(const std::filesystem::path& sealed, const std::filesystem::path& database,
                              const SealKey& key);

}  // namespace sb::gateway
