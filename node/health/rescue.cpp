#include "node/health/rescue.hpp"

#include <ctime>
#include <fstream>
#include <limits>

#include <nlohmann/json.hpp>

#include "node/spool/replace_file.hpp"

namespace sb::node {
namespace {

using nlohmann::json;

double seconds(std::int64_t ns) {
  return static_cast<double>(ns) * 1e-9;
}

}  // namespace

Rescue::Rescue(PowerControl& power, const Clock& clock, FileSystem& files, RescueOptions options,
               std::function<void()> end_process, std::function<double()> host_age_s)
    : power_(power),
      clock_(clock),
      files_(files),
      options_(std::move(options)),
      end_process_(std::move(end_process)),
      host_age_s_(std::move(host_age_s)),
      started_ns_(clock.steady_ns()),
      power_cycled_ns_(started_ns_ - static_cast<std::int64_t>(options_.least_power_interval_s * 1e9)) {
  load();
}

bool Rescue::allows(Rung rung) {
  const std::int64_t now_ns = clock_.steady_ns();
  switch (rung) {
    case Rung::kPower:
      return power_fitted_ && seconds(now_ns - power_cycled_ns_) >= options_.least_power_interval_s;
    case Rung::kProcess:
      return seconds(now_ns - started_ns_) >= options_.least_process_age_s;
    case Rung::kHost:
      return host_fitted_ && after_restart_ && host_age_s_() >= options_.least_host_age_s;
    case Rung::kStream:
    case Rung::kDevice:
      break;
  }
  return true;
}

Result<void> Rescue::climb(Rung rung, const std::string& why) {
  Result<void> done;
  if (rung == Rung::kPower) {
    done = power_.cycle_receiver(options_.power_off_s);
    power_cycled_ns_ = clock_.steady_ns();
    power_fitted_ = done || done.error().code != ErrorCode::kUnsupported;
    const std::scoped_lock lock(mutex_);
    if (done) ++counts_.power_cycles;
    save();
  } else if (rung == Rung::kProcess) {
    count_process_restart();
    end_process_();
  } else if (rung == Rung::kHost) {
    done = power_.reboot_host(why);
    host_fitted_ = done || done.error().code != ErrorCode::kUnsupported;
  }
  return done;
}

void Rescue::count_process_restart() {
  const std::scoped_lock lock(mutex_);
  ++counts_.process_restarts;
  after_restart_ = true;
  save();
}

RescueCounts Rescue::counts() const {
  const std::scoped_lock lock(mutex_);
  return counts_;
}

/// What cannot be read counts as nothing: the limits do not depend on it.
void Rescue::load() {
  const auto text = files_.read(options_.file, 0, std::numeric_limits<std::uint16_t>::max());
  if (!text) return;
  const json stored = json::parse(*text, nullptr, false);
  if (!stored.is_object() || stored.value("host_boot", json()) != json(options_.host_boot)) return;
  const auto number = [&stored](const char* key) {
    const auto at = stored.find(key);
    return at != stored.end() && at->is_number_unsigned() ? at->get<std::uint32_t>() : 0U;
  };
  counts_ = {number("power_cycles"), number("process_restarts")};
  after_restart_ = stored.value("after_restart", json()) == json(true);
  // Told once: if this process recovers and fails again in a month, that is another trouble.
  const std::scoped_lock lock(mutex_);
  const bool after = std::exchange(after_restart_, false);
  save();
  after_restart_ = after;
}

/// A disk that refuses must not keep the receiver from being rescued.
void Rescue::save() {
  const json stored{{"host_boot", options_.host_boot},
                    {"power_cycles", counts_.power_cycles},
                    {"process_restarts", counts_.process_restarts},
                    {"after_restart", after_restart_}};
  static_cast<void>(replace_file(files_, options_.file, stored.dump()));
}

std::string host_boot_id() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(in, id);
  return id;
}

double host_age_s() {
  timespec now{};
  if (::clock_gettime(CLOCK_BOOTTIME, &now) != 0) return 0.0;
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace sb::node
