#include "gateway/api/routes.hpp"

#include <sodium.h>

#include "gateway/api/handlers.hpp"
#include "gateway/api/path_pattern.hpp"

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
    {Method::kGet, "/api/v1/map/clusters", Access::kRead, get_clusters},
    {Method::kGet, "/api/v1/map/detectability", Access::kRead, get_detectability},
    {Method::kGet, "/api/v1/emitters", Access::kRead, get_emitters},
    {Method::kGet, "/api/v1/emitters/{id}", Access::kRead, get_emitter},
    {Method::kGet, "/api/v1/spillover", Access::kRead, get_spillover},
    {Method::kGet, "/api/v1/shift", Access::kRead, get_shift},
    {Method::kPost, "/api/v1/incidents", Access::kAct, post_case},
    {Method::kPost, "/api/v1/incidents/batch", Access::kAct, post_batch},
    {Method::kPost, "/api/v1/incidents/{id}/assign", Access::kAct, post_assign},
    {Method::kPost, "/api/v1/incidents/{id}/link", Access::kAct, post_link},
    {Method::kPost, "/api/v1/incidents/{id}/split", Access::kAct, post_split},
    {Method::kGet, "/api/v1/suppressions", Access::kRead, get_suppressions},
    {Method::kPost, "/api/v1/suppressions", Access::kAct, post_suppression},
    {Method::kPost, "/api/v1/suppressions/dry-run", Access::kAct, post_suppression_dry_run},
    {Method::kPost, "/api/v1/suppressions/withdraw", Access::kAct, post_suppression_withdraw},
    {Method::kGet, "/api/v1/licences", Access::kReadCases, get_licences},
    {Method::kPost, "/api/v1/licences", Access::kAct, post_licence},
    {Method::kGet, "/api/v1/duty", Access::kRead, get_duty},
    {Method::kPost, "/api/v1/duty", Access::kAct, post_duty},
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
    {Method::kGet, "/api/v1/nodes/{node}/acceptance/photo", Access::kRead, get_acceptance_photo},
    {Method::kPost, "/api/v1/nodes/{node}/acceptance", Access::kProven, post_acceptance},
    {Method::kPost, "/api/v1/nodes/{node}/acceptance/approve", Access::kManage, post_approval},
    {Method::kGet, "/api/v1/updates", Access::kProven, get_update},
    {Method::kGet, "/api/v1/observations", Access::kRead, get_observations},
    {Method::kGet, "/api/v1/cells", Access::kRead, get_cells},
    {Method::kGet, "/api/v1/tickets", Access::kTickets, get_tickets},
    {Method::kGet, "/api/v1/tickets/{id}", Access::kTickets, get_ticket},
    {Method::kGet, "/api/v1/tickets/{id}/evidence", Access::kTickets, get_ticket_evidence},
    {Method::kPost, "/api/v1/tickets/{id}/approve", Access::kApprove, post_ticket_approve},
    {Method::kPost, "/api/v1/tickets/{id}/send", Access::kAct, post_ticket_send},
    {Method::kPost, "/api/v1/tickets/{id}/reject", Access::kAct, post_ticket_reject},
    {Method::kPost, "/api/v1/tickets/{id}/cancel", Access::kAct, post_ticket_cancel},
    {Method::kPost, "/api/v1/tickets/{id}/verify", Access::kAct, post_ticket_verify},
    {Method::kPost, "/api/v1/tickets/{id}/close", Access::kAct, post_ticket_close},
    {Method::kPost, "/api/v1/tickets/{id}/comment", Access::kAnswer, post_ticket_comment},
    {Method::kPost, "/api/v1/tickets/{id}/answer", Access::kAnswer, post_ticket_answer},
    {Method::kGet, "/api/v1/deliveries", Access::kReadCases, get_deliveries},
    {Method::kPost, "/api/v1/deliveries/{id}/retry", Access::kAct, post_delivery_retry},
    {Method::kGet, "/tmf-api/troubleTicket/v4/troubleTicket", Access::kTickets, get_tmf_tickets},
    {Method::kGet, "/tmf-api/troubleTicket/v4/troubleTicket/{id}", Access::kTickets, get_tmf_ticket},
    {Method::kPatch, "/tmf-api/troubleTicket/v4/troubleTicket/{id}", Access::kCarrier, patch_tmf_ticket},
    {Method::kPost, "/tmf-api/troubleTicket/v4/hub", Access::kCarrier, post_tmf_hub},
    {Method::kDelete, "/tmf-api/troubleTicket/v4/hub/{id}", Access::kCarrier, delete_tmf_hub},
    {Method::kGet, "/tmf-api/troubleTicket/v5/troubleTicket", Access::kTickets, get_tmf_tickets},
    {Method::kGet, "/tmf-api/troubleTicket/v5/troubleTicket/{id}", Access::kTickets, get_tmf_ticket},
    {Method::kPatch, "/tmf-api/troubleTicket/v5/troubleTicket/{id}", Access::kCarrier, patch_tmf_ticket},
    {Method::kGet, "/api/v1/accounts", Access::kAdminister, get_accounts},
    {Method::kPost, "/api/v1/accounts", Access::kAdminister, post_account, true},
    {Method::kPatch, "/api/v1/accounts", Access::kAdminister, patch_account, true},
    {Method::kPost, "/api/v1/session/second-factor", Access::kSignedIn, post_second_factor},
    {Method::kPost, "/api/v1/session/second-factor/confirm", Access::kSignedIn, post_second_factor_confirm},
    {Method::kGet, "/api/v1/deployment", Access::kMap, get_deployment},
    {Method::kPost, "/api/v1/deployment", Access::kAdminister, post_deployment},
    {Method::kGet, "/api/v1/audit", Access::kAudit, get_audit},
    {Method::kGet, "/api/v1/audit/verify", Access::kAudit, get_audit_verify},
    {Method::kGet, "/api/v1/reports", Access::kReadCases, get_reports},
    {Method::kPost, "/api/v1/reports", Access::kAct, post_report},
    {Method::kGet, "/api/v1/reports/calendar", Access::kRead, get_report_calendar},
    {Method::kGet, "/api/v1/reports/{id}", Access::kReadCases, get_report},
    {Method::kGet, "/api/v1/evidence", Access::kAudit, get_evidence_reads},
    {Method::kGet, "/api/v1/evidence/{id}", Access::kAudit, get_evidence},
    {Method::kGet, "/api/v1/quality", Access::kRead, get_quality},
    {Method::kGet, "/api/v1/kpi", Access::kRead, get_kpi},
    {Method::kGet, "/api/v1/export/incidents.geojson", Access::kApprove, get_export_geojson},
    {Method::kGet, "/api/v1/export/incidents.csv", Access::kApprove, get_export_csv},
    {Method::kGet, "/api/v1/export/incidents.kml", Access::kApprove, get_export_kml},
    {Method::kGet, "/api/v1/export/incidents.stix.json", Access::kApprove, get_export_stix},
    {Method::kGet, "/ogc/", Access::kRead, get_ogc},
    {Method::kGet, "/ogc/conformance", Access::kRead, get_ogc_conformance},
    {Method::kGet, "/ogc/collections", Access::kRead, get_ogc_collections},
    {Method::kGet, "/ogc/collections/incidents", Access::kRead, get_ogc_collection},
    {Method::kGet, "/ogc/collections/incidents/items", Access::kRead, get_ogc_items},
    {Method::kGet, "/ogc/collections/incidents/items/{id}", Access::kRead, get_ogc_item},
    {Method::kGet, "/api/v1/registry", Access::kReadCases, get_registry},
    {Method::kGet, "/api/v1/registry/diff", Access::kReadCases, get_registry_diff},
    {Method::kGet, "/api/v1/registry/{operator}", Access::kDeclare, get_registry_of},
    {Method::kPost, "/api/v1/registry/{operator}/preview", Access::kDeclare, post_registry_preview, false,
     true},
    {Method::kPost, "/api/v1/registry/{operator}/import", Access::kDeclare, post_registry_import, false,
     true},
    {Method::kPost, "/api/v1/replay", Access::kAct, post_replay},
    {Method::kPost, "/api/v1/replay/apply", Access::kApprove, post_replay_apply},
    {Method::kPost, "/api/v1/incidents/{id}/hold", Access::kApprove, post_hold},
    {Method::kPost, "/api/v1/incidents/{id}/release", Access::kApprove, post_release},
    {Method::kGet, "/api/v1/rules", Access::kReadCases, get_rules},
    {Method::kGet, "/api/v1/drills", Access::kRead, get_drills},
    {Method::kPost, "/api/v1/drills", Access::kAct, post_drill},
    {Method::kPost, "/api/v1/drills/{id}/start", Access::kAct, post_drill_start},
    {Method::kGet, "/api/v1/drills/{id}", Access::kRead, get_drill},
    {Method::kGet, "/api/v1/map", Access::kMap, get_map},
    {Method::kGet, "/api/v1/events", Access::kRead, get_events},
    {Method::kGet, "/metrics", Access::kLocal, get_metrics},
    {Method::kGet, "/healthz", Access::kPublic, get_health},
    {Method::kGet, "/readyz", Access::kPublic, get_readiness},
    {Method::kGet, "/openapi.json", Access::kPublic, get_openapi},
};

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && !a.empty() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Response method_not_allowed(std::string allowed) {
  auto response = error_response(405, "this path does not know the method");
  response.headers.emplace_back("Allow", std::move(allowed));
  return response;
}

