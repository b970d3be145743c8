#pragma once
// The site of this node as its configuration says, bound to its parts.
#include <filesystem>
#include <functional>
#include <memory>

#include <spdlog/logger.h>

#include "node/config/node_config.hpp"
#include "node/report/report_chain.hpp"
#include "node/site/site.hpp"
#include "node/uplink/to_wire.hpp"

namespace sb::node {

struct RunningParts {
  const NodeConfig& config;
  const std::filesystem::path& config_file;
  const NodeIdentity& node;
  const Clock& clock;
  const wire::SigningKey& key;
  std::function<wire::pb::Status()> status;
  ReportChain& chain;
  const TimedUplink& uplink;
  std::function<void()> restart;
};

/// Errors as Site::open. References outlive.
Result<std::unique_ptr<Site>> open_site(RunningParts parts, spdlog::logger& log);

/// A word to systemd ("READY=1", "WATCHDOG=1"); nothing happens where the program is not its service.
void tell_service(const char* state);

}  // namespace sb::node
