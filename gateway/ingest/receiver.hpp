#pragma once
// One batch of MQTT messages inside one transaction. Everything that is decided about a message is decided
// here.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/correlate/correlator.hpp"
#include "gateway/ingest/audit_limiter.hpp"
#include "gateway/ingest/ingest.hpp"
#include "wire/codec.hpp"
#include "wire/topics.hpp"

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
      : province_(std::move(province)), correlator_(correlator) {}

  struct Outcome {
    IngestCounters counted;  ///< only what this batch adds
    std::vector<Acknowledgement> acknowledgements;
  };
  Outcome receive(Transaction& tx, const std::vector<Message>& batch, UtcNs now);

 private:
  struct Batch;
  struct KnownKey {
    std::string pem;
    wire::VerifyingKey key;
  };
  void receive_one(Batch& batch, const Message& message);
  void receive_report(Batch& batch, const wire::NodeTopic& topic, const NodeRow& node,
                      const std::string& payload);
  void store_report(Batch& batch, const wire::pb::Report& report, const wire::Opened& opened,
                    const std::string& envelope);
  void receive_status(Batch& batch, const wire::NodeTopic& topic, NodeRow node, const std::string& payload);
  void record_gap(Batch& batch, const wire::pb::Status& status);
  void touch_nodes(Batch& batch);
  void refuse(Batch& batch, Refusal reason, const std::string& subject, const std::string& text);
  const wire::VerifyingKey* key_of(const NodeRow& node);

  std::string province_;
  Correlator& correlator_;
  std::map<std::string, KnownKey> keys_;  ///< bounded by the nodes enrolled
  AuditLimiter limiter_;
};

}  // namespace sb::gateway
