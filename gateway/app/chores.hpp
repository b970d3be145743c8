#pragma once
// What has to be done now and then, on a thread of its own: deliver what is due, share events, escalate
// silent tickets, judge the quality of the data, look whether domestic service is there, and by night what
// the days add up to.
#include <stop_token>

#include "gateway/config/config.hpp"
#include "gateway/correlate/service_watch.hpp"
#include "gateway/quality/quality.hpp"
#include "gateway/sharing/event_sharer.hpp"
#include "gateway/sharing/outbox_worker.hpp"

namespace sb::gateway {

class Chores {
 public:
  using Publish = std::function<bool(const std::string& topic, const std::string& payload)>;
  using LogLine = std::function<void(const std::string&)>;

  /// Channels that are not configured have no courier: what waits for them goes on waiting.
  Chores(Store& store, const Config& config, Publish publish, LogLine log);

  /// Until asked to stop; then at most one courier's time-out longer.
  void run(const std::stop_token& stop);
  /// All that is due at `now`.
  void run_once(UtcNs now);

 private:
  void nightly(UtcNs now);

  Store& store_;
  OutboxWorker outbox_;
  EventSharer sharer_;
  QualityAlarm alarm_;
  ServiceWatch service_;
  UtcNs quality_judged_ = 0;
  UtcNs night_done_ = 0;  ///< the night whose work is done, by its day's beginning
  LogLine log_;
};

}  // namespace sb::gateway
