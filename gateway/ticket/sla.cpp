#include "gateway/ticket/sla.hpp"

namespace sb::gateway {

SlaClock sla_clock(const TicketCase& row, UtcNs now) {
  if (row.sent == 0) return {};
  SlaClock clock;
  clock.paused = row.paused_since != 0;
  const UtcNs running_pause = clock.paused ? now - row.paused_since : 0;
  clock.due = row.sent + row.sla_allowed_ns + row.paused_total_ns + running_pause;
  const UtcNs until = row.resolved != 0 ? row.resolved : now;
  clock.breached = until > clock.due;
  return clock;
}

void pause_sla(TicketCase& row, UtcNs now) {
  if (row.paused_since == 0) row.paused_since = now;
}

void resume_sla(TicketCase& row, UtcNs now) {
  if (row.paused_since == 0) return;
  row.paused_total_ns += now - row.paused_since;
  row.paused_since = 0;
}

}  // namespace sb::gateway
