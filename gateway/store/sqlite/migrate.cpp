#include "gateway/store/sqlite/migrate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include "gateway/store/store.hpp"
#include "wire/signing.hpp"

namespace sb::embedded {
extern const std::string_view migration_0001_core;
extern const std::string_view migration_0010_accounts;
extern const std::string_view migration_0011_findings;
extern const std::string_view migration_0020_documents;
extern const std::string_view migration_0021_emitters;
extern const std::string_view migration_0030_tickets;
extern const std::string_view migration_0031_people;
extern const std::string_view migration_0040_nodes;
extern const std::string_view migration_0050_retention;
}  // namespace sb::embedded

namespace sb::gateway {
namespace {

std::string hash_of(const Migration& step) {
  const auto digest = wire::sha256(step.sql);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

/// True when the step is recorded; throws when what was recorded is not what we hold.
bool recorded(SQLite::Database& database, const Migration& step) {
  SQLite::Statement query(database, "SELECT sha256 FROM schema_migration WHERE number = ?");
  query.bind(1, step.number);
  if (!query.executeStep()) return false;
  if (query.getColumn(0).getString() != hash_of(step)) {
    throw StoreError(fmt::format("migration {:04} ({}) was changed after it ran on this database",
                                 step.number, std::string(step.name)));
  }
  return true;
}

void run(SQLite::Database& database, const Migration& step) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  if (recorded(database, step)) return;  // another connection was faster
  database.exec(std::string(step.sql));
  SQLite::Statement insert(database,
                           "INSERT INTO schema_migration(number, name, sha256, applied) VALUES (?, ?, ?, ?)");
  insert.bind(1, step.number);
  insert.bind(2, std::string(step.name));
  insert.bind(3, hash_of(step));
  insert.bind(4, std::chrono::duration_cast<std::chrono::nanoseconds>(
                     std::chrono::system_clock::now().time_since_epoch())
                     .count());
  insert.exec();
  transaction.commit();
}

}  // namespace

std::span<const Migration> migrations() {
  static const auto steps = std::to_array<Migration>({
      {1, "core", embedded::migration_0001_core},
      {10, "accounts", embedded::migration_0010_accounts},
      {11, "findings", embedded::migration_0011_findings},
      {20, "documents", embedded::migration_0020_documents},
      {21, "emitters", embedded::migration_0021_emitters},
      {30, "tickets", embedded::migration_0030_tickets},
      {31, "people", embedded::migration_0031_people},
      {40, "nodes", embedded::migration_0040_nodes},
      {50, "retention", embedded::migration_0050_retention},
  });
  return steps;
}

void configure(SQLite::Database& database) {
  database.setBusyTimeout(5000);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
}

void migrate(SQLite::Database& database, std::span<const Migration> steps) {
  try {
    database.exec(
        "CREATE TABLE IF NOT EXISTS schema_migration(number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 "
        "TEXT NOT NULL, "
        "applied INTEGER NOT NULL) STRICT");
    for (const auto& step : steps) {
      if (!recorded(database, step)) run(database, step);
    }
    SQLite::Statement newest(database, "SELECT coalesce(max(number), 0) FROM schema_migration");
    newest.executeStep();
    const int found = newest.getColumn(0).getInt();
    if (!steps.empty() && found > steps.back().number) {
      throw StoreError(
          fmt::format("the database is at schema {}, this program knows {}: install the newer program", found,
                      steps.back().number));
    }
  } catch (const SQLite::Exception& error) {
    throw StoreError(fmt::format("migrating the database: {}", error.what()));
  }
}

}  // namespace sb::gateway
