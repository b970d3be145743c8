#pragma once
#include <filesystem>
#include <memory>

#include "gateway/store/node_book.hpp"

namespace sb::gateway {

/// In the gateway's database, over a connection of its own. Throws StoreError.
std::unique_ptr<NodeBook> open_sqlite_node_book(const std::filesystem::path& path);

}  // namespace sb::gateway
