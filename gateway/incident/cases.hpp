#pragma once
// What people do with cases beyond their state: open one by hand, give it to somebody, tie two together, take
// observations out into a new one, lay a suppression. Each is one transaction with an audit row and an event.
// Errors as in actions.hpp.
#include <string>
#include <vector>

#include "gateway/correlate/suppression.hpp"
#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct ManualCase {
  std::string kind, title, text;
  Place place;  ///< commune at least
};

/// Found by people (a fibre, a box of SIM cards, a complaint): no observation stands behind it, and `manual`
/// says so.
Result<Incident> open_case(Store& store, const ManualCase& manual, const std::string& actor, UtcNs now);
/// An empty owner gives it back to all.
Result<Incident> assign(Store& store, std::int64_t id, const std::string& owner, const std::string& actor,
                        UtcNs now);
Result<Incident> link(Store& store, std::int64_t id, std::int64_t other, const std::string& actor, UtcNs now);
/// Moves observations of an active incident into a new one of the same kind. At least one stays behind.
Result<Incident> split(Store& store, std::int64_t id, const std::vector<std::int64_t>& observations,
                       const std::string& actor, UtcNs now);

struct DryRun {
  std::vector<std::int64_t> hidden;  ///< incidents that would not have been opened, newest first
  std::size_t confirmed = 0;         ///< among them: what would have been missed
};
/// Over the incidents of the past 90 days, exercises left out.
DryRun dry_run(Store& store, const Suppression& suppression, UtcNs now);
Result<Suppression> suppress(Store& store, Suppression suppression, const std::string& actor, UtcNs now);
Result<void> withdraw_suppression(Store& store, const std::string& id, const std::string& actor, UtcNs now);

/// The user on duty at `at` by the document duty/roster {"shifts":[{"from","until" (UTC
/// ns),"user","backup"}]}; the backup once an incident has escalated. Empty: nobody.
std::string on_duty(const std::vector<Document>& duty, UtcNs at, bool backup);
/// Gives every open incident whose time has run out to the next on duty and sets its next time. Returns how
/// many.
std::size_t escalate(Store& store, UtcNs now);

}  // namespace sb::gateway
