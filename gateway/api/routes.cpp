#include "gateway/api/routes.hpp"

#include <charconv>

#include <sodium.h>

#include "gateway/api/handlers.hpp"
#include "wire/topics.hpp"

namespace sb::gateway::api {
namespace {

constexpr Route kRoutes[] = {
    {Method::kGet, "/api/v1/session", Access::kSignedIn, get_session},
    {Method::kPost, "/api/v1/session", Access::kPublic, post_session, true},
    {Method::kDelete, "/api/v1/session", Access::kSignedIn, delete_session},
    {Method::kPost, "/api/v1/session/password", Access::kSignedIn, post_password, true},
    {Method::kGet, "/api/v1/incidents", Access::kRead, get_incidents},
    {Method::kGet, "/api/v1/incidents/{id}", Access::kRead, get_incident},
    {Method::kPost, "/api/v1/incidents/{id}/acknowledge", Access::kAct, post_acknowledge},
    {Method::kPost, "/api/v1/incidents/{id}/confirm", Access::kAct, post_confirm},
    {Method::kPost, "/api/v1/incidents/{id}/dismiss", Access::kAct, post_dismiss},
    {Method::kPost, "/api/v1/incidents/{id}/merge", Access::kAct, post_merge},
    {Method::kPost, "/api/v1/incidents/{id}/close", Access::kAct, post_close},
    {Method::kPost, "/api/v1/incidents/{id}/comment", Access::kAct, post_comment},
    {Method::kGet, "/api/v1/nodes", Access::kRead, get_nodes},
    {Method::kPost, "/api/v1/nodes/enrolments", Access::kManage, post_enrolment},
    {Method::kPost, "/api/v1/enrol", Access::kProven, post_enrol},
    {Method::kPost, "/api/v1/nodes/{node}/renew", Access::kProven, post_renewal},
    {Method::kPost, "/api/v1/nodes/{node}/revoke", Access::kManage, post_revocation},
    {Method::kPost, "/api/v1/nodes/{node}/listen", Access::kOrder, post_listen},
    {Method::kPost, "/api/v1/nodes/{node}/spectrum", Access::kOrder, post_spectrum},
    {Method::kPost, "/api/v1/nodes/{node}/calibrate", Access::kOrder, post_calibrate},
    {Method::kGet, "/api/v1/nodes/{node}/commands", Access::kRead, get_commands},
    {Method::kGet, "/api/v1/nodes/{node}/acceptance", Access::kRead, get_acceptance},
    {Method::kPost, "/api/v1/nodes/{node}/acceptance", Access::kProven, post_acceptance},
    {Method::kPost, "/api/v1/nodes/{node}/acceptance/approve", Access::kManage, post_approval},
    {Method::kGet, "/api/v1/updates", Access::kProven, get_update},
    {Method::kGet, "/api/v1/observations", Access::kRead, get_observations},
    {Method::kGet, "/api/v1/cells", Access::kRead, get_cells},
    {Method::kGet, "/api/v1/tickets", Access::kReadCases, get_tickets},
    {Method::kGet, "/api/v1/registry", Access::kReadCases, get_registry},
    {Method::kGet, "/api/v1/map", Access::kMap, get_map},
    {Method::kGet, "/api/v1/events", Access::kRead, get_events},
    {Method::kGet, "/metrics", Access::kLocal, get_metrics},
    {Method::kGet, "/healthz", Access::kPublic, get_health},
    {Method::kGet, "/readyz", Access::kPublic, get_readiness},
    {Method::kGet, "/openapi.json", Access::kPublic, get_openapi},
};

constexpr std::string_view kId = "{id}";
constexpr std::string_view kNode = "{node}";

bool has_node(std::string_view pattern) {
  return pattern.find(kNode) != std::string_view::npos;
}

std::optional<std::int64_t> parse_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size() || id < 1) return std::nullopt;
  return id;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && !a.empty() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Response method_not_allowed(std::string allowed) {
  auto response = error_response(405, "this path does not know the method");
  response.headers.emplace_back("Allow", std::move(allowed));
  return response;
}

bool is_api_path(std::string_view path) {
  return path.starts_with("/api/") || path == "/api";
}

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
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

bool Api::is_slow(Method method, std::string_view path) {
  for (const auto& route : kRoutes) {
    if (route.slow && route.method == method && route.pattern == path) return true;
  }
  return false;
}

Response Api::handle(const Request& request) const {
  std::string allowed;
  for (const auto& route : kRoutes) {
    const auto node = match_node(route.pattern, request.target.path);
    const auto id = has_node(route.pattern) ? std::nullopt : match(route.pattern, request.target.path);
    if (!id && !node) continue;
    if (route.method == request.method) {
      return dispatch(route, {request, id.value_or(0), node.value_or(std::string_view()), std::nullopt});
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string(to_string(route.method));
    if (route.method == Method::kGet) allowed += ", HEAD";
  }
  if (!allowed.empty()) return method_not_allowed(std::move(allowed));
  if (is_api_path(request.target.path)) return error_response(404, "no such resource");
  return parts_.files.serve(request);
}

Response Api::dispatch(const Route& route, Call call) const {
  const Request& request = call.request;
  const bool is_open = route.access == Access::kPublic || route.access == Access::kProven ||
                       (route.access == Access::kLocal && request.from_loopback);
  if (!is_open) {
    const bool by_cookie = request.bearer_token.empty();
    const auto& token = by_cookie ? request.cookie_token : request.bearer_token;
    if (!token.empty()) call.session = parts_.accounts.session(token, request.now);
    if (!call.session) return error_response(401, "sign in first");
    const auto& account = call.session->account;
    if (account.must_change_password && route.access != Access::kSignedIn) {
      return error_response(403, "change your password first");
    }
    if (!allows(account.role, route.access)) return error_response(403, "your role may not do this");
    if (by_cookie && route.method != Method::kGet &&
        !same_secret(request.csrf_token, call.session->csrf_token)) {
      return error_response(403, "header X-CSRF-Token is absent or wrong");
    }
  }
  if (!request.body.empty() && !request.content_type.starts_with("application/json")) {
    return error_response(415, "the body must be application/json");
  }
  return route.handler(parts_, call);
}

}  // namespace sb::gateway::api
