#pragma once
// One batch of opened messages inside one transaction. Everything that needs the store to be decided about a
// message is decided here.
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gateway/correlate/correlator.hpp"
#include "gateway/ingest/audit_limiter.hpp"
#include "gateway/ingest/ingest.hpp"
#include "gateway/ingest/opener.hpp"

namespace sb::gateway {

struct Acknowledgement {
  std::string node_id;
  std::uint64_t boot_id = 0;
  std::uint64_t through_seq = 0;
};

/// Keeps what outlives a batch (parsed keys, audit limits); used by one thread.
class BatchReceiver {
 public:
  BatchReceiver(std::string province, Correlator& correlator)
      : opener_(std::move(province)), correlator_(correlator) {}

  struct Outcome {
    IngestCounters counted;  ///< only what this batch adds
    std::vector<Acknowledgement> acknowledgements;
    bool keys_changed = false;  ///< a message had to be opened here: its node's key was not known ahead
  };
  /// The openings may be given again after a failed transaction.
  Outcome receive(Transaction& tx, std::span<Opening> batch, UtcNs now);

 private:
  struct Batch;
  void receive_one(Batch& batch, Opening& opening);
  void store_report(Batch& batch, Opening& opening);
  void receive_status(Batch& batch, NodeRow& node, const wire::pb::Status& status);
  void record_gap(Batch& batch, const wire::pb::Status& status);
  void touch_nodes(Batch& batch);
  void refuse(Batch& batch, Refusal reason, const std::string& subject, const std::string& text);

  Opener opener_;
  Correlator& correlator_;
  AuditLimiter limiter_;
};

}  // namespace sb::gateway
