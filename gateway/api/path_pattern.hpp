#pragma once
// Which paths a route's pattern takes: "{id}" stands for a whole number above 0, "{node}" and
// "{operator}" for a name.
#include <cstdint>
#include <optional>
#include <string_view>

namespace sb::gateway::api {

bool names_something(std::string_view pattern);
/// The id ("0" without one) when the path fits the pattern.
std::optional<std::int64_t> match(std::string_view pattern, std::string_view path);
/// What stands for "{node}" or "{operator}", when the path fits the pattern and it may be such a name.
std::optional<std::string_view> match_name(std::string_view pattern, std::string_view path);

}  // namespace sb::gateway::api
