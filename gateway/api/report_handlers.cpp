// Reports, evidence, quality and key figures.
#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <sodium.h>

#include "gateway/api/body.hpp"
#include "gateway/api/failure.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/api/ticket_json.hpp"
#include "gateway/evidence/bundle.hpp"
#include "gateway/quality/key_figures.hpp"
#include "gateway/quality/quality.hpp"
#include "gateway/registry/restricted.hpp"
#include "gateway/report/calendar.hpp"
#include "gateway/report/reports.hpp"
#include "gateway/time/instant.hpp"
#include "wire/signing.hpp"

namespace sb::gateway::api {
namespace {

constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
constexpr UtcNs kQualityWindow = kDayNs;

Json to_json(const ReportRow& row) {
  Json json{{"id", row.id},
            {"type", row.type},
            {"title", row.title},
            {"author", row.author},
            {"created", to_rfc3339(row.created)},
            {"sha256", row.document_sha256}};
  if (row.incident_id != 0) json["incident"] = row.incident_id;
  if (row.period_until != 0)
    json["period"] = {{"from", to_rfc3339(row.period_from)}, {"until", to_rfc3339(row.period_until)}};
  return json;
}

/// "2026" or "2026-Q3", in Vietnam's calendar.
bool read_period(const std::string& text, ReportRequest& request) {
  int year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (error != std::errc{} || year < 2000 || year > 2200) return false;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (rest.empty()) {
    request.period_from = vietnam_midnight(year, 1, 1);
    request.period_until = vietnam_midnight(year + 1, 1, 1);
    return true;
  }
  if (rest.size() != 3 || !rest.starts_with("-Q") || rest[2] < '1' || rest[2] > '4') return false;
  const auto quarter = static_cast<unsigned>(rest[2] - '0');
  request.period_from = vietnam_midnight(year, 3 * quarter - 2, 1);
  request.period_until =
      quarter == 4 ? vietnam_midnight(year + 1, 1, 1) : vietnam_midnight(year, 3 * quarter + 1, 1);
  return true;
}

Response file_response(std::string bytes, const char* type, const std::string& name) {
  Response response;
  response.content_type = type;
  response.body = std::move(bytes);
  response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
  return response;
}

std::string base64(std::string_view octets) {
  std::string text(sodium_base64_encoded_len(octets.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(octets.data()),
                    octets.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the terminating zero
  return text;
}

Response html_response(const Paper& paper, Language language) {
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = to_html(paper, language);
  // The page's own style by its hash; nothing else may load or run.
  const auto digest = wire::sha256(html_style());
  response.headers.emplace_back(
      "Content-Security-Policy",
      fmt::format("default-src 'none'; style-src 'sha256-{}'; frame-ancestors 'self'",
                  base64({reinterpret_cast<const char*>(digest.data()), digest.size()})));
  return response;
}

Response rendered(const Paper& paper, const ReportRow& row, const std::string& format, Language language) {
  if (format.empty() || format == "html") return html_response(paper, language);
  if (format == "json")
    return json_response({{"report", to_json(row)}, {"document", Json::parse(row.document_json)}});
  if (format == "csv")
    return file_response(to_csv(paper, language), "text/csv; charset=utf-8", paper.number + ".csv");
  const auto bytes = format == "pdf"    ? to_pdf(paper, language)
                     : format == "xlsx" ? to_xlsx(paper, language)
                                        : to_odt(paper, language);
  if (!bytes) return error_response(500, bytes.error().text);
  const char* type = format == "pdf"    ? "application/pdf"
                     : format == "xlsx" ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                                        : "application/vnd.oasis.opendocument.text";
  return file_response(*bytes, type, paper.number + "." + format);
}

}  // namespace

Response get_reports(const ApiParts& parts, const Call& call) {
  constexpr std::string_view kTypes[] = {"daily24h", "quarterly", "yearly", "rr_appendix10",
                                         "coordination_ledger"};
  QueryReader reader(call.request.target.query);
  const auto type = reader.choice("type", kTypes);
  const auto after = reader.integer("cursor", 1, kLargest).value_or(0);
  const auto limit = static_cast<int>(reader.integer("limit", 1, 500).value_or(100));
  if (const auto error = reader.error()) return error_response(400, *error);
  std::vector<ReportRow> rows;
  parts.store.read([&](Ledgers& ledgers) { rows = ledgers.reports(type, after, limit); });
  auto list = Json::array();
  for (const auto& row : rows) list.push_back(to_json(row));
  Json json{{"reports", std::move(list)}};
  if (rows.size() == static_cast<std::size_t>(limit)) json["next"] = std::to_string(rows.back().id);
  return json_response(json);
}

Response post_report(const ApiParts& parts, const Call& call) {
  const auto body = parse_body(call.request.body);
  if (!body) return error_response(400, body.error().text);
  const auto type = text_field(*body, "type", 32);
  const auto period = text_field(*body, "period", 16);
  const auto addressee = text_field(*body, "addressee", 200);
  for (const auto* field : {&type, &period, &addressee}) {
    if (!*field) return error_response(400, field->error().text);
  }
  ReportRequest request;
  request.type = *type;
  request.author = call.session->account.user;
  request.sender_vi = parts.tickets.sender_vi;
  request.sender_en = parts.tickets.sender_en;
  if (body->contains("incident")) {
    const auto incident = id_field(*body, "incident");
    if (!incident) return error_response(400, incident.error().text);
    request.incident_id = *incident;
  }
  if (!period->empty() && !read_period(*period, request))
    return error_response(400, "'period' must be a year such as 2026 or a quarter such as 2026-Q3");
  request.addressee_vi = request.addressee_en = *addressee;
  for (const auto& deadline : ReportCalendar::built_in().upcoming(parts.province_code, call.request.now)) {
    if (!addressee->empty() || deadline.date.type != request.type) continue;
    request.addressee_vi = deadline.date.addressee_vi;
    request.addressee_en = deadline.date.addressee_en;
  }
  const auto made = make_report(parts.store, request, call.request.now);
  if (!made) return failure_response(made.error());
  auto response = json_response(to_json(*made));
  response.status = 201;
  return response;
}

Response get_report(const ApiParts& parts, const Call& call) {
  constexpr std::string_view kFormats[] = {"html", "pdf", "odt", "csv", "xlsx", "json"};
  constexpr std::string_view kLanguages[] = {"vi", "en"};
  QueryReader reader(call.request.target.query);
  const auto format = reader.choice("format", kFormats);
  const auto language = reader.choice("lang", kLanguages);
  if (const auto error = reader.error()) return error_response(400, *error);
  std::optional<ReportRow> row;
  parts.store.read([&](Ledgers& ledgers) { row = ledgers.report(call.id); });
  if (!row) return error_response(404, "no such report");
  const auto paper = paper_from_json(row->document_json);
  if (!paper) return error_response(500, paper.error().text);
  return rendered(*paper, *row, format, language == "en" ? Language::kEnglish : Language::kVietnamese);
}

Response get_report_calendar(const ApiParts& parts, const Call& call) {
  auto list = Json::array();
  for (const auto& deadline : ReportCalendar::built_in().upcoming(parts.province_code, call.request.now)) {
    list.push_back(
        {{"type", deadline.date.type},
         {"due", to_rfc3339(deadline.due)},
         {"period",
          {{"from", to_rfc3339(deadline.period_from)}, {"until", to_rfc3339(deadline.period_until)}}},
         {"addressee_vi", deadline.date.addressee_vi},
         {"addressee_en", deadline.date.addressee_en},
         {"remind", deadline.remind},
         {"source", deadline.date.source}});
  }
  return json_response({{"calendar", std::move(list)}});
}

Response get_evidence(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto purpose = reader.word("purpose");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (parts.key == nullptr) return error_response(503, "the gateway has no key to sign with");
  const auto incident = parts.store.incident(call.id);
  if (!incident) return error_response(404, "no such incident");
  // Evidence of a restricted band goes to people of the DST alone, who read it here; the reading is on
  // record.
  const auto bundle =
      evidence_bundle(parts.store, *parts.key,
                      {call.id, call.session->account.user, purpose, parts.software, {}}, call.request.now);
  if (!bundle) return failure_response(bundle.error());
  return file_response(*bundle, "application/zip", fmt::format("evidence-{}.zip", call.id));
}

/// The same bundle for who works on the ticket: a carrier reads that of its own, without what the DST said.
Response get_ticket_evidence(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto purpose = reader.word("purpose");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (parts.key == nullptr) return error_response(503, "the gateway has no key to sign with");
  std::optional<TicketCase> row;
  parts.store.read([&](Ledgers& ledgers) { row = ledgers.ticket_case(call.id); });
  if (!row || !may_see(call, *row)) return error_response(404, "no such ticket");
  const auto incident = parts.store.incident(row->ticket.incident_id);
  if (!incident) return error_response(404, "no such incident");
  if (RestrictedBands::read(parts.store).hold(*incident))
    return error_response(403, "what was heard in a restricted band leaves the DST by no way");
  const auto& account = call.session->account;
  const auto bundle = evidence_bundle(
      parts.store, *parts.key,
      {incident->id, account.user, purpose, parts.software, {}, account.role == "carrier"}, call.request.now);
  if (!bundle) return failure_response(bundle.error());
  return file_response(*bundle, "application/zip", fmt::format("evidence-ticket-{}.zip", call.id));
}

Response get_evidence_reads(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto incident = reader.integer("incident", 1, kLargest);
  if (const auto error = reader.error()) return error_response(400, *error);
  AuditFilter filter;
  filter.action = "evidence.";
  filter.limit = 500;
  if (incident) filter.subject = fmt::format("incident/{}", *incident);
  std::vector<AuditRow> rows;
  parts.store.read([&](Ledgers& ledgers) { rows = ledgers.audit_rows(filter); });
  return json_response({{"reads", to_json_list(std::span<const AuditRow>(rows))}});
}

Response get_quality(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto node = reader.word("node");
  const auto since = reader.time("since");
  if (const auto error = reader.error()) return error_response(400, *error);
  const auto now = call.request.now;
  auto list = Json::array();
  for (const auto& row : quality_of(parts.store, parts.quality,
                                    since != 0 && since < now ? now - since : kQualityWindow, now)) {
    if (!node.empty() && row.node_id != node) continue;
    list.push_back({{"node", row.node_id},
                    {"stream", row.stream},
                    {"reports", row.reports},
                    {"correct_ratio", row.correct_ratio},
                    {"calibrated_ratio", row.calibrated_ratio},
                    {"complete_ratio", row.complete_ratio},
                    {"clean_ratio", row.clean_ratio},
                    {"fresh_s", row.fresh_s},
                    {"limit_s", row.limit_s},
                    {"state", row.state},
                    {"faults", row.faults}});
  }
  return json_response({{"quality", std::move(list)}});
}

Response get_kpi(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  auto since = reader.time("since");
  auto until = reader.time("until");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (until == 0) until = call.request.now;
  if (since == 0) since = until - 30 * kDayNs;
  if (since >= until) return error_response(400, "'since' must lie before 'until'");
  const auto figures = key_figures(parts.store, since, until);
  auto nuisances = Json::array();
  for (const auto& [source, count] : figures.top_nuisances)
    nuisances.push_back({{"source", source}, {"dismissed", count}});
  auto nodes = Json::array();
  for (const auto& [node, share] : figures.availability) nodes.push_back({{"node", node}, {"ratio", share}});
  Json json{{"since", to_rfc3339(since)},
            {"until", to_rfc3339(until)},
            {"alarms", figures.alarms},
            {"alarms_per_hour", figures.alarms_per_hour},
            {"most_alarms_in_10_min", figures.most_in_10_min},
            {"limits",
             {{"alarms_per_hour", kEemuaPerHour},
              {"most_alarms_in_10_min", kEemuaIn10Min},
              {"source", "EEMUA 191"}}},
            {"acknowledged", figures.acknowledged},
            {"false_alarms",
             {{"confirmed", figures.confirmed},
              {"dismissed", figures.dismissed},
              {"expected", figures.expected_false}}},
            {"nuisances", std::move(nuisances)},
            {"availability", std::move(nodes)}};
  if (figures.acknowledged != 0) {
    json["acknowledge_median_s"] = figures.acknowledge_median_s;
    json["acknowledge_p90_s"] = figures.acknowledge_p90_s;
  }
  return json_response(json);
}

}  // namespace sb::gateway::api
