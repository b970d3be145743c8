#include <fmt/format.h>

#include "gateway/api/body.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::size_t kMaxUserBytes = 64;
constexpr std::size_t kMaxPasswordBytes = 256;

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

std::string cookie(std::string_view token, bool secure, bool expire) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", kSessionCookie, token,
                     secure ? "; Secure" : "", expire ? "; Max-Age=0" : "");
}

const std::string& token_of(const Request& request) {
  return request.bearer_token.empty() ? request.cookie_token : request.bearer_token;
}

}  // namespace

Response get_session(const ApiParts&, const Call& call) {
  return json_response(to_json(*call.session));
}

Response post_session(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto user = text_field(*body, "user", kMaxUserBytes);
  if (!user) return error_response(400, user.error().text);
  const auto password = text_field(*body, "password", kMaxPasswordBytes);
  if (!password) return error_response(400, password.error().text);
  const auto code = text_field(*body, "code", 16);
  if (!code) return error_response(400, code.error().text);
  const auto token = parts.accounts.open_session(*user, *password, call.request.now, *code);
  if (!token && token.error().text == kCodeNeeded) {
    auto response = json_response({{"error", {{"code", "code_needed"}, {"message", kCodeNeeded}}}});
    response.status = 401;
    return response;
  }
  if (!token) return error_response(401, token.error().text);
  const auto session = parts.accounts.session(*token, call.request.now);
  if (!session) return error_response(500, "the new session is gone");
  auto json = to_json(*session);
  json["token"] = *token;
  auto response = json_response(json);
  response.headers.emplace_back("Set-Cookie", cookie(*token, parts.secure_cookies, false));
  return response;
}

Response delete_session(const ApiParts& parts, const Call& call) {
  parts.accounts.close_session(token_of(call.request));
  auto response = no_content();
  response.headers.emplace_back("Set-Cookie", cookie("", parts.secure_cookies, true));
  return response;
}

Response post_password(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto old_password = text_field(*body, "old_password", kMaxPasswordBytes);
  if (!old_password) return error_response(400, old_password.error().text);
  const auto new_password = text_field(*body, "new_password", kMaxPasswordBytes);
  if (!new_password) return error_response(400, new_password.error().text);
  const auto changed =
      parts.accounts.change_password(token_of(call.request), *old_password, *new_password, call.request.now);
  if (changed) {
    parts.password_changed(call.session->account.user);
    return no_content();
  }
  return error_response(changed.error().code == ErrorCode::kRefused ? 403 : 400, changed.error().text);
}

}  // namespace sb::gateway::api
