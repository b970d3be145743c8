#include "gateway/ingest/receiver.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/ingest/from_wire.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr std::uint64_t kLargestSeq = (1ULL << 63U) - 1;

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
};

BatchReceiver::Outcome BatchReceiver::receive(Transaction& tx, const std::vector<Message>& messages,
                                              UtcNs now) {
  Batch batch{tx, now, {}, {}, {}};
  for (const auto& message : messages) receive_one(batch, message);
  touch_nodes(batch);
  for (const auto& [node_id, boot_id] : batch.boots) {
    const auto through = tx.contiguous_through(node_id, boot_id);
    if (through > 0) batch.outcome.acknowledgements.push_back({node_id, boot_id, through});
  }
  batch.outcome.counted.acknowledgements = batch.outcome.acknowledgements.size();
  return std::move(batch.outcome);
}

void BatchReceiver::receive_one(Batch& batch, const Message& message) {
  const auto topic = wire::parse_topic(message.topic);
  const bool ours = topic && topic->province == province_ &&
                    (topic->leaf == wire::Leaf::kReport || topic->leaf == wire::Leaf::kStatus);
  if (!ours) return refuse(batch, Refusal::kTopic, "gateway", "not a topic this gateway listens to");
  auto node = batch.tx.node(topic->node_id);
  if (!node) return refuse(batch, Refusal::kUnknownNode, subject_of(topic->node_id), "node is not enrolled");
  if (node->revoked)
    return refuse(batch, Refusal::kRevokedNode, subject_of(topic->node_id), "node is revoked");
  if (topic->leaf == wire::Leaf::kReport)
    receive_report(batch, *topic, *node, message.payload);
  else
    receive_status(batch, *topic, std::move(*node), message.payload);
}

const wire::VerifyingKey* BatchReceiver::key_of(const NodeRow& node) {
  auto found = keys_.find(node.node_id);
  if (found != keys_.end() && found->second.pem == node.public_key_pem) return &found->second.key;
  auto key = wire::VerifyingKey::from_pem(node.public_key_pem);
  if (!key) return nullptr;
  found = keys_.insert_or_assign(node.node_id, KnownKey{node.public_key_pem, std::move(*key)}).first;
  return &found->second.key;
}

void BatchReceiver::receive_report(Batch& batch, const wire::NodeTopic& topic, const NodeRow& node,
                                   const std::string& payload) {
  const auto subject = subject_of(topic.node_id);
  const auto* key = key_of(node);
  if (key == nullptr)
    return refuse(batch, Refusal::kEnvelope, subject, "the stored public key cannot be read");
  const auto opened = wire::open(payload, wire::pb::BODY_KIND_REPORT, *key);
  if (!opened) return refuse(batch, Refusal::kEnvelope, subject, opened.error().text);
  const auto report = wire::decode_report(opened->body);
  if (!report) return refuse(batch, Refusal::kBody, subject, report.error().text);
  if (report->node_id() != topic.node_id) {
    return refuse(batch, Refusal::kNodeMismatch, subject, "the report names " + report->node_id());
  }
  if (report->seq() > kLargestSeq)
    return refuse(batch, Refusal::kBody, subject, "report.seq is larger than 2^63 - 1");
  store_report(batch, *report, *opened, payload);
}

void BatchReceiver::store_report(Batch& batch, const wire::pb::Report& report, const wire::Opened& opened,
                                 const std::string& envelope) {
  auto observation = observation_from(report, opened.body, envelope, batch.now);
  observation.historical = opened.historical;
  const auto subject = subject_of(observation.key.node_id);
  if (const auto stored = batch.tx.body_sha256(observation.key)) {
    if (*stored != observation.body_sha256) {
      return refuse(
          batch, Refusal::kConflict, subject,
          fmt::format("boot {} seq {} is stored with other content", hex16(report.boot_id()), report.seq()));
    }
    ++batch.outcome.counted.duplicates;
    batch.boots.emplace(observation.key.node_id,
                        observation.key.boot_id);  // the node missed our word: say it again
    return;
  }
  const auto before = batch.tx.body_sha256({report.node_id(), report.boot_id(), report.seq() - 1});
  observation.chain_intact = !before || *before == report.prev_hash();
  batch.tx.insert_observation(observation);
  ++batch.outcome.counted.stored;
  if (!observation.chain_intact) {
    ++batch.outcome.counted.broken_chains;
    batch.tx.audit(
        {0, batch.now, "gateway", "chain.broken", subject,
         json{{"boot", hex16(report.boot_id())}, {"seq", report.seq()}, {"observation", observation.id}}
             .dump()});
  }
  batch.boots.emplace(observation.key.node_id, observation.key.boot_id);
  batch.heard.insert(observation.key.node_id);
  correlator_.observe(batch.tx, observation, batch.now);
}

void BatchReceiver::receive_status(Batch& batch, const wire::NodeTopic& topic, NodeRow node,
                                   const std::string& payload) {
  const auto subject = subject_of(topic.node_id);
  const auto* key = key_of(node);
  if (key == nullptr)
    return refuse(batch, Refusal::kEnvelope, subject, "the stored public key cannot be read");
  const auto opened = wire::open(payload, wire::pb::BODY_KIND_STATUS, *key);
  if (!opened) return refuse(batch, Refusal::kEnvelope, subject, opened.error().text);
  const auto status = wire::decode_status(opened->body);
  if (!status) return refuse(batch, Refusal::kBody, subject, status.error().text);
  if (status->node_id() != topic.node_id) {
    return refuse(batch, Refusal::kNodeMismatch, subject, "the status names " + status->node_id());
  }
  if (is_stale(*status, node.last_status_json)) {
    ++batch.outcome.counted.refused[static_cast<std::size_t>(Refusal::kStale)];
    return;
  }
  ++batch.outcome.counted.statuses;
  node.state = state_from(*status);
  if (node.state != "offline") {  // a will is the broker's word about silence, not the node's
    node.last_seen = is_disciplined(*status) ? std::min(batch.now, UtcNs{status->utc_ns()}) : batch.now;
    node.last_status_json = status_json_from(*status);
    record_gap(batch, *status);
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
    auto node = batch.tx.node(node_id);
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
