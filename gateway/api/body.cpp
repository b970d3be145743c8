#include "gateway/api/body.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sb::gateway::api {

namespace {

/// Nothing when the text is no object or goes deeper; deeper values are never built.
std::optional<Json> parse_shallow(std::string_view body, int most_depth) {
  bool deeper = false;
  const auto shallow = [&](int depth, Json::parse_event_t event, Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    deeper = deeper || (opens && depth >= most_depth);
    return !deeper;
  };
  auto json = Json::parse(body.begin(), body.end(), shallow, false);
  if (deeper || !json.is_object()) return std::nullopt;
  return json;
}

}  // namespace

Result<Json> parse_body(std::string_view body) {
  if (body.empty()) return Json::object();
  auto json = parse_shallow(body, 1);
  if (!json) return fail(ErrorCode::kInvalidArgument, "the body must be a flat JSON object");
  return *json;
}

Result<Json> parse_tree(std::string_view body, int most_depth) {
  auto json = parse_shallow(body, most_depth);
  if (!json) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("the body must be a JSON object of at most {} levels", most_depth));
  }
  return *json;
}

Result<std::string> text_field(const Json& body, const char* name, std::size_t most) {
  const auto found = body.find(name);
  if (found == body.end()) return std::string();
  if (!found->is_string()) return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' must be a text", name));
  auto text = found->get<std::string>();
  if (text.size() > most) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' must have at most {} octets", name, most));
  }
  return text;
}

Result<std::int64_t> id_field(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || !found->is_number_integer() || *found < 1) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' must be a whole number above 0", name));
  }
  return found->get<std::int64_t>();
}

}  // namespace sb::gateway::api
