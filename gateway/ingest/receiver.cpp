#include "gateway/ingest/receiver.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/ingest/from_wire.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

std::string subject_of(const std::string& node_id) {
  return "node/" + node_id;
}

/// A status that says what was true before the one we hold. A last will is as old as its connection, so its
/// boot decides; a node whose clock is not set yet may say any time after a restart.
bool is_stale(const wire::pb::Status& status, const std::string& held_text) {
  const auto held = json::parse(held_text, nullptr, false);
  if (held.is_discarded() || !held.contains("boot_id") || !held.contains("utc_ns")) return false;
  const bool same_boot = held["boot_id"] == hex16(status.boot_id());
  if (status.state() == wire::pb::NODE_STATE_OFFLINE) return !same_boot;
  if (!same_boot && status.time_quality() == wire::pb::TIME_QUALITY_FREE_RUNNING) return false;
  return status.utc_ns() < std::stoll(held["utc_ns"].get<std::string>());
}

bool is_disciplined(const wire::pb::Status& status) {
  return status.time_quality() == wire::pb::TIME_QUALITY_NTP ||
         status.time_quality() == wire::pb::TIME_QUALITY_GNSS;
}

}  // namespace

struct BatchReceiver::Batch {
  Transaction& tx;
  UtcNs now = 0;
  Outcome outcome;
  std::set<std::pair<std::string, std::uint64_t>> boots;  ///< to acknowledge
  std::set<std::string> heard;                            ///< nodes that reported
  std::map<std::string, std::optional<NodeRow>> nodes;    ///< as they stand in this transaction
  struct Newest {
    std::uint64_t seq = 0;
    std::string body_sha256;
  };
  std::map<std::pair<std::string, std::uint64_t>, Newest> newest;  ///< stored last, by node and boot
  std::optional<UtcNs> retired_before;

  std::optional<NodeRow>& node(const std::string& node_id) {
    const auto found = nodes.find(node_id);
    return found != nodes.end() ? found->second : nodes.emplace(node_id, tx.node(node_id)).first->second;
  }
  /// A report that was here and was let go by retention must not come back as new.
  bool was_retired(const Observation& o) {
    if (!retired_before) retired_before = tx.ledgers().retired_before();
    return o.last_seen < *retired_before &&
           o.key.seq <= tx.contiguous_through(o.key.node_id, o.key.boot_id) && !tx.body_sha256(o.key);
  }
  /// Hash of the report before; none when it is not here (yet).
  std::optional<std::string> hash_before(const ObservationKey& key) {
    const auto found = newest.find({key.node_id, key.boot_id});
    if (found != newest.end() && found->second.seq + 1 == key.seq) return found->second.body_sha256;
    return tx.body_sha256({key.node_id, key.boot_id, key.seq - 1});
  }
};

BatchReceiver::Outcome BatchReceiver::receive(Transaction& tx, std::span<Opening> openings, UtcNs now) {
  Batch batch{tx, now, {}, {}, {}, {}, {}, {}};
  Correlator::Batch ledger(correlator_);
  for (auto& opening : openings) receive_one(batch, opening);
  ledger.finish(tx);
  touch_nodes(batch);
  for (const auto& [node_id, boot_id] : batch.boots) {
    const auto through = tx.contiguous_through(node_id, boot_id);
    if (through > 0) batch.outcome.acknowledgements.push_back({node_id, boot_id, through});
  }
  batch.outcome.counted.acknowledgements = batch.outcome.acknowledgements.size();
  return std::move(batch.outcome);
}

void BatchReceiver::receive_one(Batch& batch, Opening& opening) {
  if (!opening.topic) return refuse(batch, Refusal::kTopic, "gateway", "not a topic this gateway listens to");
  const auto subject = subject_of(opening.topic->node_id);
  auto& node = batch.node(opening.topic->node_id);
  if (!node) return refuse(batch, Refusal::kUnknownNode, subject, "node is not enrolled");
  if (node->revoked) return refuse(batch, Refusal::kRevokedNode, subject, "node is revoked");
  if (opening.key_pem.empty() || opening.key_pem != node->public_key_pem) {
    opener_.open_again(opening, *node);
    batch.outcome.keys_changed = true;
  }
  if (opening.refused) return refuse(batch, opening.refused->reason, subject, opening.refused->text);
  if (opening.observation)
    store_report(batch, opening);
  else
    receive_status(batch, *node, *opening.status);
}

