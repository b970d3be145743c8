#pragma once
// A request and its answer as plain values: the handlers know these and never the network, so they are tested
// without it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/store/records.hpp"
#include "models/core/result.hpp"

namespace sb::gateway::api {

enum class Method {
  kGet,
  kPost,
  kPatch,
  kDelete,
  kOther
};  // HEAD arrives as kGet; the server leaves the body out

std::string_view to_string(Method method);

using Query = std::vector<std::pair<std::string, std::string>>;  ///< decoded, in order of appearance

struct Target {
  std::string path;  ///< percent-decoded once, begins with '/'
  Query query;
};
/// Parses an origin-form request target (RFC 9112 §3.2.1). Refuses more than 4 KiB, NUL and control
/// characters, a path that walks upwards, and more than 32 query parameters.
Result<Target> parse_target(std::string_view text);

struct Request {
  Method method = Method::kGet;
  Target target;
  std::string cookie_token, bearer_token, csrf_token;  ///< empty when absent
  std::string last_event_id, if_none_match, accept_encoding, content_type;
  std::string body;
  bool from_loopback = false;
  UtcNs now = 0;
};

/// The answer goes on as a stream of server-sent events.
struct EventStream {
  std::int64_t after_id = 0;
  std::string session_token;  ///< asked again now and then: the stream ends with its session
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string_view
      file;  ///< bytes that outlive the answer (static files, embedded documents), used when body is empty
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<EventStream> events;
};

/// {"error":{"code","message"}}; the code follows from the status.
Response error_response(unsigned status, std::string_view message);
/// The session token of a Cookie header ("a=1; sb_session=TOKEN"); empty when there is none.
std::string session_cookie(std::string_view cookie_header);
/// The token of "Bearer TOKEN"; empty for anything else.
std::string bearer_token(std::string_view authorization_header);

inline constexpr std::string_view kWorkbookType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
inline constexpr std::string_view kSessionCookie = "sb_session";

}  // namespace sb::gateway::api
