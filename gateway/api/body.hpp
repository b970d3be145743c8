#pragma once
// JSON bodies of requests: small flat objects of named fields.
#include <optional>
#include <string>
#include <string_view>

#include "gateway/api/json.hpp"
#include "models/core/result.hpp"

namespace sb::gateway::api {

/// A flat object; an empty body counts as {}. Refuses anything nested, so no depth has to be feared.
Result<Json> parse_body(std::string_view body);
/// An object of at most this depth, for bodies that a standard fixes.
Result<Json> parse_tree(std::string_view body, int most_depth);
/// A text of at most `most` octets; absent is "". Errors name the field.
Result<std::string> text_field(const Json& body, const char* name, std::size_t most);
Result<std::int64_t> id_field(const Json& body, const char* name);

}  // namespace sb::gateway::api
