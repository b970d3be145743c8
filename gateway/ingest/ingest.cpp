#include "gateway/ingest/ingest.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "gateway/ingest/opener.hpp"
#include "gateway/ingest/receiver.hpp"
#include "wire/codec.hpp"
#include "wire/topics.hpp"

namespace sb::gateway {
namespace {

constexpr std::chrono::seconds kPauseAfterFailure{1};

void add(IngestCounters& sum, const IngestCounters& part) {
  sum.stored += part.stored;
  sum.duplicates += part.duplicates;
  sum.statuses += part.statuses;
  sum.acknowledgements += part.acknowledgements;
  sum.broken_chains += part.broken_chains;
  for (std::size_t i = 0; i < kRefusals; ++i) sum.refused[i] += part.refused[i];
}

}  // namespace

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::kTopic:
      return "topic";
    case Refusal::kUnknownNode:
      return "unknown_node";
    case Refusal::kRevokedNode:
      return "revoked_node";
    case Refusal::kEnvelope:
      return "envelope";
    case Refusal::kBody:
      return "body";
    case Refusal::kNodeMismatch:
      return "node_mismatch";
    case Refusal::kConflict:
      return "conflict";
    case Refusal::kStale:
      return "stale";
    case Refusal::kCount:
      break;
  }
  return "";
}

struct Ingest::State {
  State(IngestSettings s, Store& st, Correlator& correlator, const wire::SigningKey& k, Publish p, Now n)
      : settings(std::move(s)),
        store(st),
        key(k),
        publish(std::move(p)),
        now(std::move(n)),
        opener(settings.province),
        receiver(settings.province, correlator) {}

  void acknowledge(const Acknowledgement& acknowledgement);
  std::vector<Message> take();

  const IngestSettings settings;
  Store& store;
  const wire::SigningKey& key;
  const Publish publish;
  const Now now;
  Opener opener;           ///< of the opening thread
  BatchReceiver receiver;  ///< of the storing thread, as is the next
  std::uint64_t commands_made = 0;
  std::atomic<bool> keys_changed{true};

  mutable std::mutex mutex;  ///< guards what follows
  std::condition_variable_any arrived;
  std::deque<Message> queue;
  std::condition_variable_any opened_changed;
  std::deque<std::vector<Opening>> opened;
  IngestCounters counters;
};

Ingest::Ingest(IngestSettings settings, Store& store, Correlator& correlator, const wire::SigningKey& key,
               Publish publish, Now now)
    : state_(std::make_unique<State>(std::move(settings), store, correlator, key, std::move(publish),
                                     std::move(now))) {}

Ingest::~Ingest() = default;

void Ingest::enqueue(Message message) {
  {
    const std::scoped_lock lock(state_->mutex);
    ++state_->counters.received;
    if (state_->queue.size() >= state_->settings.queue_messages) {
      ++state_->counters.queue_full;
      return;
    }
    state_->queue.push_back(std::move(message));
  }
  state_->arrived.notify_one();
}

std::vector<Message> Ingest::State::take() {
  const auto count = std::min(queue.size(), settings.batch_messages);
  const auto end = queue.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Message> batch(std::make_move_iterator(queue.begin()), std::make_move_iterator(end));
  queue.erase(queue.begin(), end);
  return batch;
}

void Ingest::run_opening(const std::stop_token& stop) {
  auto& s = *state_;
  while (!stop.stop_requested()) {
    std::vector<Message> batch;
    {
      std::unique_lock lock(s.mutex);
      // No earlier than it can go on: what waits meanwhile makes the next batch larger.
      s.opened_changed.wait(lock, stop, [&] { return s.opened.size() < kBatchesAhead; });
      s.arrived.wait(lock, stop, [&] { return !s.queue.empty(); });
      batch = s.take();
    }
    if (batch.empty()) continue;
    auto opened = open(std::move(batch));
    {
      const std::scoped_lock lock(s.mutex);
      s.opened.push_back(std::move(opened));
    }
    s.opened_changed.notify_all();
  }
}

void Ingest::run_storing(const std::stop_token& stop) {
  auto& s = *state_;
  while (!stop.stop_requested()) {
    std::vector<Opening> batch;
    std::uint64_t failures = 0;
    {
      std::unique_lock lock(s.mutex);
      if (!s.opened_changed.wait(lock, stop, [&] { return !s.opened.empty(); })) continue;
      batch = std::move(s.opened.front());
      s.opened.pop_front();
      failures = s.counters.store_failures;
    }
    s.opened_changed.notify_all();
    store(batch);
    std::unique_lock lock(s.mutex);
    if (s.counters.store_failures != failures) {
      s.arrived.wait_for(lock, stop, kPauseAfterFailure, [] { return false; });
    }
  }
}

void Ingest::process(std::vector<Message> batch) {
  auto opened = open(std::move(batch));
  store(opened);
}

std::vector<Opening> Ingest::open(std::vector<Message> batch) {
  if (state_->keys_changed.exchange(false)) {
    try {
      state_->opener.learn(state_->store.nodes());
    } catch (const StoreError&) {
      state_->keys_changed = true;  // the storing thread opens what could not be opened here
    }
  }
  std::vector<Opening> opened;
  opened.reserve(batch.size());
  for (auto& message : batch) opened.push_back(state_->opener.open(std::move(message)));
  return opened;
}

void Ingest::store(std::span<Opening> batch) {
  BatchReceiver::Outcome outcome;
  try {
    state_->store.write(
        [&](Transaction& tx) { outcome = state_->receiver.receive(tx, batch, state_->now()); });
  } catch (const StoreError&) {
    if (batch.size() > 1) {  // one message that the store cannot take must not hold up the others
      for (std::size_t i = 0; i < batch.size(); ++i) store(batch.subspan(i, 1));
      return;
    }
    const std::scoped_lock lock(state_->mutex);
    ++state_->counters.store_failures;  // nothing is acknowledged: the node sends again
    return;
  }
  if (outcome.keys_changed) state_->keys_changed = true;
  for (const auto& acknowledgement : outcome.acknowledgements) state_->acknowledge(acknowledgement);
  const std::scoped_lock lock(state_->mutex);
  add(state_->counters, outcome.counted);
}

void Ingest::State::acknowledge(const Acknowledgement& acknowledgement) {
  wire::pb::Command command;
  command.set_node_id(acknowledgement.node_id);
  const auto issued = now();
  command.set_command_id(fmt::format("ack-{:x}-{}", issued, ++commands_made));
  command.set_issued_utc_ns(issued);
  command.mutable_acknowledge()->set_boot_id(acknowledgement.boot_id);
  command.mutable_acknowledge()->set_through_seq(acknowledgement.through_seq);
  publish(wire::topic(settings.province, acknowledgement.node_id, wire::Leaf::kCommand),
          wire::seal(wire::pb::BODY_KIND_COMMAND, wire::encode(command), key));
}

IngestCounters Ingest::counters() const {
  const std::scoped_lock lock(state_->mutex);
  auto counters = state_->counters;
  counters.queue_depth = state_->queue.size();
  return counters;
}

}  // namespace sb::gateway
