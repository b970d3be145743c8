#pragma once
// What people have laid down and correlation asks for at every finding: licences and restricted bands. Read
// again only when a document has changed.
#include <vector>

#include "gateway/registry/licence.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

class Standing {
 public:
  /// Cost: one look-up when nothing has changed. Throws StoreError on a document that cannot be read.
  void refresh(Transaction& tx);
  const std::vector<Licence>& licences() const { return licences_; }

 private:
  std::int64_t version_ = -1;
  std::vector<Licence> licences_;
};

}  // namespace sb::gateway
