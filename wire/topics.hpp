#pragma once
// MQTT topics of docs/architecture.md: songbien/v1/{province}/{node}/{leaf}.
#include <optional>
#include <string>
#include <string_view>

namespace sb::wire {

enum class Leaf { kReport, kStatus, kSpectrum, kCommand, kReply };

struct NodeTopic {
  std::string province;
  std::string node_id;
  Leaf leaf = Leaf::kReport;
};

/// [a-z0-9-]{3,32}: what node ids and province codes may be, so that they are safe in topics, file names and
/// URLs.
bool is_identifier(std::string_view text);
std::string topic(std::string_view province, std::string_view node_id, Leaf leaf);
/// Nothing for a topic that is not ours, word for word.
std::optional<NodeTopic> parse_topic(std::string_view topic);
/// "songbien/v1/{province}/+/{leaf}", for the gateway's subscriptions.
std::string subscription(std::string_view province, Leaf leaf);

}  // namespace sb::wire
