#pragma once
// What people have laid down and correlation asks for at every finding: licences, restricted bands,
// suppressions and how often each rule was right. Read again only when a document has changed.
#include <vector>

#include "gateway/correlate/base_rates.hpp"
#include "gateway/correlate/suppression.hpp"
#include "gateway/registry/licence.hpp"
#include "gateway/registry/restricted.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

class Standing {
 public:
  /// Cost: one look-up when nothing has changed. Throws StoreError on a document that cannot be read.
  void refresh(Transaction& tx);
  const std::vector<Licence>& licences() const { return licences_; }
  const RestrictedBands& restricted() const { return restricted_; }
  const std::vector<Suppression>& suppressions() const { return suppressions_; }
  const BaseRates& rates() const { return rates_; }

 private:
  std::int64_t version_ = -1;
  std::vector<Licence> licences_;
  RestrictedBands restricted_;
  std::vector<Suppression> suppressions_;
  BaseRates rates_;
};

}  // namespace sb::gateway
