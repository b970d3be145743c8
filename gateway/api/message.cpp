#include "gateway/api/message.hpp"

#include <algorithm>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <nlohmann/json.hpp>

namespace sb::gateway::api {
namespace {

constexpr std::size_t kMaxTargetBytes = 4096;
constexpr std::size_t kMaxParameters = 32;

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7f;
  });
}

std::string_view code_of(unsigned status) {
  switch (status) {
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 409:
      return "conflict";
    case 429:
    case 503:
      return "too_many_requests";
    default:
      return status < 500 ? "bad_request" : "internal";
  }
}

}  // namespace

std::string_view to_string(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kPost:
      return "POST";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
    case Method::kOther:
      break;
  }
  return "OTHER";
}

Result<Target> parse_target(std::string_view text) {
  if (text.size() > kMaxTargetBytes) return fail(ErrorCode::kInvalidArgument, "request target is too long");
  const auto url = boost::urls::parse_origin_form(boost::core::string_view(text.data(), text.size()));
  if (!url) return fail(ErrorCode::kInvalidArgument, "malformed request target");
  if (url->params().size() > kMaxParameters) {
    return fail(ErrorCode::kInvalidArgument, "too many query parameters");
  }
  Target target;
  target.path = url->path();
  if (has_control_characters(target.path))
    return fail(ErrorCode::kInvalidArgument, "control character in path");
  for (const auto& segment : url->segments()) {
    if (segment == "..") return fail(ErrorCode::kInvalidArgument, "path walks upwards");
  }
  boost::urls::encoding_opts plus_is_space;
  plus_is_space.space_as_plus = true;
  for (const auto& parameter : url->params(plus_is_space)) {
    if (has_control_characters(parameter.key) || has_control_characters(parameter.value)) {
      return fail(ErrorCode::kInvalidArgument, "control character in query");
    }
    target.query.emplace_back(parameter.key, parameter.value);
  }
  return target;
}

Response error_response(unsigned status, std::string_view message) {
  Response response;
  response.status = status;
  response.body = nlohmann::json{{"error", {{"code", code_of(status)}, {"message", message}}}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
  return response;
}

std::string session_cookie(std::string_view cookie_header) {
  while (!cookie_header.empty()) {
    const auto end = std::min(cookie_header.find(';'), cookie_header.size());
    auto pair = cookie_header.substr(0, end);
    cookie_header.remove_prefix(std::min(end + 1, cookie_header.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == kSessionCookie) {
      return std::string(pair.substr(equals + 1));
    }
  }
  return {};
}

std::string bearer_token(std::string_view authorization_header) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!authorization_header.starts_with(kScheme)) return {};
  return std::string(authorization_header.substr(kScheme.size()));
}

}  // namespace sb::gateway::api
