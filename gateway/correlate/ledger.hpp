#pragma once
// Keeps the ledger of cells beside the incidents and answers from it what the rules ask about a cell's past.
#include <deque>
#include <map>
#include <string>

#include "gateway/correlate/suspicion.hpp"
#include "gateway/place/commune_index.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// Used by one thread, inside the transaction of the observation. What it holds itself (the nodes' clocks) is
/// bounded by the nodes enrolled and grows again after a restart.
class Ledger {
 public:
  explicit Ledger(const CommuneIndex& communes) : communes_(communes) {}

  /// Before the observation is entered: what the past says about it. `registered`: the cell fits its
  /// registry.
  CellPast past(Transaction& tx, const Observation& observation) const;
  /// Enters it and gives back the row as it stands now. `verdict` as in Emitter; of a foreign cell the level
  /// decides which.
  Emitter enter(Transaction& tx, const Observation& observation, const std::string& verdict);
  /// Rows of cells heard again are held back until flush(): a batch hears the same few cells over and over.
  void flush(Transaction& tx);
  void drop_pending() { pending_.clear(); }
  /// A registered domestic cell tells how its node's clock stands.
  void learn_clock(const Observation& observation);

 private:
  std::optional<double> against_consensus(const Observation& observation) const;
  /// As the store has it, or newer.
  std::optional<Emitter> known(Transaction& tx, const std::string& identity) const;
  std::vector<Emitter> on_carrier(Transaction& tx, const Observation& observation, UtcNs since) const;

  struct Clock {
    std::deque<double> ppm;  ///< of registered domestic cells, newest last, at most kSamples
  };
  const CommuneIndex& communes_;
  std::map<std::string, Clock> clocks_;
  std::map<std::string, Emitter> pending_;  ///< by identity; bounded by a batch
};

/// "lte:460-01:26814001:1842500kHz:257"; exercises apart.
std::string emitter_identity(const Observation& observation);

}  // namespace sb::gateway
