#include "node/app/app.hpp"

#include <atomic>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "node/app/findings.hpp"
#include "node/app/health.hpp"
#include "node/app/state_folder.hpp"
#include "node/app/wakeup.hpp"
#include "node/config/node_config.hpp"
#include "node/health/clock_watch.hpp"
#include "node/health/rescue.hpp"
#include "node/health/usb_port.hpp"
#include "node/spool/posix_file_system.hpp"
#include "node/uplink/mqtt_uplink.hpp"
#include "node/uplink/sender.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

/// kRestart (EX_TEMPFAIL of sysexits.h): whoever watches this process starts it again.
enum Exit { kEnded = 0, kCannotWork = 1, kWrongConfig = 2, kUnreadable = 3, kRestart = 75 };

constexpr std::int64_t kSecondNs = 1'000'000'000;

spdlog::logger make_logger(const std::string& level) {
  spdlog::logger log("node", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  // The journal has its own clock; a file has none.
  const bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
  log.set_pattern(journal ? "%l: %v" : "%Y-%m-%dT%H:%M:%S.%eZ %l: %v", spdlog::pattern_time_type::utc);
  log.set_level(spdlog::level::from_str(level));
  log.flush_on(spdlog::level::info);
  return log;
}

std::uint64_t random_boot_id() {
  std::random_device device;  // getrandom(2)
  std::uint64_t id = 0;
  while (id == 0) id = (std::uint64_t{device()} << 32U) | device();
  return id;
}

NodeIdentity identity_of(const NodeSection& node) {
  NodeIdentity identity;
  identity.node_id = node.id;
  identity.boot_id = random_boot_id();
  identity.latitude_deg = node.latitude_deg;
  identity.longitude_deg = node.longitude_deg;
  identity.altitude_m = static_cast<float>(node.altitude_m);
  identity.position_uncertainty_m = static_cast<float>(node.position_uncertainty_m);
  identity.calibration_id = node.calibration_id;
  identity.software_version = SB_VERSION;
  identity.exercise = node.exercise;
  return identity;
}

RoundPlan plan_of(const PlanSection& section) {
  std::vector<Dwell> stops;
  for (const auto& dwell : section.dwells) {
    stops.push_back({dwell.centre_hz, dwell.sample_rate_hz, dwell.gain_db, dwell.duration_s});
  }
  return RoundPlan(std::move(stops), section.pause_s);
}

std::unique_ptr<PowerControl> power_of(const ReceiverSection& receiver, const Clock& clock) {
  if (receiver.usb_port.empty()) return std::make_unique<NoPowerControl>();
  return std::make_unique<UsbPort>(receiver.usb_port, clock);
}

SpoolOptions spool_options(const NodeConfig& config) {
  SpoolOptions options;
  options.directory = config.node.state_dir / "spool";
  options.max_bytes = config.spool.max_bytes;
  options.sync = config.spool.sync_each_record ? SyncPolicy::kEachRecord : SyncPolicy::kBatch;
  return options;
}

RescueOptions rescue_options(const NodeConfig& config) {
  RescueOptions options;
  options.file = config.node.state_dir / "recovery.json";
  options.host_boot = host_boot_id();
  return options;
}

MqttOptions mqtt_options(const NodeConfig& config) {
  const UplinkSection& uplink = config.uplink;
  return {uplink.host, uplink.port,          uplink.ca,     uplink.certificate,
          uplink.key,  config.node.province, config.node.id};
}

/// Everything the threads share, in the order of its making; each part outlives those below it.
struct Parts {
  Parts(const NodeConfig& config, wire::SigningKey the_key, wire::VerifyingKey the_gateway_key,
        spdlog::logger& log)
      : node(identity_of(config.node)), key(std::move(the_key)), gateway_key(std::move(the_gateway_key)) {
    log.info("songbien-node {} {} boot={:016x}", SB_VERSION, node.node_id, node.boot_id);
  }
  SystemClock clock;
  PosixFileSystem files;
  Wakeup wakeup;
  NodeIdentity node;
  wire::SigningKey key;
  wire::VerifyingKey gateway_key;
};

void tell_of_jump(std::int64_t jump_ns, ReportChain& chain, const Parts& parts) {
  const auto text = fmt::format("the clock was set by {:+.3f} s", static_cast<double>(jump_ns) * 1e-9);
  chain.store(to_wire(pb::NODE_EVENT_KIND_CLOCK_JUMPED, text, 0, parts.node,
                      {parts.clock.utc_ns(), parts.clock.quality()}));
}

/// Sends until told to stop, then says goodbye.
void run_uplink(const std::stop_token& stop, Sender& sender, ReportChain& chain, Spool& spool, Parts& parts,
                spdlog::logger& log) {
  std::int64_t upkeep_at_ns = 0;
  ClockWatch clock_watch;
  while (!stop.stop_requested()) {
    const std::int64_t now_ns = parts.clock.steady_ns();
    if (now_ns >= upkeep_at_ns) {
      upkeep_at_ns = now_ns + kSecondNs;
      chain.retry();
      if (const auto jump_ns = clock_watch.look(parts.clock.utc_ns(), now_ns))
        tell_of_jump(*jump_ns, chain, parts);
      if (auto synced = spool.sync(); !synced) log.error("spool: {}", synced.error().text);
    }
    const std::int64_t next_ns = sender.step(now_ns);
    parts.wakeup.wait_ns(next_ns - now_ns);
  }
  sender.say_goodbye();
}

/// SIGINT and SIGTERM end the run. They are blocked in every thread and waited for in one.
class EndingSignals {
 public:
  EndingSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  /// `look` is called ten times a second meanwhile.
  void wait(const std::stop_token& stop, std::stop_source& run, const std::function<void()>& look) const {
    constexpr timespec kLook{0, 100'000'000};
    while (!stop.stop_requested() && ::sigtimedwait(&set_, nullptr, &kLook) < 0) look();
    run.request_stop();
  }

 private:
  sigset_t set_{};
};

/// A thread that hangs in a driver cannot be ended from within: the process goes, the spool stays.
void end_when_hanging(const ReceiverRun& receiver, Rescue& rescue, spdlog::logger& log) {
  if (receiver.overdue_s() <= 0.0) return;
  log.critical("receiver: a thread hangs; this process ends to be started again");
  rescue.count_process_restart();
  std::_Exit(kRestart);
}

int run_parts(const NodeConfig& config, Parts& parts, Spool& spool, Uplink& uplink,
              const EndingSignals& signals, spdlog::logger& log) {
  const auto refusal_event = [&parts](const std::string& reason, std::uint64_t refused) {
    return to_wire(pb::NODE_EVENT_KIND_SPOOL_FULL, reason, refused, parts.node,
                   {parts.clock.utc_ns(), parts.clock.quality()});
  };
  ReportChain chain(spool, parts.key, parts.node.boot_id, refusal_event, log);
  Findings findings(parts.node, parts.clock,
                    NewsFilter(static_cast<std::int64_t>(config.report_interval_s * 1e9)), chain,
                    [&parts] { parts.wakeup.wake(); });
  std::stop_source run;
  std::atomic<bool> restart = false;
  const auto power = power_of(config.receiver, parts.clock);
  Rescue rescue(
      *power, parts.clock, parts.files, rescue_options(config),
      [&run, &restart] {
        restart = true;
        run.request_stop();
      },
      host_age_s);
  RoundPlan plan = plan_of(config.plan);
  PipelineOptions pipeline;
  pipeline.stop_at_end = !config.source.loop;
  pipeline.high_rungs = &rescue;
  ReceiverRun receiver(config.source.spec, plan, pipeline, findings, parts.clock, log);
  const Health health(parts.node, parts.clock, receiver, rescue, chain, spool, parts.files,
                      config.node.state_dir);
  SenderOptions options;
  options.node_id = parts.node.node_id;
  options.boot_id = parts.node.boot_id;
  options.status_every_ns = static_cast<std::int64_t>(config.uplink.status_interval_s * 1e9);
  Sender sender(
      uplink, spool, parts.key, parts.gateway_key,
      [&health](pb::NodeState state) { return health.status(state); }, options, log);

  std::jthread sending(
      [&](const std::stop_token& stop) { run_uplink(stop, sender, chain, spool, parts, log); });
  std::jthread ending([&](const std::stop_token& stop) {
    signals.wait(stop, run, [&] { end_when_hanging(receiver, rescue, log); });
  });
  const auto ended = receiver.run(run.get_token());
  if (!ended) log.error("receiver: {}", ended.error().text);
  sending.request_stop();
  parts.wakeup.wake();
  sending.join();
  log.info("ended; {} records wait in the spool", spool.counters().records);
  if (restart) return kRestart;
  if (ended) return kEnded;
  return ended.error().code == ErrorCode::kInvalidArgument ? kWrongConfig : kUnreadable;
}

int stopped(spdlog::logger& log, const Error& error, Exit status) {
  log.error("{}", error.text);
  return status;
}

}  // namespace

