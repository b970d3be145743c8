// Reports about one incident: the 24-hour report and the harmful-interference form.
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/report/calendar.hpp"
#include "gateway/report/report_parts.hpp"
#include "gateway/report/reports.hpp"
#include "gateway/ticket/dispatch.hpp"
#include "gateway/ticket/draft.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

const Words kNotMeasured{"không đo được", "not measured"};

std::string trace_of(const Incident& incident) {
  return fmt::format("/api/v1/observations?incident={}", incident.id);
}

/// "22°30'23\"N 104°00'18\"E"
std::string degrees(double latitude_deg, double longitude_deg) {
  const auto one = [](double value, char positive, char negative) {
    const auto seconds = static_cast<long>(std::lround(std::abs(value) * 3600.0));
    return fmt::format("{}°{:02}'{:02}\"{}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                       value < 0 ? negative : positive);
  };
  return one(latitude_deg, 'N', 'S') + " " + one(longitude_deg, 'E', 'W');
}

Words level_words(const Incident& incident) {
  if (!incident.cell) return kNotMeasured;
  const auto& cell = *incident.cell;
  const auto with = [](double value, const char* unit) {
    auto words = number_words(value);
    return Words{words.vi + unit, words.en + unit};
  };
  if (cell.rsrp_dbm) return with(*cell.rsrp_dbm, " dBm (RSRP)");
  if (cell.power_dbm) return with(*cell.power_dbm, " dBm");
  if (cell.rsrp_dbfs) {
    auto words = number_words(*cell.rsrp_dbfs);
    return {words.vi + " dBFS (RSRP, máy thu chưa hiệu chuẩn)",
            words.en + " dBFS (RSRP, receiver not calibrated)"};
  }
  return kNotMeasured;
}

Words station_words(const Incident& incident) {
  if (!incident.cell || incident.cell->plmns.empty()) return {"chưa giải mã được", "not decoded"};
  const auto& plmn = incident.cell->plmns.front();
  const auto* network = models::find_network(plmn);
  auto text = models::to_string(plmn);
  if (incident.cell->cell_id) text += fmt::format(", cell {}", *incident.cell->cell_id);
  if (network == nullptr) return same_words(text);
  return {fmt::format("{} ({}, {})", text, network->brand, network->country_vi),
          fmt::format("{} ({}, {})", text, network->brand, network->country_iso)};
}

Words frequency_words(double frequency_hz) {
  auto words = number_words(frequency_hz / 1e6, 3);
  return {words.vi + " MHz", words.en + " MHz"};
}

double frequency_of(const Incident& incident) {
  if (incident.cell) return incident.cell->frequency_hz;
  if (incident.emission) return incident.emission->centre_hz;
  return incident.jamming ? incident.jamming->centre_hz : 0.0;
}

double bandwidth_of(const Incident& incident) {
  if (incident.emission) return incident.emission->bandwidth_hz;
  if (incident.jamming) return incident.jamming->bandwidth_hz;
  return incident.cell ? occupied_bandwidth_hz(*incident.cell) : 0.0;
}

Words place_words(const Place& place) {
  const auto text = fmt::format("{} ({}), ± {:.0f} m", degrees(place.latitude_deg, place.longitude_deg),
                                place.commune, place.uncertainty_m);
  return same_words(text);
}

PaperTable timeline(const std::vector<AuditRow>& rows) {
  PaperTable table{{"Diễn biến", "Timeline"},
                   {{"Thời điểm", "Time"}, {"Ai", "Who"}, {"Việc", "What"}, {"Ghi chú", "Words"}},
                   {}};
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    const auto detail = nlohmann::json::parse(row->detail_json, nullptr, false);
    std::string words;
    for (const auto* key : {"comment", "reason"}) {
      if (detail.is_object() && detail.contains(key) && detail[key].is_string())
        words = detail[key].get<std::string>();
    }
    table.rows.push_back({{same_words(vietnam_text(row->at)), same_words(row->actor), same_words(row->action),
                           same_words(words)},
                          ""});
  }
  return table;
}

void add(PaperTable& table, Words name, Words value, std::string trace) {
  table.rows.push_back({{std::move(name), std::move(value)}, std::move(trace)});
}

PaperTable form(Words caption) {
  return {std::move(caption), {{"Mục", "Item"}, {"Nội dung", "Particulars"}}, {}};
}

