#pragma once
#include <memory>
#include <string>

#include "gateway/store/sql/session.hpp"

namespace sb::gateway {

/// Opens or creates the file: WAL, synchronous=FULL, foreign keys, 5 s of patience with other writers. Throws
/// StoreError.
std::unique_ptr<SqlSession> open_sqlite_session(const std::string& path);
/// Of a file that is there. In WAL mode a reader never waits for the writer.
std::unique_ptr<SqlSession> open_sqlite_reading_session(const std::string& path);

}  // namespace sb::gateway
