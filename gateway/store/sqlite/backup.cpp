#include "gateway/store/sqlite/backup.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include "gateway/store/sqlite/open.hpp"

namespace sb::gateway {
namespace {

namespace fs = std::filesystem;

/// Removes its file, whatever happens.
class Temporary {
 public:
  explicit Temporary(fs::path path) : path_(std::move(path)) { remove(); }
  ~Temporary() { remove(); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  const fs::path& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const auto* end : {"", "-wal", "-shm", "-journal"}) fs::remove(path_.string() + end, ignored);
  }
  fs::path path_;
};

Result<void> check(const fs::path& database) {
  try {
    SQLite::Database opened(database.string(), SQLite::OPEN_READONLY);
    SQLite::Statement query(opened, "PRAGMA integrity_check");
    if (!query.executeStep() || query.getColumn(0).getString() != "ok")
      return fail(ErrorCode::kUnreadable, "the database in the backup is damaged");
  } catch (const SQLite::Exception& error) {
    return fail(ErrorCode::kUnreadable, fmt::format("the backup holds no database: {}", error.what()));
  }
  try {
    ChainCheck chain;
    open_sqlite_store(database)->read([&](Ledgers& ledgers) { chain = ledgers.check_audit_chain(); });
    if (chain.broken_at != 0)
      return fail(ErrorCode::kUnreadable, fmt::format("the audit's chain breaks at row {}", chain.broken_at));
  } catch (const StoreError& error) {
    return fail(ErrorCode::kUnreadable, error.what());
  }
  return {};
}

}  // namespace

Result<void> backup_database(const fs::path& database, const fs::path& sealed, const SealKey& key) {
  const Temporary copy(sealed.string() + ".plain");
  try {
    SQLite::Database source(database.string(), SQLite::OPEN_READONLY);
    source.setBusyTimeout(5000);
    SQLite::Database target(copy.path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    fs::permissions(copy.path(), fs::perms::owner_read | fs::perms::owner_write);
    SQLite::Backup(target, source).executeStep(-1);
  } catch (const SQLite::Exception& error) {
    return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", database.string(), error.what()));
  }
  return seal_file(copy.path(), sealed, key);
}

Result<void> restore_database(const fs::path& sealed, const fs::path& database, const SealKey& key) {
  if (fs::exists(database))
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("{} is there: move it away first", database.string()));
  const Temporary copy(database.string() + ".restored");
  if (auto opened = unseal_file(sealed, copy.path(), key); !opened) return opened;
  if (auto good = check(copy.path()); !good) return good;
  std::error_code error;
  fs::rename(copy.path(), database, error);
  if (error) return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", database.string(), error.message()));
  return {};
}

}  // namespace sb::gateway
