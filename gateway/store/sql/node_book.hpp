#pragma once
#include <memory>

#include "gateway/store/node_book.hpp"
#include "gateway/store/sql/session.hpp"

namespace sb::gateway {

/// `session`: of a migrated database, the book's own.
std::unique_ptr<NodeBook> make_node_book(std::unique_ptr<SqlSession> session);

}  // namespace sb::gateway
