#include "gateway/people/deployment.hpp"

#include <nlohmann/json.hpp>

#include "gateway/registry/effective.hpp"

namespace sb::gateway {
namespace {

Result<void> check_approval(const Deployment& wanted, UtcNs now) {
  if (wanted.approval_number.empty())
    return fail(ErrorCode::kInvalidArgument, "'approval_number' is missing");
  if (!is_iso_date(wanted.approval_date) || wanted.approval_date > vietnam_date(now))
    return fail(ErrorCode::kInvalidArgument, "'approval_date' must be a date that has come");
  if (wanted.security_level < 1 || wanted.security_level > 5)
    return fail(ErrorCode::kInvalidArgument, "'security_level' must be 1 to 5");
  return {};
}

}  // namespace

Result<void> set_deployment(Store& store, Deployment wanted, const std::string& actor, UtcNs now) {
  const bool is_trial = wanted.state == "trial";
  if (!is_trial && wanted.state != "approved" && wanted.state != "operational")
    return fail(ErrorCode::kInvalidArgument, "'state' must be trial, approved or operational");
  if (!is_trial) {
    if (auto checked = check_approval(wanted, now); !checked) return checked;
  }
  wanted.actor = actor;
  wanted.at = now;
  Result<void> result;
  store.write([&](Transaction& tx) {
    const auto was = tx.ledgers().deployment();
    const bool same_decision =
        was.approval_number == wanted.approval_number && was.approval_date == wanted.approval_date;
    if (wanted.state == "operational" && (was.state == "trial" || !same_decision)) {
      result =
          fail(ErrorCode::kRefused, "not operational without an approval on record: record 'approved' first");
      return;
    }
    tx.ledgers().put_deployment(wanted);
    tx.audit({0, now, actor, "deployment." + wanted.state, "deployment",
              nlohmann::json{{"from", was.state},
                             {"approval_number", wanted.approval_number},
                             {"approval_date", wanted.approval_date},
                             {"security_level", wanted.security_level}}
                  .dump()});
  });
  return result;
}

}  // namespace sb::gateway
