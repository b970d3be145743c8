#include "gateway/api/path_pattern.hpp"

#include <charconv>

#include "wire/topics.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::string_view kId = "{id}";
constexpr std::string_view kNode = "{node}";

std::optional<std::int64_t> parse_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size() || id < 1) return std::nullopt;
  return id;
}

}  // namespace

bool names_node(std::string_view pattern) {
  return pattern.find(kNode) != std::string_view::npos;
}

std::optional<std::int64_t> match(std::string_view pattern, std::string_view path) {
  const auto mark = pattern.find(kId);
  if (mark == std::string_view::npos) {
    return pattern == path ? std::optional<std::int64_t>(0) : std::nullopt;
  }
  const auto tail = pattern.substr(mark + kId.size());
  if (path.size() <= mark + tail.size() || !path.starts_with(pattern.substr(0, mark)) ||
      !path.ends_with(tail)) {
    return std::nullopt;
  }
  return parse_id(path.substr(mark, path.size() - mark - tail.size()));
}

std::optional<std::string_view> match_node(std::string_view pattern, std::string_view path) {
  const auto mark = pattern.find(kNode);
  if (mark == std::string_view::npos) return std::nullopt;
  const auto tail = pattern.substr(mark + kNode.size());
  if (path.size() <= mark + tail.size() || !path.starts_with(pattern.substr(0, mark)) ||
      !path.ends_with(tail)) {
    return std::nullopt;
  }
  const auto node = path.substr(mark, path.size() - mark - tail.size());
  return wire::is_identifier(node) ? std::optional(node) : std::nullopt;
}

}  // namespace sb::gateway::api
