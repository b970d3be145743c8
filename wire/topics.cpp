#include "wire/topics.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace sb::wire {
namespace {

constexpr std::string_view kRoot = "songbien/v1/";
constexpr std::array<std::pair<Leaf, std::string_view>, 5> kLeaves{{
    {Leaf::kReport, "report"},
    {Leaf::kStatus, "status"},
    {Leaf::kSpectrum, "spectrum"},
    {Leaf::kCommand, "command"},
    {Leaf::kReply, "reply"},
}};

std::string_view name_of(Leaf leaf) {
  const auto* row =
      std::find_if(kLeaves.begin(), kLeaves.end(), [leaf](const auto& each) { return each.first == leaf; });
  assert(row != kLeaves.end());
  return row->second;
}

/// Takes the text up to the next slash; nothing when there is no slash.
std::optional<std::string_view> take_word(std::string_view& rest) {
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto word = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  return word;
}

}  // namespace

bool is_identifier(std::string_view text) {
  if (text.size() < 3 || text.size() > 32) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string topic(std::string_view province, std::string_view node_id, Leaf leaf) {
  assert(is_identifier(province) && is_identifier(node_id));
  std::string text(kRoot);
  text.append(province).append("/").append(node_id).append("/").append(name_of(leaf));
  return text;
}

std::optional<NodeTopic> parse_topic(std::string_view topic) {
  if (!topic.starts_with(kRoot)) return std::nullopt;
  topic.remove_prefix(kRoot.size());
  const auto province = take_word(topic);
  const auto node_id = province ? take_word(topic) : std::nullopt;
  if (!node_id || !is_identifier(*province) || !is_identifier(*node_id)) return std::nullopt;
  const auto* row = std::find_if(kLeaves.begin(), kLeaves.end(),
                                 [topic](const auto& each) { return each.second == topic; });
  if (row == kLeaves.end()) return std::nullopt;
  return NodeTopic{std::string(*province), std::string(*node_id), row->first};
}

std::string subscription(std::string_view province, Leaf leaf) {
  assert(is_identifier(province));
  std::string text(kRoot);
  text.append(province).append("/+/").append(name_of(leaf));
  return text;
}

}  // namespace sb::wire
