#pragma once
// Tickets as TM Forum's TMF621 Trouble Ticket says them: v4.0.0, and v5 where it differs. Only what the
// carrier may know: its own cells, the measurement, no observation of another carrier.
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "gateway/store/tickets.hpp"
#include "gateway/ticket/settings.hpp"

namespace sb::gateway {

inline constexpr std::string_view kTmf4Base = "/tmf-api/troubleTicket/v4/troubleTicket";
inline constexpr std::string_view kTmf5Base = "/tmf-api/troubleTicket/v5/troubleTicket";

/// Our states in the eight words of TMF621. Nothing for "draft" and "approved": the carrier does not see
/// them.
std::string tmf_status(const std::string& state);

/// One comment, answer or change of the ticket's history, from its audit rows.
struct TicketNote {
  std::string author;
  UtcNs at = 0;
  std::string text;
};
struct TicketChange {
  std::string state, reason;
  UtcNs at = 0;
};
struct TicketHistory {
  std::vector<TicketNote> notes;
  std::vector<TicketChange> changes;
};
/// Oldest first, of audit rows in any order.
TicketHistory history_of(const std::vector<AuditRow>& rows);

/// `severity` and `exercise` are the incident's.
struct TmfSource {
  const TicketCase& row;
  const TicketHistory& history;
  std::string severity;
  bool exercise = false;
};
nlohmann::json tmf4_ticket(const TmfSource& source, const TicketSettings& settings);
nlohmann::json tmf5_ticket(const TmfSource& source, const TicketSettings& settings);

/// Event of a hub: "TroubleTicketCreateEvent" "TroubleTicketStatusChangeEvent" "TroubleTicketResolvedEvent"
/// "TroubleTicketInformationRequiredEvent".
nlohmann::json tmf4_event(const std::string& type, const std::string& event_id, nlohmann::json ticket,
                          UtcNs now);

}  // namespace sb::gateway
