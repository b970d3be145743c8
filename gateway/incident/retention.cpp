#include "gateway/incident/retention.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr UtcNs kDayOfNs = 86'400LL * 1'000'000'000;
constexpr int kAtOnce = 2000;
constexpr std::size_t kLongestReason = 1000;

Result<void> change_hold(Store& store, std::int64_t id, const std::string& reason, bool held,
                         const std::string& actor, UtcNs now) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos || reason.size() > kLongestReason)
    return fail(ErrorCode::kInvalidArgument, "say why, in at most 1000 octets");
  Result<void> result = fail(ErrorCode::kNotFound, fmt::format("there is no incident {}", id));
  store.write([&](Transaction& tx) {
    if (!tx.incident(id)) return;
    tx.put_document({kLegalHoldCollection, std::to_string(id), held ? json{{"reason", reason}}.dump() : "",
                     now, actor, 0});
    tx.audit({0, now, actor, held ? "retention.hold" : "retention.release", fmt::format("incident/{}", id),
              json{{"reason", reason}}.dump()});
    result = {};
  });
  return result;
}

}  // namespace

std::uint64_t retire(Store& store, const RetentionRules& rules, const std::string& actor, UtcNs now,
                     std::uint64_t most) {
  const auto days_ago = [&](int days) { return now - std::max(days, kFewestRetentionDays) * kDayOfNs; };
  const RetentionRun run{now, actor, days_ago(rules.unlinked_days), days_ago(rules.ended_days)};
  store.write([&](Transaction& tx) { tx.ledgers().put_retention_run(run); });
  std::uint64_t gone = 0;
  for (;;) {
    std::uint64_t part = 0;
    store.write([&](Transaction& tx) { part = tx.ledgers().retire_observations(kAtOnce); });
    gone += part;
    if (part == 0 || gone >= most) break;
  }
  store.write([&](Transaction& tx) {
    tx.audit({0, now, actor, "retention.run", "observations",
              json{{"unlinked_days", rules.unlinked_days}, {"ended_days", rules.ended_days}, {"gone", gone}}
                  .dump()});
  });
  return gone;
}

Result<void> hold(Store& store, std::int64_t incident, const std::string& reason, const std::string& actor,
                  UtcNs now) {
  return change_hold(store, incident, reason, true, actor, now);
}

Result<void> release(Store& store, std::int64_t incident, const std::string& reason, const std::string& actor,
                     UtcNs now) {
  return change_hold(store, incident, reason, false, actor, now);
}

}  // namespace sb::gateway
