#pragma once
// The clock of a ticket: runs from sent to resolved, stands still while the carrier waits for us.
#include "gateway/store/tickets.hpp"

namespace sb::gateway {

struct SlaClock {
  UtcNs due = 0;  ///< 0: the ticket was not sent yet
  bool paused = false;
  bool breached = false;
};

/// While paused the due time moves with `now`.
SlaClock sla_clock(const TicketCase& row, UtcNs now);
/// Keep the books when a ticket enters or leaves a waiting state; entering twice changes nothing.
void pause_sla(TicketCase& row, UtcNs now);
void resume_sla(TicketCase& row, UtcNs now);

}  // namespace sb::gateway
