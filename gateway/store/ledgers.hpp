#pragma once
// The books beside the observations: tickets, what is to leave, reports, figures, the audit, the
// state of deployment. One transaction
// holds a change of any of them together with the incident it belongs to (Transaction::ledgers), and
// Store::read opens them for reading.
#include "gateway/store/audit_reads.hpp"
#include "gateway/store/deployment.hpp"
#include "gateway/store/measures.hpp"
#include "gateway/store/outbox.hpp"
#include "gateway/store/reports.hpp"
#include "gateway/store/retention.hpp"
#include "gateway/store/tickets.hpp"

namespace sb::gateway {

class Ledgers : public TicketRows,
                public OutboxRows,
                public ReportRows,
                public MeasureRows,
                public AuditReads,
                public DeploymentRows,
                public RetentionRows {};

}  // namespace sb::gateway
