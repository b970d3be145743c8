#pragma once
// What a heard cell is, for the list of cells: the same rules as the correlator's, against a copy of the
// standing registries that is at most kMaxAge old.
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gateway/store/store.hpp"

namespace sb::gateway::api {

/// Thread-safe.
class CellVerdicts {
 public:
  static constexpr UtcNs kMaxAge = 10LL * 1'000'000'000;

  explicit CellVerdicts(Store& store) : store_(store) {}
  /// "registered" "foreign" "unregistered" "mismatch" "unknown". Unknown: not decoded far enough, or nothing
  /// to compare with.
  std::string operator()(const HeardCell& cell, UtcNs now);

 private:
  void refresh(UtcNs now);

  Store& store_;
  std::mutex mutex_;
  std::map<std::pair<models::Plmn, std::uint64_t>, std::vector<RegistryCell>> by_identity_;
  std::map<models::Plmn, std::size_t> rows_of_;
  UtcNs read_ = 0;
};

}  // namespace sb::gateway::api
