#pragma once
#include <filesystem>

namespace sb::gateway {

/// "postgresql://user@host/database" and the like; anything else is a file.
inline bool is_postgres(const std::filesystem::path& database) {
  return database.native().starts_with("postgresql:") || database.native().starts_with("postgres:");
}

}  // namespace sb::gateway
