#pragma once
// What leaves the gateway because of a ticket. Everything is written into the outbox inside the transaction
// of the change; keys make each message one message.
#include "gateway/report/paper.hpp"
#include "gateway/store/store.hpp"
#include "gateway/ticket/settings.hpp"

namespace sb::gateway {

/// The ticket itself, once: mail with its documents, webhook, TroubleTicketCreateEvent to the hubs.
void enqueue_ticket(Transaction& tx, const TicketSettings& settings, const TicketCase& row,
                    const Incident& incident, UtcNs now);
/// A change of status after it was sent: webhook and hub events. Nothing before that.
void enqueue_status(Transaction& tx, const TicketSettings& settings, const TicketCase& row, UtcNs now);

/// The letter to the carrier: what was heard, where, which of its cells suffer, by when an answer is asked.
Paper ticket_letter(const TicketSettings& settings, const TicketCase& row, const Incident& incident,
                    const Deployment& deployment, UtcNs now);
/// "DỮ LIỆU THỬ NGHIỆM" until the province has let the system be operational; "DIỄN TẬP" of an exercise.
Words watermark_of(const Deployment& deployment, bool exercise);

/// Whether a hub of the carrier may call there: https to one of its hosts, no credentials in it.
bool allowed_callback(const CarrierProfile& profile, const std::string& url);

}  // namespace sb::gateway
