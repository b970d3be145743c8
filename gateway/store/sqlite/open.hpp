#pragma once
#include <filesystem>
#include <memory>

#include "gateway/store/store.hpp"

namespace sb::gateway {

/// Opens or creates the database (WAL, synchronous=FULL, foreign keys) and migrates it. Throws StoreError.
std::unique_ptr<Store> open_sqlite_store(const std::filesystem::path& path);

}  // namespace sb::gateway
