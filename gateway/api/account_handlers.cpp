// People, their second factor, the state of deployment, and the audit.
#include <fmt/format.h>

#include "gateway/api/body.hpp"
#include "gateway/api/failure.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/enrol/code.hpp"
#include "gateway/people/deployment.hpp"
#include "gateway/people/totp.hpp"
#include "gateway/registry/effective.hpp"
#include "gateway/store/sqlite/open_accounts.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway::api {
namespace {

constexpr UtcNs kWarnNs = 30 * kDayNs;

Json to_json(const Account& account, UtcNs now) {
  Json json{{"user", account.user},
            {"role", account.role},
            {"must_change_password", account.must_change_password},
            {"disabled", account.disabled},
            {"second_factor", account.second_factor}};
  if (!account.operator_name.empty()) json["operator"] = account.operator_name;
  if (account.expires != 0) json["expires"] = to_rfc3339(account.expires);
  if (account.locked_until > now) json["locked_until"] = to_rfc3339(account.locked_until);
  if (account.last_sign_in != 0) json["last_sign_in"] = to_rfc3339(account.last_sign_in);
  if (!account.certificate.empty()) json["certificate"] = account.certificate;
  if (!account.certificate_expires.empty()) json["certificate_expires"] = account.certificate_expires;
  if (!account.trained.empty()) json["trained"] = account.trained;
  auto warnings = Json::array();
  const auto soon = vietnam_date(now + kWarnNs);
  if (account.expires != 0 && account.expires < now + kWarnNs) warnings.push_back("account_expires");
  if (!account.certificate_expires.empty() && account.certificate_expires < soon)
    warnings.push_back("certificate_expires");
  if (!account.trained.empty() && account.trained < vietnam_date(now - 365 * kDayNs))
    warnings.push_back("training_due");
  json["warnings"] = std::move(warnings);
  return json;
}

void audit(const ApiParts& parts, const Call& call, const char* action, const std::string& user,
           const Json& detail) {
  parts.store.write([&](Transaction& tx) {
    tx.audit({0, call.request.now, call.session->account.user, action, "account/" + user, dump(detail)});
  });
}

std::optional<std::string> optional_text(const Json& body, const char* name, std::optional<Error>& error) {
  if (!body.contains(name)) return std::nullopt;
  auto text = text_field(body, name, 128);
  if (!text && !error) error = text.error();
  return text ? std::optional(*text) : std::nullopt;
}

std::optional<std::string> optional_date(const Json& body, const char* name, std::optional<Error>& error) {
  auto date = optional_text(body, name, error);
  if (date && !date->empty() && !is_iso_date(*date) && !error)
    error = Error{ErrorCode::kInvalidArgument, fmt::format("'{}' must be a date such as 2026-11-22", name)};
  return date;
}

Result<AccountChange> change_of(const Json& body) {
  std::optional<Error> error;
  AccountChange change;
  change.role = optional_text(body, "role", error);
  change.operator_name = optional_text(body, "operator", error);
  change.certificate = optional_text(body, "certificate", error);
  change.certificate_expires = optional_date(body, "certificate_expires", error);
  change.trained = optional_date(body, "trained", error);
  if (const auto expires = optional_text(body, "expires", error)) {
    const auto at = expires->empty() ? std::optional<UtcNs>(0) : parse_rfc3339(*expires);
    if (!at && !error)
      error = Error{ErrorCode::kInvalidArgument, "'expires' must be an RFC 3339 time in UTC"};
    change.expires = at;
  }
  if (const auto found = body.find("disabled"); found != body.end()) {
    if (!found->is_boolean() && !error)
      error = Error{ErrorCode::kInvalidArgument, "'disabled' must be true or false"};
    if (found->is_boolean()) change.disabled = found->get<bool>();
  }
  change.drop_second_factor = body.value("drop_second_factor", Json()) == Json(true);
  if (error) return tl::unexpected(*error);
  return change;
}

const std::string& token_of(const Request& request) {
  return request.bearer_token.empty() ? request.cookie_token : request.bearer_token;
}

}  // namespace

Response get_accounts(const ApiParts& parts, const Call& call) {
  auto list = Json::array();
  for (const auto& account : parts.accounts.accounts()) list.push_back(to_json(account, call.request.now));
  return json_response({{"accounts", std::move(list)}});
}

Response post_account(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto user = text_field(*body, "user", 64);
  const auto role = text_field(*body, "role", 32);
  if (!user || !role) return error_response(400, !user ? user.error().text : role.error().text);
  const auto change = change_of(*body);
  if (!change) return error_response(400, change.error().text);
  Account account{*user, *role, true};
  account.operator_name = change->operator_name.value_or("");
  account.expires = change->expires.value_or(0);
  account.certificate = change->certificate.value_or("");
  account.certificate_expires = change->certificate_expires.value_or("");
  account.trained = change->trained.value_or("");
  const auto password = random_password();
  if (const auto made = parts.accounts.create(account, password); !made)
    return failure_response(made.error());
  audit(parts, call, "account.create", *user, {{"role", *role}, {"operator", account.operator_name}});
  auto json = to_json(account, call.request.now);
  json["one_time_password"] = password;
  auto response = json_response(json);
  response.status = 201;
  return response;
}

