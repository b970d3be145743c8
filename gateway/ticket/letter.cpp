#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/ticket/dispatch.hpp"
#include "gateway/ticket/draft.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

std::string trace_of(const Incident& incident) {
  return fmt::format("/api/v1/observations?incident={}", incident.id);
}

PaperRow fact(Words name, Words value, std::string trace = {}) {
  return {{std::move(name), std::move(value)}, std::move(trace)};
}

PaperTable measured(const Incident& incident) {
  PaperTable table{{}, {{"Thông số", "Quantity"}, {"Giá trị đo", "Measured"}}, {}};
  const auto trace = trace_of(incident);
  if (incident.cell) {
    const auto& cell = *incident.cell;
    auto frequency = number_words(cell.frequency_hz / 1e6, 2);
    table.rows.push_back(fact({"Tần số (MHz)", "Frequency (MHz)"}, std::move(frequency), trace));
    if (cell.channel)
      table.rows.push_back(fact({"Kênh", "Channel"}, same_words(std::to_string(*cell.channel)), trace));
    std::string plmns;
    for (const auto& plmn : cell.plmns) plmns += (plmns.empty() ? "" : ", ") + models::to_string(plmn);
    if (!plmns.empty())
      table.rows.push_back(fact({"Mạng (PLMN)", "Network (PLMN)"}, same_words(plmns), trace));
    table.rows.push_back(
        fact({"Mã vật lý", "Physical identity"}, same_words(std::to_string(cell.physical_id)), trace));
    if (cell.tac)
      table.rows.push_back(fact({"TAC/LAC", "TAC/LAC"}, same_words(std::to_string(*cell.tac)), trace));
    if (cell.cell_id)
      table.rows.push_back(fact({"Cell ID", "Cell ID"}, same_words(std::to_string(*cell.cell_id)), trace));
    if (cell.rsrp_dbm)
      table.rows.push_back(fact({"RSRP (dBm)", "RSRP (dBm)"}, number_words(*cell.rsrp_dbm), trace));
    else if (cell.rsrp_dbfs)
      table.rows.push_back(
          fact({"RSRP (dBFS, máy thu chưa hiệu chuẩn)", "RSRP (dBFS, receiver not calibrated)"},
               number_words(*cell.rsrp_dbfs), trace));
  }
  table.rows.push_back(fact({"Nơi thu", "Heard at"}, same_words(incident.place.commune), trace));
  table.rows.push_back(
      fact({"Bắt đầu", "First heard"}, same_words(vietnam_text(incident.first_seen)), trace));
  table.rows.push_back(fact({"Gần nhất", "Last heard"}, same_words(vietnam_text(incident.last_seen)), trace));
  table.rows.push_back(
      fact({"Số lần thu", "Times heard"}, same_words(std::to_string(incident.observation_count)), trace));
  return table;
}

PaperTable affected(const TicketCase& row) {
  PaperTable table{{"Cell của nhà mạng trong vùng", "Cells of the carrier in reach"},
                   {{"Trạm", "Site"},
                    {"Cell ID", "Cell ID"},
                    {"Kênh", "Channel"},
                    {"Cách nơi thu (km)", "Distance (km)"},
                    {"Quan hệ", "Relation"}},
                   {}};
  const auto body = json::parse(row.ticket.body_json, nullptr, false);
  if (!body.is_object()) return table;
  for (const auto& cell : body.value("affected", json::array())) {
    const bool same = cell.value("relation", "") == "co_channel";
    table.rows.push_back(
        {{same_words(cell.value("site_id", "")),
          same_words(std::to_string(cell.value("cell_id", std::uint64_t{0}))),
          same_words(std::to_string(cell.value("channel", 0U))),
          number_words(cell.value("distance_m", 0.0) / 1e3),
          same ? Words{"cùng kênh", "same channel"} : Words{"kênh lân cận", "adjacent channel"}},
         ""});
  }
  return table;
}

}  // namespace

Words watermark_of(const Deployment& deployment, bool exercise) {
  if (exercise) return {"DIỄN TẬP – KHÔNG PHẢI SỰ VIỆC THẬT", "EXERCISE – NOT A REAL EVENT"};
  if (deployment.state != "operational") return {"DỮ LIỆU THỬ NGHIỆM", "TRIAL DATA"};
  return {};
}

Paper ticket_letter(const TicketSettings& settings, const TicketCase& row, const Incident& incident,
                    const Deployment& deployment, UtcNs now) {
  const auto* profile = settings.carrier(row.ticket.carrier);
  const auto name =
      profile != nullptr && !profile->name.empty() ? profile->name : carrier_name(row.ticket.carrier);
  Paper letter;
  letter.type = "ticket";
  letter.number = fmt::format("SB-{}", row.ticket.id);
  letter.title = {"Phiếu đề nghị phối hợp xử lý can nhiễu", "Request to resolve radio interference"};
  letter.addressee = {"Kính gửi: " + name, "To: " + name};
  letter.sender = {settings.sender_vi, settings.sender_en};
  letter.watermark = watermark_of(deployment, incident.exercise);
  letter.made = now;
  PaperSection finding{
      {"Nội dung", "Finding"}, {{row.ticket.summary_vi, row.ticket.summary_en}}, {measured(incident)}};
  const auto due = vietnam_text(now + row.sla_allowed_ns);
  const auto answer = vietnam_text(row.acknowledge_due);
  PaperSection asked{
      {"Đề nghị", "Asked for"},
      {{fmt::format("Xác nhận đã nhận phiếu trước {} và xử lý trước {} (giờ Việt Nam).", answer, due),
        fmt::format("Acknowledge before {} and resolve before {} (Vietnam time).", answer, due)},
       {"Sau khi nhà mạng báo đã xử lý, Sở đo lại rồi mới đóng phiếu.",
        "The ticket is closed after a measurement of our own."}},
      {affected(row)}};
  letter.sections = {std::move(finding), std::move(asked)};
  return letter;
}

}  // namespace sb::gateway
