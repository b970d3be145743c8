#pragma once
// The rungs of recovery above reopening the device: the receiver's power, this process, the host. Each
// limited in rate by what cannot be fooled by a wrong clock, each counted over restarts of the process.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>

#include "node/health/power_control.hpp"
#include "node/pipeline/recovery_ladder.hpp"
#include "node/source/clock.hpp"
#include "node/spool/file_system.hpp"

namespace sb::node {

struct RescueOptions {
  std::filesystem::path file;  ///< remembers the counts
  std::string host_boot;       ///< changes when the host is restarted; the counts begin again then
  double power_off_s = 2.0;
  double least_power_interval_s = 120.0;
  double least_process_age_s = 600.0;    ///< a younger process is not ended: no loop of restarts
  double least_host_age_s = 6 * 3600.0;  ///< since its start
};

/// Since the host was started.
struct RescueCounts {
  std::uint32_t power_cycles = 0, process_restarts = 0;
};

class Rescue final : public HighRungs {
 public:
  /// `end_process`: stops the run in good order; systemd starts it again. `host_age_s`: seconds since the
  /// host was started. All outlive it.
  Rescue(PowerControl& power, const Clock& clock, FileSystem& files, RescueOptions options,
         std::function<void()> end_process, std::function<double()> host_age_s);

  bool allows(Rung rung) override;
  Result<void> climb(Rung rung, const std::string& why) override;
  /// For the watch over hanging threads, which ends the process without asking: counts it.
  void count_process_restart();
  RescueCounts counts() const;  ///< any thread

 private:
  void load();
  void save();

  PowerControl& power_;
  const Clock& clock_;
  FileSystem& files_;
  RescueOptions options_;
  std::function<void()> end_process_;
  std::function<double()> host_age_s_;
  std::int64_t started_ns_;
  std::int64_t power_cycled_ns_;
  bool power_fitted_ = true, host_fitted_ = true;
  bool after_restart_ = false;  ///< the process before this one was ended for the same trouble
  mutable std::mutex mutex_;
  RescueCounts counts_;
};

/// Of this machine.
std::string host_boot_id();
double host_age_s();

}  // namespace sb::node
