#pragma once
// Numbered forward migrations, embedded from gateway/store/migrations/NNNN_*.sql. 0001-0009 belong to the
// store, 0010 and on to the accounts; one table lists what ran. A migration that shipped is never edited: its
// SHA-256 is recorded and compared.
#include <span>
#include <string_view>

#include "gateway/store/sql/session.hpp"

namespace sb::gateway {

struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;
};

/// In order of number.
std::span<const Migration> migrations();

/// Brings the database to the newest of `steps`; each step is one transaction. Safe when two connections
/// start at once. Throws StoreError when a step fails, a recorded step differs from ours, or the database is
/// newer than this program.
void migrate(SqlSession& session, std::span<const Migration> steps = migrations());

}  // namespace sb::gateway
