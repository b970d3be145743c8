#pragma once
// Domestic service that was there and is not, node by node: jammer, outage, antenna fault or weather, by the
// vote of models/service_loss over what the ledger holds. A tropospheric duct also explains foreign cells
// from far away: then their incidents say so and rise no further.
#include <map>
#include <span>
#include <string>

#include "gateway/store/store.hpp"
#include "models/service_loss/cause_vote.hpp"

namespace sb::gateway {

/// What the ledger says of one node's surroundings at an instant.
struct ServiceState {
  models::LossSigns signs;
  std::size_t known = 0;      ///< domestic cells that are usually heard there
  std::size_t down = 0;       ///< of them, overdue now
  std::size_t strangers = 0;  ///< foreign cells heard now that are hardly ever heard there
  /// Worth a vote: service is worse, whoever is to blame.
  bool trouble = false;
};

/// `emitters` as of the last days, exercises left out. A cell is known after kKnownWindows stretches of six
/// minutes over a day or more; it is overdue after kOverdueIntervals of its usual intervals, a quarter of an
/// hour at least.
ServiceState service_at(const std::string& node_id, std::span<const Emitter> emitters, UtcNs now);
inline constexpr std::uint32_t kKnownWindows = 8;
inline constexpr double kOverdueIntervals = 6.0;

/// Keeps one incident "service_loss" for each node while its service is worse and closes it when it is back
/// (two looks in a row). A node that says nothing itself is not judged: its own incident tells that. Used by
/// one thread.
class ServiceWatch {
 public:
  /// Returns how many nodes are in trouble.
  std::size_t look(Store& store, UtcNs now);

 private:
  std::map<std::string, int> quiet_looks_;  ///< since the last trouble; bounded by the nodes enrolled
};

}  // namespace sb::gateway
