#pragma once
// Which paths a route's pattern takes: "{id}" stands for a whole number above 0, "{node}" for a node's id.
#include <cstdint>
#include <optional>
#include <string_view>

namespace sb::gateway::api {

bool names_node(std::string_view pattern);
/// The id ("0" without one) when the path fits the pattern.
std::optional<std::int64_t> match(std::string_view pattern, std::string_view path);
/// What stands for "{node}", when the path fits the pattern and it may be a node's id.
std::optional<std::string_view> match_node(std::string_view pattern, std::string_view path);

}  // namespace sb::gateway::api