void BatchReceiver::store_report(Batch& batch, Opening& opening) {
  auto& observation = *opening.observation;
  const auto& key = observation.key;
  const auto subject = subject_of(key.node_id);
  observation.received = batch.now;
  observation.incident_id.reset();
  if (batch.was_retired(observation)) {
    ++batch.outcome.counted.duplicates;
    batch.boots.emplace(key.node_id, key.boot_id);
    return;
  }
  const auto before = batch.hash_before(key);
  observation.chain_intact = !before || *before == opening.previous_hash;
  if (!batch.tx.insert_observation(observation)) {
    if (batch.tx.body_sha256(key) != observation.body_sha256) {
      return refuse(batch, Refusal::kConflict, subject,
                    fmt::format("boot {} seq {} is stored with other content", hex16(key.boot_id), key.seq));
    }
    ++batch.outcome.counted.duplicates;
    batch.boots.emplace(key.node_id, key.boot_id);  // the node missed our word: say it again
    return;
  }
  batch.newest[{key.node_id, key.boot_id}] = {key.seq, observation.body_sha256};
  ++batch.outcome.counted.stored;
  if (!observation.chain_intact) {
    ++batch.outcome.counted.broken_chains;
    batch.tx.audit(
        {0, batch.now, "gateway", "chain.broken", subject,
         json{{"boot", hex16(key.boot_id)}, {"seq", key.seq}, {"observation", observation.id}}.dump()});
  }
  batch.boots.emplace(key.node_id, key.boot_id);
  batch.heard.insert(key.node_id);
  correlator_.observe(batch.tx, observation, batch.now);
}

void BatchReceiver::receive_status(Batch& batch, NodeRow& node, const wire::pb::Status& status) {
  if (is_stale(status, node.last_status_json)) {
    ++batch.outcome.counted.refused[static_cast<std::size_t>(Refusal::kStale)];
    return;
  }
  ++batch.outcome.counted.statuses;
  node.state = state_from(status);
  if (node.state != "offline") {  // a will is the broker's word about silence, not the node's
    node.last_seen = is_disciplined(status) ? std::min(batch.now, UtcNs{status.utc_ns()}) : batch.now;
    node.last_status_json = status_json_from(status);
    record_gap(batch, status);
  }
  batch.tx.put_node(node);
  batch.tx.event("node", json{{"id", node.node_id}}.dump());
}

/// What the node no longer holds cannot come any more: everything below its oldest record, in the boot of
/// that record. An empty spool says nothing safe (a report may have been made between the node's two
/// readings), and nothing waits for a word then.
void BatchReceiver::record_gap(Batch& batch, const wire::pb::Status& status) {
  const auto& spool = status.spool();
  if (spool.oldest_boot_id() == 0) return;
  const auto before = batch.tx.contiguous_through(status.node_id(), spool.oldest_boot_id());
  if (spool.oldest_seq() <= before + 1) return;
  batch.tx.declare_lost_below(status.node_id(), spool.oldest_boot_id(), spool.oldest_seq());
  batch.boots.emplace(status.node_id(), spool.oldest_boot_id());
  batch.tx.audit({0, batch.now, "gateway", "sequence.gap", subject_of(status.node_id()),
                  json{{"boot", hex16(spool.oldest_boot_id())},
                       {"missing_after", before},
                       {"oldest_held", spool.oldest_seq()}}
                      .dump()});
}

void BatchReceiver::touch_nodes(Batch& batch) {
  for (const auto& node_id : batch.heard) {
    auto& node = batch.node(node_id);
    if (!node || node->last_seen >= batch.now) continue;
    node->last_seen = batch.now;
    batch.tx.put_node(*node);
  }
}

void BatchReceiver::refuse(Batch& batch, Refusal reason, const std::string& subject,
                           const std::string& text) {
  ++batch.outcome.counted.refused[static_cast<std::size_t>(reason)];
  const auto permit = limiter_.ask(reason, batch.now);
  if (!permit.granted) return;
  json detail = {{"reason", to_string(reason)}, {"text", text}};
  if (permit.left_out > 0) detail["left_out_before"] = permit.left_out;
  batch.tx.audit({0, batch.now, "gateway", "envelope.rejected", subject,
                  detail.dump(-1, ' ', false, json::error_handler_t::replace)});
}

}  // namespace sb::gateway
