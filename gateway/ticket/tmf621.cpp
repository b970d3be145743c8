#include "gateway/ticket/tmf621.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/ticket/draft.hpp"
#include "gateway/ticket/sla.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

json parsed(const std::string& text) {
  auto value = json::parse(text, nullptr, false);
  return value.is_object() ? value : json::object();
}

std::string tmf_severity(const std::string& severity) {
  if (severity == "critical") return "Critical";
  return severity == "high" || severity == "medium" ? "Major" : "Minor";
}

std::string priority(const std::string& severity) {
  if (severity == "critical") return "1";
  if (severity == "high") return "2";
  return severity == "medium" ? "3" : "4";
}

std::string number_of(const TicketCase& row) {
  return fmt::format("SB-{}", row.ticket.id);
}

json related_parties(const TicketCase& row, const TicketSettings& settings) {
  const auto* profile = settings.carrier(row.ticket.carrier);
  const auto name =
      profile != nullptr && !profile->name.empty() ? profile->name : carrier_name(row.ticket.carrier);
  return json::array(
      {{{"id", "dst"}, {"name", settings.sender_vi}, {"role", "reporter"}, {"@referredType", "Organization"}},
       {{"id", row.ticket.carrier},
        {"name", name},
        {"role", "affectedOperator"},
        {"@referredType", "Organization"}}});
}

json related_entities(const TicketCase& row) {
  auto entities = json::array();
  const auto body = parsed(row.ticket.body_json);
  for (const auto& cell : body.value("affected", json::array())) {
    entities.push_back(
        {{"id", fmt::format("{}-{}", cell.value("site_id", ""), cell.value("cell_id", std::uint64_t{0}))},
         {"name", cell.value("site_id", "")},
         {"role", "affectedCell"},
         {"@referredType", "ResourceSpecification"}});
  }
  entities.push_back({{"id", fmt::format("incident-{}", row.ticket.incident_id)},
                      {"name", "incident"},
                      {"role", "evidence"},
                      {"@referredType", "Incident"}});
  return entities;
}

json notes_of(const TicketHistory& history) {
  auto notes = json::array();
  for (const auto& note : history.notes)
    notes.push_back({{"author", note.author}, {"date", rfc3339_utc(note.at)}, {"text", note.text}});
  return notes;
}

json changes_of(const TicketHistory& history) {
  auto changes = json::array();
  for (const auto& change : history.changes) {
    const auto status = tmf_status(change.state);
    if (status.empty()) continue;
    json item{{"status", status}, {"changeDate", rfc3339_utc(change.at)}};
    if (!change.reason.empty()) item["changeReason"] = change.reason;
    changes.push_back(std::move(item));
  }
  return changes;
}

/// What both versions share.
json ticket_core(const TmfSource& source, const TicketSettings& settings, std::string_view base) {
  const auto& row = source.row;
  json ticket{{"id", std::to_string(row.ticket.id)},
              {"href", fmt::format("{}{}/{}", settings.public_url, base, row.ticket.id)},
              {"name", row.ticket.summary_vi.substr(0, row.ticket.summary_vi.find(':'))},
              {"description", row.ticket.summary_vi + "\n" + row.ticket.summary_en},
              {"severity", tmf_severity(source.severity)},
              {"priority", priority(source.severity)},
              {"ticketType", source.exercise ? "radioInterference.exercise" : "radioInterference"},
              {"status", tmf_status(row.ticket.state)},
              {"statusChangeDate", rfc3339_utc(row.changed)},
              {"creationDate", rfc3339_utc(row.ticket.created)},
              {"lastUpdate", rfc3339_utc(row.changed)},
              {"channel", {{"id", "songbien"}, {"name", "Sóng Biên"}, {"@type", "ChannelRef"}}},
              {"relatedParty", related_parties(row, settings)},
              {"note", notes_of(source.history)},
              {"@type", "TroubleTicket"}};
  const auto reason =
      row.ticket.state == "sent" ? std::string("awaiting the carrier's acknowledgement") : row.reason;
  if (!reason.empty()) ticket["statusChangeReason"] = reason;
  const auto clock = sla_clock(row, row.changed);
  if (clock.due != 0) ticket["requestedResolutionDate"] = rfc3339_utc(clock.due);
  if (row.resolved != 0) ticket["resolutionDate"] = rfc3339_utc(row.resolved);
  return ticket;
}

}  // namespace

std::string tmf_status(const std::string& state) {
  if (state == "draft" || state == "approved") return {};
  if (state == "sent") return "pending";  // ours to send, theirs to take up
  if (state == "verified") return "resolved";
  return state;
}

TicketHistory history_of(const std::vector<AuditRow>& rows) {
  TicketHistory history;
  auto sorted = rows;
  std::ranges::sort(sorted, {}, &AuditRow::id);
  for (const auto& row : sorted) {
    const auto detail = parsed(row.detail_json);
    auto text = detail.value("comment", std::string());
    if (text.empty() && row.action == "ticket.answer") text = detail.value("reason", std::string());
    if (!text.empty()) history.notes.push_back({row.actor, row.at, text});
    if (detail.contains("to")) {
      history.changes.push_back(
          {detail.value("to", std::string()), detail.value("reason", std::string()), row.at});
    }
  }
  return history;
}

json tmf4_ticket(const TmfSource& source, const TicketSettings& settings) {
  auto ticket = ticket_core(source, settings, kTmf4Base);
  ticket["externalId"] = source.row.external_id.empty() ? number_of(source.row) : source.row.external_id;
  ticket["relatedEntity"] = related_entities(source.row);
  ticket["statusChange"] = changes_of(source.history);
  return ticket;
}

json tmf5_ticket(const TmfSource& source, const TicketSettings& settings) {
  auto ticket = ticket_core(source, settings, kTmf5Base);
  ticket["externalIdentifier"] = json::array({{{"id", number_of(source.row)},
                                               {"owner", "songbien"},
                                               {"externalIdentifierType", "troubleTicket"},
                                               {"@type", "ExternalIdentifier"}}});
  if (!source.row.external_id.empty()) {
    ticket["externalIdentifier"].push_back({{"id", source.row.external_id},
                                            {"owner", source.row.ticket.carrier},
                                            {"externalIdentifierType", "troubleTicket"},
                                            {"@type", "ExternalIdentifier"}});
  }
  ticket["relatedEntity"] = json::array();
  for (const auto& entity : related_entities(source.row)) {
    ticket["relatedEntity"].push_back({{"role", entity.at("role")},
                                       {"@type", "RelatedEntityRefOrValue"},
                                       {"entity",
                                        {{"id", entity.at("id")},
                                         {"name", entity.at("name")},
                                         {"@type", "EntityRef"},
                                         {"@referredType", entity.at("@referredType")}}}});
  }
  ticket["statusChangeHistory"] = changes_of(source.history);
  return ticket;
}

json tmf4_event(const std::string& type, const std::string& event_id, json ticket, UtcNs now) {
  return {{"eventId", event_id},   {"eventTime", rfc3339_utc(now)},
          {"eventType", type},     {"correlationId", ticket.value("externalId", "")},
          {"domain", "Assurance"}, {"event", {{"troubleTicket", std::move(ticket)}}}};
}

}  // namespace sb::gateway
