#pragma once
// What the reports say. Each builder reads the store and gives a Paper in both languages; every figure's row
// names the path that lists what it was counted from. Exercises are never counted; restricted bands never
// appear.
#include <string>

#include "gateway/report/paper.hpp"
#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct ReportRequest {
  std::string type;
  std::int64_t incident_id = 0;             ///< of "daily24h" and "rr_appendix10"
  UtcNs period_from = 0, period_until = 0;  ///< of "quarterly" "yearly" "coordination_ledger"
  std::string sender_vi, sender_en, addressee_vi, addressee_en;
  std::string author;
};

/// Builds, stores and audits ("report.make"). kInvalidArgument: an unknown type or a missing incident or
/// period; kNotFound: no such incident; kRefused: a restricted band.
Result<ReportRow> make_report(Store& store, const ReportRequest& request, UtcNs now);

/// The incident within 24 hours of its first detection: what, where, who was told, what is done.
Paper incident_report(Store& store, const Incident& incident, const ReportRequest& request, UtcNs now);
/// Radio Regulations, Appendix 10: report of harmful interference, its fields in the order of the form; what
/// was not measured says so.
Paper appendix10_report(Store& store, const Incident& incident, const ReportRequest& request, UtcNs now);
/// Counts of a period by kind, state and commune; times to acknowledge; availability; quality.
Paper period_report(Store& store, const ReportRequest& request, UtcNs now);
/// One row per foreign cell of the period: identity, first and last heard, nodes, levels, incidents.
Paper ledger_report(Store& store, const ReportRequest& request, UtcNs now);

/// ITU-R emission designator of RR Appendix 1: "10M0W7D" of a 10 MHz LTE carrier, "200KG7W" of GSM.
std::string emission_designator(const HeardCell& cell);

}  // namespace sb::gateway
