#include "gateway/store/sql/migrate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

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
extern const std::string_view migration_0070_map_exercise;
}  // namespace sb::embedded

namespace sb::gateway {
namespace {

std::string hash_of(const Migration& step) {
  const auto digest = wire::sha256(step.sql);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

/// True when the step is recorded; throws when what was recorded is not what we hold.
bool recorded(SqlSession& session, const Migration& step) {
  auto query = session.query("SELECT sha256 FROM schema_migration WHERE number = ?");
  query.bind(step.number);
  if (!query.step()) return false;
  if (query.text(0) != hash_of(step)) {
    throw StoreError(fmt::format("migration {:04} ({}) was changed after it ran on this database",
                                 step.number, std::string(step.name)));
  }
  return true;
}

void run(SqlSession& session, const Migration& step) {
  session.transaction([&] {
    if (recorded(session, step)) return;  // another connection was faster
    session.run_migration(step.sql);
    session.query("INSERT INTO schema_migration(number, name, sha256, applied) VALUES (?, ?, ?, ?)")
        .bind(step.number, std::string(step.name), hash_of(step),
              std::int64_t{std::chrono::duration_cast<std::chrono::nanoseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count()})
        .run();
  });
}

int newest(SqlSession& session) {
  auto query = session.query("SELECT coalesce(max(number), 0) FROM schema_migration");
  query.step();
  return static_cast<int>(query.integer(0));
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
      {70, "map_exercise", embedded::migration_0070_map_exercise},
  });
  return steps;
}

void migrate(SqlSession& session, std::span<const Migration> steps) {
  session.transaction([&] {
    session.run_migration(
        "CREATE TABLE IF NOT EXISTS schema_migration(number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 "
        "TEXT NOT NULL, applied INTEGER NOT NULL) STRICT;");
  });
  for (const auto& step : steps) {
    if (!recorded(session, step)) run(session, step);
  }
  const int found = newest(session);
  if (!steps.empty() && found > steps.back().number) {
    throw StoreError(
        fmt::format("the database is at schema {}, this program knows {}: install the newer program", found,
                    steps.back().number));
  }
}

}  // namespace sb::gateway
