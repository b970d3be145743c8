#include "gateway/api/path_pattern.hpp"

#include <charconv>

#include "wire/topics.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::string_view kId = "{id}";
constexpr std::string_view kNames[] = {"{node}", "{operator}"};

/// Which of kNames stands in the pattern; empty: none.
std::string_view name_mark(std::string_view pattern) {
  for (const auto name : kNames) {
    if (pattern.find(name) != std::string_view::npos) return name;
  }
  return {};
}

std::optional<std::int64_t> parse_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size() || id < 1) return std::nullopt;
  return id;
}

}  // namespace

bool names_something(std::string_view pattern) {
  return !name_mark(pattern).empty();
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

std::optional<std::string_view> match_name(std::string_view pattern, std::string_view path) {
  const auto wanted = name_mark(pattern);
  if (wanted.empty()) return std::nullopt;
  const auto mark = pattern.find(wanted);
  const auto tail = pattern.substr(mark + wanted.size());
  if (path.size() <= mark + tail.size() || !path.starts_with(pattern.substr(0, mark)) ||
      !path.ends_with(tail)) {
    return std::nullopt;
  }
  const auto name = path.substr(mark, path.size() - mark - tail.size());
  return wire::is_identifier(name) ? std::optional(name) : std::nullopt;
}

}  // namespace sb::gateway::api
