#pragma once
// Where a test's database stands: a file in its folder, or a database of a PostgreSQL cluster that lives as
// long as the program.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sb::gateway::testing {

enum class Database { kSqlite, kPostgres };

/// An address of an empty database for open_store() and its kin; empty where PostgreSQL 15 is not installed
/// (the test skips).
std::filesystem::path fresh_database(Database kind, const std::filesystem::path& folder);

/// The server is killed as by a power cut and comes back. Its databases keep what was committed.
void crash_postgres();
/// The server goes away until start_postgres().
void stop_postgres();
void start_postgres();

inline std::string name_of(const ::testing::TestParamInfo<Database>& info) {
  return info.param == Database::kSqlite ? "sqlite" : "postgres";
}

inline auto every_database() {
  return ::testing::Values(Database::kSqlite, Database::kPostgres);
}

}  // namespace sb::gateway::testing
