#include "gateway/store/sqlite/open.hpp"

#include "gateway/store/sql/accounts.hpp"
#include "gateway/store/sql/migrate.hpp"
#include "gateway/store/sql/node_book.hpp"
#include "gateway/store/sql/store.hpp"
#include "gateway/store/sqlite/open_accounts.hpp"
#include "gateway/store/sqlite/open_node_book.hpp"
#include "gateway/store/sqlite/session.hpp"

namespace sb::gateway {
namespace {

std::unique_ptr<SqlSession> migrated(const std::filesystem::path& path) {
  auto session = open_sqlite_session(path.string());
  migrate(*session);
  return session;
}

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const std::filesystem::path& path) {
  auto writing = migrated(path);
  return make_store(std::move(writing), open_sqlite_reading_session(path.string()));
}

std::unique_ptr<Accounts> open_sqlite_accounts(const std::filesystem::path& path,
                                               const AccountSettings& settings) {
  return std::make_unique<SqlAccounts>(migrated(path), settings);
}

std::unique_ptr<NodeBook> open_sqlite_node_book(const std::filesystem::path& path) {
  return make_node_book(migrated(path));
}

}  // namespace sb::gateway