PaperTable interfering_station(const Incident& incident) {
  auto table = form({"Đài gây nhiễu", "Particulars of the interfering station"});
  const auto trace = trace_of(incident);
  add(table, {"Tên hoặc hô hiệu, đặc điểm nhận dạng", "Name or call sign and means of identification"},
      station_words(incident), trace);
  add(table, {"Tần số đo được", "Frequency measured"},
      frequency_of(incident) > 0 ? frequency_words(frequency_of(incident)) : kNotMeasured, trace);
  add(table, {"Ngày giờ đo (UTC)", "Date and time (UTC)"}, same_words(rfc3339_utc(incident.last_seen)),
      trace);
  add(table, {"Loại phát xạ", "Class of emission"},
      incident.cell ? same_words(emission_designator(*incident.cell)) : kNotMeasured, trace);
  add(table, {"Băng thông (đo hoặc ước lượng)", "Bandwidth (measured or estimated)"},
      bandwidth_of(incident) > 0 ? frequency_words(bandwidth_of(incident)) : kNotMeasured, trace);
  add(table, {"Cường độ trường hoặc mật độ thông lượng công suất", "Field strength or power flux-density"},
      level_words(incident), trace);
  add(table, {"Phân cực thu được", "Observed polarization"}, kNotMeasured, "");
  add(table, {"Loại đài và tính chất nghiệp vụ", "Class of station and nature of service"},
      incident.cell ? Words{"Đài gốc, thông tin di động mặt đất (FB, CP)",
                            "Base station, land mobile, public correspondence (FB, CP)"}
                    : kNotMeasured,
      "");
  add(table, {"Vị trí hoặc phương vị", "Location, position or bearing"}, place_words(incident.place), trace);
  add(table, {"Đài thực hiện phép đo", "Location of the facility that made the measurements"},
      same_words(fmt::format("{}", fmt::join(incident.nodes, ", "))), "/api/v1/nodes");
  return table;
}

PaperTable suffering_station(const Incident& incident, const std::vector<Ticket>& tickets) {
  auto table = form({"Đài bị nhiễu", "Particulars of the transmitting station interfered with"});
  std::string carriers, sites;
  for (const auto& ticket : tickets) {
    carriers += (carriers.empty() ? "" : ", ") + carrier_name(ticket.carrier);
    const auto body = nlohmann::json::parse(ticket.body_json, nullptr, false);
    if (!body.is_object()) continue;
    for (const auto& cell : body.value("affected", nlohmann::json::array())) {
      if (sites.size() < 400) sites += (sites.empty() ? "" : ", ") + cell.value("site_id", "");
    }
  }
  const auto or_none = [](const std::string& text) {
    return text.empty() ? Words{"chưa xác định", "not determined"} : same_words(text);
  };
  const auto trace = fmt::format("/api/v1/tickets?incident={}", incident.id);
  add(table, {"Tên hoặc hô hiệu", "Name or call sign"}, or_none(sites), trace);
  add(table, {"Chủ khai thác", "Operator"}, or_none(carriers), trace);
  add(table, {"Tần số ấn định", "Frequency assigned"},
      frequency_of(incident) > 0 ? frequency_words(frequency_of(incident)) : kNotMeasured, trace);
  add(table, {"Tần số đo được", "Frequency measured"}, kNotMeasured, "");
  add(table, {"Loại phát xạ", "Class of emission"},
      incident.cell ? same_words(emission_designator(*incident.cell)) : kNotMeasured, "");
  add(table, {"Băng thông", "Bandwidth"},
      bandwidth_of(incident) > 0 ? frequency_words(bandwidth_of(incident)) : kNotMeasured, "");
  add(table, {"Vị trí", "Location"}, same_words(incident.place.commune), trace);
  return table;
}

PaperTable receiving_station(const Incident& incident, const ReportRequest& request) {
  auto table =
      form({"Đài thu chịu nhiễu", "Particulars of the receiving station that experienced the interference"});
  const auto trace = trace_of(incident);
  add(table, {"Tên đài", "Name of station"}, {"thuê bao di động trong vùng", "mobile stations in the area"},
      "");
  add(table, {"Vị trí", "Location"}, place_words(incident.place), trace);
  add(table, {"Ngày giờ bị nhiễu (UTC)", "Dates and times (UTC) of occurrence"},
      same_words(rfc3339_utc(incident.first_seen) + " – " + rfc3339_utc(incident.last_seen)), trace);
  add(table, {"Phương vị và các đặc điểm khác", "Bearings or other particulars"}, kNotMeasured, "");
  add(table, {"Tính chất nhiễu", "Nature of the interference"}, kind_words(incident.kind), trace);
  add(table, {"Mức tín hiệu mong muốn", "Field strength of the wanted emission"}, kNotMeasured, "");
  add(table, {"Phân cực của anten thu", "Polarization of the receiving antenna"}, {"thẳng đứng", "vertical"},
      "");
  add(table, {"Biện pháp đề nghị", "Action requested"},
      {"Đề nghị cơ quan quản lý liên quan xác minh và có biện pháp khắc phục.",
       "The administration concerned is requested to investigate and to eliminate the interference."},
      "");
  add(table, {"Cơ quan báo cáo", "Reporting administration"}, {request.sender_vi, request.sender_en}, "");
  return table;
}

}  // namespace

