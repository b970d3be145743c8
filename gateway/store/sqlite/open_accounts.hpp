#pragma once
#include <filesystem>
#include <memory>

#include "gateway/store/account_settings.hpp"
#include "gateway/store/accounts.hpp"

namespace sb::gateway {

/// Accounts in the gateway's database, over a connection of its own. Throws StoreError; so may every call
/// later.
std::unique_ptr<Accounts> open_sqlite_accounts(const std::filesystem::path& path,
                                               const AccountSettings& settings = {});

}  // namespace sb::gateway
