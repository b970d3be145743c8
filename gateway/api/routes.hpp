#pragma once
// The table of routes: all that the server answers besides files of the page. openapi.json lists the same; a
// test compares.
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/api/access.hpp"
#include "gateway/api/api.hpp"
#include "gateway/api/message.hpp"

namespace sb::gateway::api {

struct Call {
  const Request& request;
  std::int64_t id = 0;             ///< of "{id}" in the pattern
  std::string_view name{};         ///< of "{node}" or "{operator}" in the pattern
  std::optional<Session> session;  ///< present unless the route is public
};

using Handler = Response (*)(const ApiParts&, const Call&);

struct Route {
  Method method;
  std::string_view pattern;  ///< "{id}": a whole number above 0; "{node}", "{operator}": a name
  Access access;
  Handler handler;
  bool slow = false;
  bool table = false;  ///< its body is a CSV file or a workbook, and may be large
};

std::span<const Route> routes();

}  // namespace sb::gateway::api
