#include "gateway/ingest/opener.hpp"

#include "gateway/ingest/from_wire.hpp"

namespace sb::gateway {
namespace {

constexpr std::uint64_t kLargestSeq = (1ULL << 63U) - 1;

void refuse(Opening& opening, Refusal reason, std::string text) {
  opening.refused = Opening::Refused{reason, std::move(text)};
}

void open_report(Opening& opening, const wire::VerifyingKey& key) {
  auto& payload = opening.message.payload;
  const auto opened = wire::open(payload, wire::pb::BODY_KIND_REPORT, key);
  if (!opened) return refuse(opening, Refusal::kEnvelope, opened.error().text);
  const auto report = wire::decode_report(opened->body);
  if (!report) return refuse(opening, Refusal::kBody, report.error().text);
  if (report->node_id() != opening.topic->node_id)
    return refuse(opening, Refusal::kNodeMismatch, "the report names " + report->node_id());
  if (report->seq() > kLargestSeq)
    return refuse(opening, Refusal::kBody, "report.seq is larger than 2^63 - 1");
  opening.observation = observation_from(*report, opened->body);
  opening.observation->historical = opened->historical;
  opening.observation->envelope = std::move(payload);
  opening.previous_hash = report->prev_hash();
}

void open_status(Opening& opening, const wire::VerifyingKey& key) {
  const auto opened = wire::open(opening.message.payload, wire::pb::BODY_KIND_STATUS, key);
  if (!opened) return refuse(opening, Refusal::kEnvelope, opened.error().text);
  auto status = wire::decode_status(opened->body);
  if (!status) return refuse(opening, Refusal::kBody, status.error().text);
  if (status->node_id() != opening.topic->node_id)
    return refuse(opening, Refusal::kNodeMismatch, "the status names " + status->node_id());
  opening.status = std::move(*status);
}

void open_with(Opening& opening, const std::string& pem, const std::optional<wire::VerifyingKey>& key) {
  opening.key_pem = pem;
  if (!key) return refuse(opening, Refusal::kEnvelope, "the stored public key cannot be read");
  if (opening.topic->leaf == wire::Leaf::kReport)
    open_report(opening, *key);
  else
    open_status(opening, *key);
}

}  // namespace

const Opener::KnownKey& Opener::learn(const NodeRow& node) {
  auto& known = keys_[node.node_id];
  if (known.pem == node.public_key_pem && !known.pem.empty()) return known;
  known.pem = node.public_key_pem;
  auto key = wire::VerifyingKey::from_pem(known.pem);
  if (key)
    known.key.emplace(std::move(*key));
  else
    known.key.reset();
  return known;
}

void Opener::learn(std::span<const NodeRow> nodes) {
  for (const auto& node : nodes) learn(node);
}

Opening Opener::open(Message message) const {
  Opening opening;
  opening.message = std::move(message);
  auto topic = wire::parse_topic(opening.message.topic);
  const bool ours = topic && topic->province == province_ &&
                    (topic->leaf == wire::Leaf::kReport || topic->leaf == wire::Leaf::kStatus);
  if (!ours) return opening;
  opening.topic = std::move(topic);
  const auto known = keys_.find(opening.topic->node_id);
  if (known != keys_.end()) open_with(opening, known->second.pem, known->second.key);
  return opening;
}

void Opener::open_again(Opening& opening, const NodeRow& node) {
  const auto& known = learn(node);
  if (opening.observation) opening.message.payload = std::move(opening.observation->envelope);
  opening.refused.reset();
  opening.observation.reset();
  opening.status.reset();
  open_with(opening, known.pem, known.key);
}

}  // namespace sb::gateway
