#include "gateway/store/postgres/open.hpp"

#include "gateway/store/postgres/session.hpp"
#include "gateway/store/sql/accounts.hpp"
#include "gateway/store/sql/migrate.hpp"
#include "gateway/store/sql/node_book.hpp"
#include "gateway/store/sql/store.hpp"

namespace sb::gateway {
namespace {

std::unique_ptr<SqlSession> migrated(const std::string& address) {
  auto session = open_postgres_session(address);
  migrate(*session);
  return session;
}

}  // namespace

std::unique_ptr<Store> open_postgres_store(const std::string& address) {
  auto writing = migrated(address);
  return make_store(std::move(writing), open_postgres_session(address));
}

std::unique_ptr<Accounts> open_postgres_accounts(const std::string& address,
                                                 const AccountSettings& settings) {
  return std::make_unique<SqlAccounts>(migrated(address), settings);
}

std::unique_ptr<NodeBook> open_postgres_node_book(const std::string& address) {
  return make_node_book(migrated(address));
}

}  // namespace sb::gateway