int run_node(const std::filesystem::path& config_file) {
  const EndingSignals signals;
  const auto config = load_config(config_file);
  spdlog::logger log = make_logger(config ? config->log_level : "info");
  if (!config) return stopped(log, config.error(), kWrongConfig);
  const auto folder = StateFolder::take(config->node.state_dir);
  if (!folder) return stopped(log, folder.error(), kCannotWork);
  auto key = node_key(config->node.state_dir);
  if (!key) return stopped(log, key.error(), kCannotWork);
  auto gateway_key = wire::VerifyingKey::load(config->uplink.gateway_public_key);
  if (!gateway_key) return stopped(log, gateway_key.error(), kWrongConfig);

  Parts parts(*config, std::move(*key), std::move(*gateway_key), log);
  const auto spool = Spool::open(parts.files, spool_options(*config));
  if (!spool) return stopped(log, spool.error(), kCannotWork);
  const SpoolCounters found = (*spool)->counters();
  log.info("spool: {} records wait, {} damaged places, {} octets of torn writes cut", found.records,
           found.damaged, found.torn_bytes);
  const auto uplink = MqttUplink::make(mqtt_options(*config), [&parts] { parts.wakeup.wake(); });
  if (!uplink) return stopped(log, uplink.error(), kWrongConfig);
  return run_parts(*config, parts, **spool, **uplink, signals, log);
}

}  // namespace sb::node
