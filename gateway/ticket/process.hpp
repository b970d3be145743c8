#pragma once
// What people do to a ticket after the draft. Each is one transaction: the state, an audit row
// ("ticket.send", subject "ticket/3"), an event, and whatever must leave the gateway because of it
// (dispatch.hpp). Errors: kNotFound (no such ticket, or one of another carrier: the two look the same),
// kInvalidArgument (empty words), kRefused (the state does not allow it, or a restricted band: HTTP 409).
#include <string>

#include "gateway/store/store.hpp"
#include "gateway/ticket/settings.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

/// Who acts. A carrier's person has its operator; people of the DST have none.
struct Actor {
  std::string user, role;
  std::string operator_name;
};

//  draft ─▶ approved ─▶ sent ─▶ acknowledged ─▶ inProgress ─▶ resolved ─▶ verified ─▶ closed
//    │          │         └────────┴──▶ pending, held (the clock stands) ──▶ back     │
//    └──────────┴▶ rejected (by the DST)     rejected (by the carrier)      └▶ inProgress: still heard
//  cancelled: by the DST, from anywhere before resolved. Final: rejected cancelled closed.

/// The DST approves a draft. An exercise may be approved; it says so in every word that leaves.
Result<TicketCase> approve_ticket(Store& store, std::int64_t id, const Actor& actor,
                                  const std::string& comment, UtcNs now);
/// Starts the clock and enqueues mail, webhook and hub events. Sending twice is refused.
Result<TicketCase> send_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                               const Actor& actor, const std::string& comment, UtcNs now);
/// A draft is dropped; a resolution is not accepted and the carrier goes on.
Result<TicketCase> reject_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                 const Actor& actor, const std::string& reason, UtcNs now);
Result<TicketCase> cancel_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                 const Actor& actor, const std::string& reason, UtcNs now);
/// By our own re-measurement since the carrier resolved it: nothing heard while its nodes reported at least
/// kLeastListened times. Still heard: the ticket goes back to inProgress and the answer says how often. Not
/// listened enough: kRefused.
Result<TicketCase> verify_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                 const Actor& actor, UtcNs now);
Result<TicketCase> close_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                const Actor& actor, const std::string& comment, UtcNs now);
/// The carrier's word: "ours" (goes on), "not_ours" (rejected), "need_information" (waits for the DST).
Result<TicketCase> answer_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                 const Actor& actor, const std::string& verdict, const std::string& text,
                                 UtcNs now);
/// Kept with the ticket. From the DST, it also ends the carrier's wait for information.
Result<TicketCase> comment_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                  const Actor& actor, const std::string& text, UtcNs now);
/// The carrier's change of status through TMF621: acknowledged inProgress pending held rejected resolved.
/// The status it has already changes nothing and is no error (a repeated PATCH).
Result<TicketCase> carrier_status(Store& store, const TicketSettings& settings, std::int64_t id,
                                  const Actor& actor, const std::string& status, const std::string& reason,
                                  const std::string& external_id, UtcNs now);
/// Tickets that nobody acknowledged in time: marked once, with an audit row and an event. Returns how many.
std::size_t escalate_overdue(Store& store, UtcNs now);

inline constexpr std::uint64_t kLeastListened = 12;

}  // namespace sb::gateway
