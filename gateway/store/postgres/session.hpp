#pragma once
#include <memory>
#include <string>

#include "gateway/store/sql/session.hpp"

namespace sb::gateway {

/// Connects ("postgresql://user@host/database" or libpq's words) and makes the schema "songbien" with the few
/// functions that the statements need (dialect.hpp). Transactions take one advisory lock, so that there is
/// one writer as in SQLite. Throws StoreError.
std::unique_ptr<SqlSession> open_postgres_session(const std::string& address);

}  // namespace sb::gateway