bool is_json(const Request& request) {
  return request.content_type.starts_with("application/json") ||
         request.content_type.starts_with("application/merge-patch+json");
}

bool is_table(const Request& request) {
  return request.content_type.starts_with("text/csv") || request.content_type.starts_with(kWorkbookType);
}

bool is_api_path(std::string_view path) {
  return path.starts_with("/api/") || path == "/api" || path.starts_with("/tmf-api/") ||
         path.starts_with("/ogc/");
}

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
}

bool Api::takes_table(Method method, std::string_view path) {
  for (const auto& route : kRoutes) {
    if (route.table && route.method == method && match_name(route.pattern, path)) return true;
  }
  return false;
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
    const auto name = match_name(route.pattern, request.target.path);
    const auto id = names_something(route.pattern) ? std::nullopt : match(route.pattern, request.target.path);
    if (!id && !name) continue;
    if (route.method == request.method) {
      return dispatch(route, {request, id.value_or(0), name.value_or(std::string_view()), std::nullopt});
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
    if (parts_.rate != nullptr && !parts_.rate->admit(account.user, request.now)) {
      auto response = error_response(429, "too many requests; wait a second");
      response.headers.emplace_back("Retry-After", "1");
      return response;
    }
    if (account.must_change_password && route.access != Access::kSignedIn) {
      return error_response(403, "change your password first");
    }
    if (!allows(account.role, route.access)) return error_response(403, "your role may not do this");
    if (by_cookie && route.method != Method::kGet &&
        !same_secret(request.csrf_token, call.session->csrf_token)) {
      return error_response(403, "header X-CSRF-Token is absent or wrong");
    }
  }
  if (!request.body.empty() && !(route.table ? is_table(request) : is_json(request))) {
    return error_response(415, route.table ? "the body must be text/csv or an XLSX workbook"
                                           : "the body must be application/json");
  }
  return route.handler(parts_, call);
}

}  // namespace sb::gateway::api
