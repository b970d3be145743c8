#pragma once
// Numbered forward migrations, embedded from gateway/store/migrations/NNNN_*.sql. 0001-0009 belong to the
// store, 0010 and on to the accounts; one table lists what ran. A migration that shipped is never edited: its
// SHA-256 is recorded and compared.
#include <span>
#include <string_view>

#include <SQLiteCpp/Database.h>

namespace sb::gateway {

struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;
};

/// In order of number.
std::span<const Migration> migrations();

/// Brings `database` to the newest of `steps`; each step is one transaction. Safe when two connections start
/// at once. Throws StoreError when a step fails, a recorded step differs from ours, or the file is newer than
/// this program.
void migrate(SQLite::Database& database, std::span<const Migration> steps = migrations());

/// Settings that every connection of ours needs: WAL, synchronous=FULL, foreign keys, busy timeout of 5 s.
void configure(SQLite::Database& database);

}  // namespace sb::gateway
