#include "gateway/store/open.hpp"

#include "gateway/store/address.hpp"
#include "gateway/store/postgres/open.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/store/sqlite/open_accounts.hpp"
#include "gateway/store/sqlite/open_node_book.hpp"

namespace sb::gateway {

std::unique_ptr<Store> open_store(const std::filesystem::path& database) {
  return is_postgres(database) ? open_postgres_store(database.string()) : open_sqlite_store(database);
}

std::unique_ptr<Accounts> open_accounts(const std::filesystem::path& database,
                                        const AccountSettings& settings) {
  return is_postgres(database) ? open_postgres_accounts(database.string(), settings)
                               : open_sqlite_accounts(database, settings);
}

std::unique_ptr<NodeBook> open_node_book(const std::filesystem::path& database) {
  return is_postgres(database) ? open_postgres_node_book(database.string()) : open_sqlite_node_book(database);
}

}  // namespace sb::gateway
