#pragma once
// From an MQTT message to stored, correlated observations, by two threads in a row: run_opening() checks
// signatures and bodies, run_storing() writes, correlates, commits and then acknowledges. Order is kept.
// enqueue() may be called from any thread. Queue of messages: bounded, policy drop newest (counted):
// harmless, because a node sends again until its reports are acknowledged. Queue of opened batches:
// kBatchesAhead, policy wait.
#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/store.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {

class Correlator;

struct Message {
  std::string topic;
  std::string payload;
};

/// Why a message was not taken. Every refusal is counted; audited at most kAuditsPerMinute times a minute and
/// reason.
enum class Refusal {
  kTopic,  ///< not a topic of ours, or another province
  kUnknownNode,
  kRevokedNode,
  kEnvelope,      ///< not an envelope, wrong kind, wrong key or signature
  kBody,          ///< signed but not a valid message
  kNodeMismatch,  ///< the body names another node than the topic
  kConflict,      ///< key stored before with other content
  kStale,         ///< a status older than the one we hold
  kCount,
};
std::string_view to_string(Refusal refusal);
inline constexpr std::size_t kRefusals = static_cast<std::size_t>(Refusal::kCount);

struct IngestCounters {
  std::uint64_t received = 0;    ///< given to enqueue()
  std::uint64_t queue_full = 0;  ///< dropped there
  std::uint64_t stored = 0;      ///< new observations
  std::uint64_t duplicates = 0;
  std::uint64_t statuses = 0;
  std::uint64_t acknowledgements = 0;
  std::uint64_t broken_chains = 0;
  std::uint64_t store_failures = 0;  ///< messages given up; they come again
  std::array<std::uint64_t, kRefusals> refused{};
  std::uint64_t queue_depth = 0;
};

struct IngestSettings {
  std::string province;
  std::size_t queue_messages = 8192;
  std::size_t batch_messages = 512;  ///< per commit, at most: what waits is taken at once
};

struct Opening;

class Ingest {
 public:
  using Publish = std::function<void(const std::string& topic, const std::string& payload)>;
  using Now = std::function<UtcNs()>;

  static constexpr std::size_t kBatchesAhead = 2;

  /// `publish` is called on the storing thread after the commit whose reports it acknowledges.
  Ingest(IngestSettings settings, Store& store, Correlator& correlator, const wire::SigningKey& key,
         Publish publish, Now now);
  ~Ingest();

  void enqueue(Message message);
  /// Both until stop, each on a thread of its own; what is queued then is not lost, the nodes still hold it.
  void run_opening(const std::stop_token& stop);
  void run_storing(const std::stop_token& stop);
  /// Both steps of one batch on the caller's thread, while neither of the above runs.
  void process(std::vector<Message> batch);
  IngestCounters counters() const;

 private:
  struct State;
  std::vector<Opening> open(std::vector<Message> batch);
  void store(std::span<Opening> batch);
  std::unique_ptr<State> state_;
};

}  // namespace sb::gateway
