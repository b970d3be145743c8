#pragma once
#include <memory>

#include "gateway/store/sql/session.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// Both sessions: of one migrated database, the store's own.
std::unique_ptr<Store> make_store(std::unique_ptr<SqlSession> writing, std::unique_ptr<SqlSession> reading);

}  // namespace sb::gateway
