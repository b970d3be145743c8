#pragma once
#include <memory>
#include <string>

#include "gateway/store/account_settings.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/store/node_book.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// In a PostgreSQL database that is there (15 or newer), migrated. `address`:
/// "postgresql://user@host/database". Throw StoreError; so may every call later, and the one after it
/// connects again.
std::unique_ptr<Store> open_postgres_store(const std::string& address);
std::unique_ptr<Accounts> open_postgres_accounts(const std::string& address,
                                                 const AccountSettings& settings = {});
std::unique_ptr<NodeBook> open_postgres_node_book(const std::string& address);

}  // namespace sb::gateway
