#pragma once
// What can be decided about a message without the store: topic, envelope, signature, body. It is the dearer
// half of the work and needs no transaction, so that a second thread does it ahead of the one that writes
// (docs/adr/0028).
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "gateway/ingest/ingest.hpp"
#include "wire/codec.hpp"
#include "wire/topics.hpp"

namespace sb::gateway {

/// A message and all that is known of it without the store. Of `refused`, `observation` and `status` at most
/// one is set; none while no key of its node was known.
struct Opening {
  Message message;                       ///< the payload has moved into `observation` where there is one
  std::optional<wire::NodeTopic> topic;  ///< none: not a topic of ours
  std::string key_pem;                   ///< the key it was held against; empty: none was known
  struct Refused {
    Refusal reason = Refusal::kEnvelope;
    std::string text;
  };
  std::optional<Refused> refused;
  std::optional<Observation> observation;  ///< complete but for id, received and chain_intact
  std::string previous_hash;               ///< of the report before, as this one says
  std::optional<wire::pb::Status> status;
};

/// Used by one thread. The keys it holds are bounded by the nodes enrolled.
class Opener {
 public:
  explicit Opener(std::string province) : province_(std::move(province)) {}

  void learn(std::span<const NodeRow> nodes);
  Opening open(Message message) const;
  /// Once more, against the key that stands in the store: the node is new or was given another one.
  void open_again(Opening& opening, const NodeRow& node);

 private:
  struct KnownKey {
    std::string pem;
    std::optional<wire::VerifyingKey> key;  ///< none: the stored text is not a key
  };
  const KnownKey& learn(const NodeRow& node);

  std::string province_;
  std::map<std::string, KnownKey> keys_;
};

}  // namespace sb::gateway
