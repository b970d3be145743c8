#pragma once
#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

/// trial -> approved -> operational, and back to trial at any time. "approved" and "operational" need the
/// decision's number, its date (which is not in the future) and the security level: kInvalidArgument names
/// what is missing. "operational" needs a standing "approved" with the same decision: kRefused.
Result<void> set_deployment(Store& store, Deployment wanted, const std::string& actor, UtcNs now);

}  // namespace sb::gateway
