#pragma once
// What every Store promises, on every database. Reopening proves durability.
#include <memory>

#include <gtest/gtest.h>

#include "gateway/store/open.hpp"
#include "tests/support/databases.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {

class StoreContract : public ::testing::TestWithParam<Database> {
 protected:
  void SetUp() override {
    if (database_.empty()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
    store_ = open_store(database_);
  }
  void reopen() {
    store_.reset();
    store_ = open_store(database_);
  }
  ScratchFolder folder_;
  std::filesystem::path database_ = fresh_database(GetParam(), folder_.path());
  std::unique_ptr<Store> store_;
};

}  // namespace sb::gateway::testing
