#pragma once
// From observations to incidents: one incident per cause, however many nodes hear it and however often.
#include <set>
#include <string>

#include "gateway/correlate/ledger.hpp"
#include "gateway/correlate/rules.hpp"
#include "gateway/correlate/standing.hpp"
#include "gateway/place/commune_index.hpp"
#include "gateway/registry/occupied.hpp"
#include "gateway/store/store.hpp"
#include "gateway/ticket/affected.hpp"

namespace sb::gateway {

struct CorrelatorSettings {
  double affected_radius_m = kAffectedRadiusM;
  double same_cell_radius_m = 50'000.0;  ///< nodes that may hear the same cell without decoding it
};

/// Used by one thread, inside the transaction that stores the observation.
class Correlator {
 public:
  explicit Correlator(CommuneIndex communes, CorrelatorSettings settings = {});
  Correlator(const Correlator&) = delete;  // the ledger refers to the communes beside it
  Correlator& operator=(const Correlator&) = delete;

  /// `observation` is stored already (it has its id); its incident_id is set when it belongs to one.
  ///
  /// A cell without a decoded identity never opens an incident: a PCI is shared by many cells. It joins an
  /// active incident of the same RAT, carrier and PCI near its node, unless a registered cell near the node
  /// explains it.
  void observe(Transaction& tx, Observation& observation, UtcNs now);
  /// While it lives the ledger's rows are held back; finish() writes each once, in the same transaction.
  /// Without it (the transaction failed) they are dropped.
  class Batch {
   public:
    explicit Batch(Correlator& correlator) : correlator_(correlator) {
      correlator_.in_batch_ = true;
      correlator_.ledger_.drop_pending();
    }
    ~Batch() {
      correlator_.in_batch_ = false;
      correlator_.ledger_.drop_pending();
    }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;
    void finish(Transaction& tx) { correlator_.ledger_.flush(tx); }

   private:
    Correlator& correlator_;
  };
  /// For a judgement that came later (incident/replay.hpp): opens or joins the incident of a stored cell
  /// without entering its hearing a second time.
  void accuse(Transaction& tx, Observation& observation, Judgement judgement, UtcNs now);

 private:
  bool jammed_before(Transaction& tx, const Observation& observation) const;
  void link_to_jamming(Transaction& tx, const Incident& incident, const Observation& observation) const;
  bool is_suppressed(const Incident& incident, UtcNs now) const;
  void observe_cell(Transaction& tx, Observation& observation, UtcNs now);
  void observe_unidentified(Transaction& tx, Observation& observation, UtcNs now);
  void observe_event(Transaction& tx, Observation& observation, UtcNs now);
  void observe_energy(Transaction& tx, Observation& observation, UtcNs now);
  Judgement judge_energy(Transaction& tx, const Observation& observation, const OccupiedBand& band);
  std::optional<Incident> same_energy(Transaction& tx, const Observation& observation,
                                      const OccupiedBand& band) const;
  std::vector<std::string> carriers_on(Transaction& tx, const Observation& observation,
                                       const OccupiedBand& band) const;
  void raise(Transaction& tx, Observation& observation, const Judgement& judgement, UtcNs now);
  void join(Transaction& tx, Observation& observation, Incident& incident, std::vector<WeighedReason> reasons,
            UtcNs now);
  void draft(Transaction& tx, Incident& incident, std::span<const HeardAt> heard, UtcNs now);
  void say_licences_missing(Transaction& tx, UtcNs now);
  void say_registry_missing(Transaction& tx, const models::Plmn& plmn, UtcNs now);
  bool explained_by_registry(Transaction& tx, const Observation& observation) const;

  CommuneIndex communes_;
  Ledger ledger_;
  CorrelatorSettings settings_;
  Standing standing_;
  bool in_batch_ = false;
  bool said_licences_missing_ = false;
  std::set<models::Plmn> said_missing_;  ///< bounded: judged domestic networks only
};

}  // namespace sb::gateway
