#include "gateway/enrol/dispatcher.hpp"

#include <algorithm>

#include "wire/codec.hpp"
#include "wire/topics.hpp"

namespace sb::gateway {
namespace {

bool is_there(const NodeRow& node) {
  return !node.revoked && (node.state == "online" || node.state == "degraded");
}

const NodeRow* find(const std::vector<NodeRow>& nodes, const std::string& node_id) {
  const auto found =
      std::find_if(nodes.begin(), nodes.end(), [&](const NodeRow& n) { return n.node_id == node_id; });
  return found == nodes.end() ? nullptr : &*found;
}

}  // namespace

Dispatcher::Dispatcher(std::string province, Store& store, NodeBook& book, const wire::SigningKey& key,
                       Publish publish)
    : province_(std::move(province)), store_(store), book_(book), key_(key), publish_(std::move(publish)) {}

void Dispatcher::on_reply(const std::string& topic, std::string payload) {
  const std::scoped_lock lock(mutex_);
  if (replies_.size() < kMaxReplies) replies_.push_back({topic, std::move(payload)});
}

void Dispatcher::step(UtcNs now) {
  take_replies();
  const auto open = book_.open_commands();
  if (open.empty()) return;
  const auto nodes = store_.nodes();
  for (const auto& command : open) {
    const auto* node = find(nodes, command.node_id);
    if (node == nullptr || command.expires <= now) {
      const char* why = command.state == "queued" ? "the node was not there" : "the node did not answer";
      book_.close_command(command.node_id, command.command_id, "expired", why);
      continue;
    }
    const bool due =
        command.state == "queued" || (now - command.sent >= kAgainAfter && command.attempts < kAttempts);
    if (due && is_there(*node)) send(command, now);
  }
}

void Dispatcher::send(const NodeCommand& command, UtcNs now) {
  auto envelope = wire::seal(wire::pb::BODY_KIND_COMMAND, command.body, key_);
  if (second_) envelope = wire::countersign(envelope, *second_);
  publish_(wire::topic(province_, command.node_id, wire::Leaf::kCommand), envelope);
  book_.command_sent(command.command_id, now);
}

void Dispatcher::take_replies() {
  std::vector<Reply> replies;
  {
    const std::scoped_lock lock(mutex_);
    replies.swap(replies_);
  }
  for (const auto& reply : replies) close(reply);
}

/// What is not a reply of this node, signed by it, changes nothing.
void Dispatcher::close(const Reply& reply) {
  const auto topic = wire::parse_topic(reply.topic);
  if (!topic || topic->province != province_ || topic->leaf != wire::Leaf::kReply) return;
  const auto nodes = store_.nodes();
  const auto* node = find(nodes, topic->node_id);
  if (node == nullptr || node->revoked) return;
  const auto key = wire::VerifyingKey::from_pem(node->public_key_pem);
  if (!key) return;
  const auto opened = wire::open(reply.payload, wire::pb::BODY_KIND_REPLY, *key);
  if (!opened) return;
  const auto said = wire::decode_reply(opened->body);
  if (!said || said->node_id() != topic->node_id) return;
  book_.close_command(topic->node_id, said->command_id(), said->done() ? "done" : "refused", said->text());
}

}  // namespace sb::gateway
