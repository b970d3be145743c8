#pragma once
// What every Store promises. A backend runs all of it by instantiating the suite with a factory that opens
// the same empty database twice in a row (reopening proves durability).
#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "gateway/store/store.hpp"

namespace sb::gateway::testing {

struct Backend {
  const char* name;
  /// A folder's worth of state goes away with the returned opener.
  std::function<std::function<std::unique_ptr<Store>()>()> fresh;
};

class StoreContract : public ::testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    open_ = GetParam().fresh();
    store_ = open_();
  }
  void reopen() {
    store_.reset();
    store_ = open_();
  }
  std::function<std::unique_ptr<Store>()> open_;
  std::unique_ptr<Store> store_;
};

}  // namespace sb::gateway::testing