Paper incident_report(Store& store, const Incident& incident, const ReportRequest& request, UtcNs now) {
  auto paper = begun(store, request, incident.exercise, now);
  paper.title = {"Báo cáo sự cố trong vòng 24 giờ", "Incident report within 24 hours"};
  const auto due = vietnam_text(incident.first_seen + kDayNs);
  const bool late = is_late_24h(incident.first_seen, now);
  PaperSection clock{{"Thời hạn", "Time limit"},
                     {{fmt::format("Phát hiện lần đầu {}; hạn báo cáo {}{}.",
                                   vietnam_text(incident.first_seen), due, late ? " – QUÁ HẠN" : ""),
                       fmt::format("First detected {}; due {}{}.", vietnam_text(incident.first_seen), due,
                                   late ? " – LATE" : "")}},
                     {}};
  auto facts = form({});
  const auto trace = trace_of(incident);
  add(facts, {"Loại", "Kind"}, kind_words(incident.kind), fmt::format("/api/v1/incidents/{}", incident.id));
  add(facts, {"Mức độ", "Severity"}, severity_words(incident.severity),
      fmt::format("/api/v1/incidents/{}", incident.id));
  add(facts, {"Nguồn phát", "Source"}, station_words(incident), trace);
  if (frequency_of(incident) > 0)
    add(facts, {"Tần số", "Frequency"}, frequency_words(frequency_of(incident)), trace);
  add(facts, {"Mức thu", "Level"}, level_words(incident), trace);
  add(facts, {"Địa điểm", "Place"}, place_words(incident.place), trace);
  add(facts, {"Số lần thu", "Times heard"}, same_words(std::to_string(incident.observation_count)), trace);
  add(facts, {"Độ tin cậy", "Confidence"}, number_words(incident.confidence, 2),
      fmt::format("/api/v1/incidents/{}", incident.id));
  PaperSection finding{{"Sự việc", "Finding"}, {}, {std::move(facts)}};
  PaperSection done{{"Việc đã làm", "What was done"},
                    {},
                    {timeline(store.audit_of(fmt::format("incident/{}", incident.id), 200))}};
  PaperTable told{
      {"Nhà mạng được báo", "Carriers told"}, {{"Nhà mạng", "Carrier"}, {"Trạng thái phiếu", "Ticket"}}, {}};
  for (const auto& ticket : store.tickets(incident.id))
    told.rows.push_back({{same_words(carrier_name(ticket.carrier)), same_words(ticket.state)},
                         fmt::format("/api/v1/tickets/{}", ticket.id)});
  done.tables.push_back(std::move(told));
  paper.sections = {std::move(clock), std::move(finding), std::move(done)};
  return paper;
}

Paper appendix10_report(Store& store, const Incident& incident, const ReportRequest& request, UtcNs now) {
  auto paper = begun(store, request, incident.exercise, now);
  paper.title = {"Báo cáo nhiễu có hại (Phụ lục 10, Thể lệ vô tuyến điện)",
                 "Report of harmful interference (Radio Regulations, Appendix 10)"};
  paper.sections.push_back(
      {{"Các mục theo mẫu", "Particulars"},
       {},
       {interfering_station(incident), suffering_station(incident, store.tickets(incident.id)),
        receiving_station(incident, request)}});
  return paper;
}

std::string emission_designator(const HeardCell& cell) {
  if (cell.rat == "gsm") return "200KG7W";
  const double hz = occupied_bandwidth_hz(cell);
  if (hz <= 0.0) return "W7D";
  // RR Appendix 1: three numerals and a letter in the place of the decimal point.
  const double mhz = hz / 1e6;
  const auto three = [](double value, char unit) {
    auto text = value >= 100.0  ? fmt::format("{:.0f}.", value)
                : value >= 10.0 ? fmt::format("{:.1f}", value)
                                : fmt::format("{:.2f}", value);
    text[text.find('.')] = unit;
    return text;
  };
  return (mhz >= 1.0 ? three(mhz, 'M') : three(hz / 1e3, 'K')) + "W7D";
}

}  // namespace sb::gateway
