#pragma once
// The gateway's database by its address: a file (SQLite) or "postgresql://user@host/database".
#include <filesystem>
#include <memory>

#include "gateway/store/account_settings.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/store/node_book.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// Opened, made where it is a file that is not there, and migrated. Throw StoreError.
std::unique_ptr<Store> open_store(const std::filesystem::path& database);
std::unique_ptr<Accounts> open_accounts(const std::filesystem::path& database,
                                        const AccountSettings& settings = {});
std::unique_ptr<NodeBook> open_node_book(const std::filesystem::path& database);

}  // namespace sb::gateway
