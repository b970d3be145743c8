#include "gateway/ticket/dispatch.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/ticket/draft.hpp"
#include "gateway/ticket/tmf621.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr int kHistoryRows = 200;

struct Addressed {
  Transaction& tx;
  const TicketSettings& settings;
  const TicketCase& row;
  UtcNs now;
};

void put(const Addressed& to, const std::string& key, const char* channel, const std::string& target,
         std::string payload) {
  to.tx.ledgers().enqueue(
      {0, key, channel, target, "application/json", std::move(payload), to.now, to.now, 0, 0, "waiting", ""});
}

json ticket_json(const Addressed& to, const Incident& incident) {
  AuditFilter filter;
  filter.subject = fmt::format("ticket/{}", to.row.ticket.id);
  filter.limit = kHistoryRows;
  const auto history = history_of(to.tx.ledgers().audit_rows(filter));
  return tmf4_ticket({to.row, history, incident.severity, incident.exercise}, to.settings);
}

/// An event to the webhook and to each hub whose query lets it through ("eventType=A,B" or nothing).
void put_event(const Addressed& to, const std::string& type, const std::string& step, const json& ticket) {
  const auto& carrier = to.row.ticket.carrier;
  const auto base = fmt::format("ticket/{}/{}", to.row.ticket.id, step);
  const auto event = [&](const std::string& key) { return tmf4_event(type, key, ticket, to.now).dump(); };
  const auto* profile = to.settings.carrier(carrier);
  if (profile == nullptr) return;
  if (!profile->webhook_url.empty()) put(to, base + "/webhook", "webhook", carrier, event(base));
  for (const auto& hub : to.tx.ledgers().hubs(carrier)) {
    const bool wanted =
        hub.query.find("eventType=") == std::string::npos || hub.query.find(type) != std::string::npos;
    if (wanted && allowed_callback(*profile, hub.callback))
      put(to, fmt::format("{}/hub/{}", base, hub.id), "hub", hub.callback, event(base));
  }
}

}  // namespace

bool allowed_callback(const CarrierProfile& profile, const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme) || url.find_first_of(" \t\r\n\\@") != std::string::npos || url.size() > 1024)
    return false;
  const auto end = url.find_first_of("/?#", kScheme.size());
  auto host = url.substr(kScheme.size(), end == std::string::npos ? end : end - kScheme.size());
  host = host.substr(0, host.find(':'));
  return std::ranges::find(profile.hub_hosts, host) != profile.hub_hosts.end();
}

void enqueue_ticket(Transaction& tx, const TicketSettings& settings, const TicketCase& row,
                    const Incident& incident, UtcNs now) {
  const Addressed to{tx, settings, row, now};
  const auto* profile = settings.carrier(row.ticket.carrier);
  if (profile != nullptr && !profile->mail_to.empty()) {
    const auto letter = ticket_letter(settings, row, incident, tx.ledgers().deployment(), now);
    put(to, fmt::format("ticket/{}/mail", row.ticket.id), "mail", row.ticket.carrier, paper_to_json(letter));
  }
  auto sent = row;
  sent.ticket.state = "sent";
  sent.changed = now;
  const Addressed shown{tx, settings, sent, now};
  put_event(shown, "TroubleTicketCreateEvent", "create", ticket_json(shown, incident));
}

void enqueue_status(Transaction& tx, const TicketSettings& settings, const TicketCase& row, UtcNs now) {
  if (row.sent == 0 || row.ticket.state == "sent") return;
  const auto incident = tx.incident(row.ticket.incident_id);
  if (!incident) return;
  const Addressed to{tx, settings, row, now};
  const auto ticket = ticket_json(to, *incident);
  put_event(to, "TroubleTicketStatusChangeEvent", fmt::format("status/{}", now), ticket);
  if (row.ticket.state == "resolved")
    put_event(to, "TroubleTicketResolvedEvent", fmt::format("resolved/{}", now), ticket);
  if (row.ticket.state == "pending")
    put_event(to, "TroubleTicketInformationRequiredEvent", fmt::format("information/{}", now), ticket);
}

}  // namespace sb::gateway
