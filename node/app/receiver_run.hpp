#pragma once
// Keeps a pipeline running: a device that is not there when the node starts may be plugged in later.
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include <spdlog/logger.h>

#include "node/pipeline/pipeline.hpp"
#include "node/source/clock.hpp"

namespace sb::node {

class ReceiverRun {
 public:
  /// All references outlive it.
  ReceiverRun(std::string spec, DwellPlan& plan, PipelineOptions options, PipelineListener& listener,
              const Clock& clock, spdlog::logger& log);

  /// Until the token stops it or a recording ends. Errors: a spec that makes no sense, a recording that
  /// cannot be read.
  Result<void> run(const std::stop_token& stop);
  PipelineHealth health() const;  ///< any thread
  double overdue_s() const;       ///< Pipeline::overdue_s(); any thread
  std::string fault() const;      ///< why nothing is received; empty when all is well; any thread

 private:
  Result<void> run_once(std::stop_token stop, bool& is_fixed);
  void wait_before_retry(const std::stop_token& stop) const;

  std::string spec_;
  DwellPlan& plan_;
  PipelineOptions options_;
  PipelineListener& listener_;
  const Clock& clock_;
  spdlog::logger& log_;
  mutable std::mutex mutex_;
  std::unique_ptr<Pipeline> pipeline_;
  std::string fault_;
};

}  // namespace sb::node
