#pragma once
// A ticket's way after the draft, and who wants to hear of it.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

/// The ticket with what people and the carrier did to it. Times are 0 until they happen.
struct TicketCase {
  Ticket ticket;
  std::string external_id;  ///< the carrier's own number
  std::string reason;       ///< of the last change of state
  std::string answer;       ///< "ours" "not_ours" "need_information"; empty: none yet
  std::string answer_text;
  std::string approved_by;
  UtcNs approved = 0, sent = 0, acknowledged = 0, resolved = 0, verified = 0, closed = 0, changed = 0;
  UtcNs sla_allowed_ns = 0;  ///< from sent to resolved, pauses not counted
  UtcNs acknowledge_due = 0;
  UtcNs paused_since = 0, paused_total_ns = 0;
  bool escalated = false;         ///< the carrier did not acknowledge in time
  std::string verification_json;  ///< the re-measurement that decided; empty: none
};

struct TicketFilter {
  std::string state, carrier;  ///< empty: any
  std::optional<std::int64_t> incident_id;
  bool sent_only = false;     ///< what a carrier may see
  std::int64_t after_id = 0;  ///< cursor: ids below it
  int limit = 100;            ///< 1..500
};

/// A carrier's subscription to events of its tickets (TMF621 /hub).
struct Hub {
  std::int64_t id = 0;
  std::string carrier, callback, query;
  UtcNs created = 0;
};

class TicketRows {
 public:
  virtual ~TicketRows() = default;
  virtual std::vector<TicketCase> ticket_cases(const TicketFilter& filter) = 0;  ///< newest first
  virtual std::optional<TicketCase> ticket_case(std::int64_t ticket_id) = 0;
  virtual void put_ticket_case(const TicketCase& row) = 0;  ///< state and process of a ticket that exists
  virtual std::vector<Hub> hubs(const std::string& carrier) = 0;
  virtual void put_hub(Hub& hub) = 0;  ///< sets id; the same callback and query again keeps the first
  virtual bool remove_hub(std::int64_t id, const std::string& carrier) = 0;
};

}  // namespace sb::gateway
