#include "gateway/report/report_parts.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/restricted.hpp"
#include "gateway/ticket/affected.hpp"
#include "gateway/ticket/dispatch.hpp"
#include "gateway/time/instant.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

struct Entry {
  const char* key;
  const char* vi;
  const char* en;
};

constexpr std::array kKinds =
    std::to_array<Entry>({{"spillover", "Sóng nước ngoài chồng lấn", "Foreign signal spilling over"},
                          {"interference", "Can nhiễu", "Interference"},
                          {"jamming", "Chèn sóng, gây nhiễu", "Jamming"},
                          {"rogue_cell", "Nghi trạm giả", "Suspected rogue cell"},
                          {"unlicensed_emission", "Phát sóng trái phép", "Unlicensed emission"},
                          {"repeater", "Kích sóng trái phép", "Unlicensed repeater"},
                          {"foreign_service_use", "Sử dụng dịch vụ nước ngoài", "Use of a foreign service"},
                          {"registry_mismatch", "Thông số phát khác hồ sơ", "Cell differs from the registry"},
                          {"service_loss", "Mất sóng di động trong nước", "Loss of domestic service"},
                          {"node_fault", "Lỗi trạm thu", "Node fault"}});
constexpr std::array kSeverities = std::to_array<Entry>({{"info", "thông tin", "information"},
                                                         {"low", "thấp", "low"},
                                                         {"medium", "trung bình", "medium"},
                                                         {"high", "cao", "high"},
                                                         {"critical", "nghiêm trọng", "critical"}});
constexpr std::array kStates = std::to_array<Entry>({{"open", "mới", "open"},
                                                     {"acknowledged", "đã tiếp nhận", "acknowledged"},
                                                     {"confirmed", "đã xác nhận", "confirmed"},
                                                     {"dismissed", "đã loại", "dismissed"},
                                                     {"merged", "đã gộp", "merged"},
                                                     {"closed", "đã đóng", "closed"}});

template <std::size_t kSize>
Words look_up(const std::array<Entry, kSize>& table, const std::string& key) {
  for (const auto& entry : table) {
    if (key == entry.key) return {entry.vi, entry.en};
  }
  return same_words(key);
}

Result<Paper> paper_of(Store& store, const ReportRequest& request, UtcNs now) {
  const bool about_incident = request.type == "daily24h" || request.type == "rr_appendix10";
  const bool about_period =
      request.type == "quarterly" || request.type == "yearly" || request.type == "coordination_ledger";
  if (about_incident) {
    if (request.incident_id == 0) return fail(ErrorCode::kInvalidArgument, "this report needs an 'incident'");
    const auto incident = store.incident(request.incident_id);
    if (!incident)
      return fail(ErrorCode::kNotFound, fmt::format("there is no incident {}", request.incident_id));
    if (RestrictedBands::read(store).hold(*incident))
      return fail(ErrorCode::kRefused, "the band is restricted: nothing about it leaves the gateway");
    return request.type == "daily24h" ? incident_report(store, *incident, request, now)
                                      : appendix10_report(store, *incident, request, now);
  }
  if (!about_period) {
    return fail(ErrorCode::kInvalidArgument,
                "'type' must be daily24h, quarterly, yearly, rr_appendix10 or coordination_ledger");
  }
  if (request.period_from >= request.period_until)
    return fail(ErrorCode::kInvalidArgument, "this report needs a 'period'");
  return request.type == "coordination_ledger" ? ledger_report(store, request, now)
                                               : period_report(store, request, now);
}

}  // namespace

Words kind_words(const std::string& kind) {
  return look_up(kKinds, kind);
}
Words severity_words(const std::string& severity) {
  return look_up(kSeverities, severity);
}
Words state_words(const std::string& state) {
  return look_up(kStates, state);
}

double occupied_bandwidth_hz(const HeardCell& cell) {
  if (cell.rat == "lte" && cell.bandwidth_prb) return lte_bandwidth_hz(cell.bandwidth_prb);
  if (cell.rat == "umts") return 5e6;
  return cell.rat == "gsm" ? 200e3 : 0.0;
}

Paper begun(Store& store, const ReportRequest& request, bool exercise, UtcNs now) {
  Deployment deployment;
  store.read([&](Ledgers& ledgers) { deployment = ledgers.deployment(); });
  Paper paper;
  paper.type = request.type;
  const auto day = vietnam_day(now);
  paper.number = fmt::format("SB-{}-{:04}{:02}{:02}-{}", request.type, day.year, day.month, day.day,
                             request.incident_id);
  paper.sender = {request.sender_vi, request.sender_en};
  paper.addressee = {request.addressee_vi.empty() ? "" : "Kính gửi: " + request.addressee_vi,
                     request.addressee_en.empty() ? "" : "To: " + request.addressee_en};
  paper.watermark = watermark_of(deployment, exercise);
  paper.made = now;
  return paper;
}

std::vector<Incident> incidents_of_period(Store& store, UtcNs from, UtcNs until) {
  const auto restricted = RestrictedBands::read(store);
  std::vector<Incident> all;
  IncidentFilter filter;
  filter.since = from;
  filter.until = until - 1;
  filter.exercise = false;
  filter.limit = 500;
  for (bool more = true; more;) {
    auto page = store.incidents(filter);
    more = page.size() == static_cast<std::size_t>(filter.limit);
    if (more) filter.after_id = page.back().id;
    for (auto& incident : page) {
      if (incident.state != "merged" && !restricted.hold(incident)) all.push_back(std::move(incident));
    }
  }
  std::ranges::reverse(all);
  return all;
}

Result<ReportRow> make_report(Store& store, const ReportRequest& request, UtcNs now) {
  const auto paper = paper_of(store, request, now);
  if (!paper) return tl::unexpected(paper.error());
  ReportRow row;
  row.type = request.type;
  row.title = paper->title.vi;
  row.author = request.author;
  row.incident_id = request.incident_id;
  row.created = now;
  row.period_from = request.period_from;
  row.period_until = request.period_until;
  row.document_json = paper_to_json(*paper);
  const auto digest = wire::sha256(row.document_json);
  row.document_sha256 = wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
  store.write([&](Transaction& tx) {
    tx.ledgers().put_report(row);
    const auto subject = request.incident_id != 0 ? fmt::format("incident/{}", request.incident_id)
                                                  : fmt::format("report/{}", row.id);
    tx.audit(
        {0, now, request.author, "report.make", subject,
         nlohmann::json{{"report", row.id}, {"type", row.type}, {"sha256", row.document_sha256}}.dump()});
    tx.event("report", nlohmann::json{{"id", row.id}, {"type", row.type}}.dump());
  });
  return row;
}

}  // namespace sb::gateway
