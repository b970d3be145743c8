#pragma once
// The gateway as a whole: store, accounts, broker, ingest, HTTP. All threads are made here.

#include "gateway/config/config.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

/// Runs until SIGINT or SIGTERM, then ends within two seconds. Errors before serving: what could not be
/// opened and why.
Result<void> serve(const Config& config);

}  // namespace sb::gateway