Response patch_account(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto user = text_field(*body, "user", 64);
  if (!user) return error_response(400, user.error().text);
  const bool reset = body->value("reset_password", Json()) == Json(true);
  const auto change = change_of(*body);
  if (!change) return error_response(400, change.error().text);
  if (*user == call.session->account.user &&
      (change->disabled == true || (change->role && *change->role != "administrator")))
    return error_response(409, "nobody takes away their own administration");
  const auto changed = parts.accounts.change(*user, *change);
  if (!changed) return failure_response(changed.error());
  auto json = to_json(*changed, call.request.now);
  if (reset) {
    const auto password = random_password();
    if (const auto set = parts.accounts.set_password(*user, password); !set)
      return failure_response(set.error());
    json["one_time_password"] = password;
  }
  auto detail = *body;
  detail.erase("user");
  audit(parts, call, "account.change", *user, detail);
  return json_response(json);
}

Response post_second_factor(const ApiParts& parts, const Call& call) {
  const auto secret = parts.accounts.begin_second_factor(token_of(call.request), call.request.now);
  if (!secret)
    return error_response(secret.error().code == ErrorCode::kUnsupported ? 501 : 409, secret.error().text);
  const auto& user = call.session->account.user;
  const auto uri = totp_uri(*secret, user, "Sóng Biên");
  return json_response({{"secret", totp_base32(*secret)}, {"uri", uri}, {"qr_svg", qr_svg(uri)}});
}

Response post_second_factor_confirm(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto code = text_field(*body, "code", 16);
  if (!code) return error_response(400, code.error().text);
  if (const auto done = parts.accounts.confirm_second_factor(token_of(call.request), *code, call.request.now);
      !done)
    return failure_response(done.error());
  audit(parts, call, "account.second_factor", call.session->account.user, Json::object());
  Response response;
  response.status = 204;
  return response;
}

Response get_deployment(const ApiParts& parts, const Call&) {
  Deployment row;
  parts.store.read([&](Ledgers& ledgers) { row = ledgers.deployment(); });
  Json json{{"state", row.state}};
  if (!row.approval_number.empty()) json["approval_number"] = row.approval_number;
  if (!row.approval_date.empty()) json["approval_date"] = row.approval_date;
  if (row.security_level != 0) json["security_level"] = row.security_level;
  if (row.at != 0) {
    json["at"] = to_rfc3339(row.at);
    json["actor"] = row.actor;
  }
  return json_response(json);
}

Response post_deployment(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  Deployment wanted;
  const auto state = text_field(*body, "state", 32);
  const auto number = text_field(*body, "approval_number", 128);
  const auto date = text_field(*body, "approval_date", 10);
  for (const auto* field : {&state, &number, &date}) {
    if (!*field) return error_response(400, field->error().text);
  }
  wanted.state = *state;
  wanted.approval_number = *number;
  wanted.approval_date = *date;
  if (const auto level = body->find("security_level"); level != body->end()) {
    if (!level->is_number_integer() || *level < 1 || *level > 5)
      return error_response(400, "'security_level' must be 1 to 5");
    wanted.security_level = level->get<int>();
  }
  const auto done = set_deployment(parts.store, wanted, call.session->account.user, call.request.now);
  return done ? get_deployment(parts, call) : failure_response(done.error());
}

Response get_audit(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  AuditFilter filter;
  filter.subject = reader.word("subject");
  filter.actor = reader.word("actor");
  filter.action = reader.word("action");
  filter.since = reader.time("since");
  filter.until = reader.time("until");
  filter.after_id = reader.integer("cursor", 1, INT64_MAX).value_or(0);
  filter.limit = static_cast<int>(reader.integer("limit", 1, 500).value_or(100));
  if (const auto error = reader.error()) return error_response(400, *error);
  std::vector<AuditRow> rows;
  parts.store.read([&](Ledgers& ledgers) { rows = ledgers.audit_rows(filter); });
  Json json{{"audit", to_json_list(std::span<const AuditRow>(rows))}};
  if (rows.size() == static_cast<std::size_t>(filter.limit)) json["next"] = std::to_string(rows.back().id);
  return json_response(json);
}

Response get_audit_verify(const ApiParts& parts, const Call&) {
  ChainCheck check;
  parts.store.read([&](Ledgers& ledgers) { check = ledgers.check_audit_chain(); });
  Json json{{"rows", check.rows}, {"intact", check.broken_at == 0}, {"head", check.head_hex}};
  if (check.broken_at != 0) json["broken_at"] = check.broken_at;
  return json_response(json);
}

}  // namespace sb::gateway::api
