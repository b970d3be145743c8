#include "gateway/app/chores.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>
#include <unistd.h>

#include "gateway/correlate/base_rates.hpp"
#include "gateway/correlate/correlator.hpp"
#include "gateway/correlate/spillover.hpp"
#include "gateway/incident/retention.hpp"
#include "gateway/registry/as_broadcast.hpp"
#include "gateway/ticket/process.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

constexpr std::chrono::seconds kPause{2};
constexpr UtcNs kQualityEvery = 300 * kSecondNs;
constexpr UtcNs kYearNs = 365 * kDayNs;
constexpr UtcNs kNightBeginsNs = 2 * 3600 * kSecondNs;  // after midnight in Viet Nam

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name[0] != '\0' ? name.data() : "songbien";
}

std::vector<Receiver> receivers_of(const OutwardConfig& outward) {
  std::vector<Receiver> receivers;
  for (const auto& share : outward.shares) receivers.push_back(share.receiver);
  return receivers;
}

UtcNs wall_clock() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Chores::Chores(Store& store, const Config& config, Publish publish, LogLine log)
    : store_(store),
      outbox_(store),
      sharer_(receivers_of(config.outward), config.province, host_name()),
      log_(std::move(log)) {
  const auto& outward = config.outward;
  if (outward.mail) outbox_.add("mail", mail_courier(*outward.mail, outward.tickets));
  outbox_.add("webhook", webhook_courier(outward.web, outward.tickets));
  outbox_.add("hub", hub_courier(outward.web));
  for (const auto& share : outward.shares) {
    if (share.receiver.channel == "syslog")
      outbox_.add("syslog:" + share.receiver.name, syslog_courier(share.syslog));
  }
  if (publish) outbox_.add("mqtt", mqtt_courier(std::move(publish)));
}

void Chores::run_once(UtcNs now) {
  try {
    sharer_.run_once(store_, now);
    outbox_.run_once(now);
    if (const auto count = escalate_overdue(store_, now); count != 0)
      log_(fmt::format("{} tickets were not acknowledged in time", count));
    if (now - quality_judged_ < kQualityEvery) return;
    quality_judged_ = now;
    alarm_.judge(store_, quality_of(store_, {}, kDayNs, now), now);
    service_.look(store_, now);
    if (now - night_done_ >= kDayNs) nightly(now);
  } catch (const StoreError& error) {
    log_(fmt::format("chores: {}", error.what()));  // the next round tries again
  }
}

/// Once in a night of Viet Nam, and once after a start by day.
void Chores::nightly(UtcNs now) {
  night_done_ =
      (now + kVietnamOffsetNs - kNightBeginsNs) / kDayNs * kDayNs - kVietnamOffsetNs + kNightBeginsNs;
  if (const auto count = notice_trends(store_, now); count != 0)
    log_(fmt::format("{} foreign cells rise towards the trigger level", count));
  keep_differences(store_, now, CorrelatorSettings{}.affected_radius_m);
  measure_base_rates(store_, now - kYearNs, now);
  if (const auto count = retire(store_, {}, "gateway", now); count != 0)
    log_(fmt::format("{} observations were let go by age", count));
}

void Chores::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  while (!stop.stop_requested()) {
    run_once(wall_clock());
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, kPause, [] { return false; });
  }
}

}  // namespace sb::gateway
