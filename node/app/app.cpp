#include "node/app/app.hpp"

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "node/app/box.hpp"
#include "node/app/findings.hpp"
#include "node/app/health.hpp"
#include "node/app/listening.hpp"
#include "node/app/order_desk.hpp"
#include "node/app/plan.hpp"
#include "node/app/running_site.hpp"
#include "node/app/state_folder.hpp"
#include "node/app/wakeup.hpp"
#include "node/config/node_config.hpp"
#include "node/health/clock_watch.hpp"
#include "node/health/rescue.hpp"
#include "node/health/time_source.hpp"
#include "node/health/usb_port.hpp"
#include "node/spool/posix_file_system.hpp"
#include "node/uplink/mqtt_uplink.hpp"
#include "node/uplink/sender.hpp"
#include "wire/validate.hpp"

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

/// Where there is a box, its microcontroller switches the receiver.
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

Result<Calibration> calibration_of(const NodeConfig& config) {
  if (config.calibration_file.empty()) return Calibration();
  return load_calibration(config.calibration_file);
}

EvidenceOptions evidence_options(const NodeConfig& config) {
  EvidenceOptions options;
  options.directory = config.node.state_dir / "evidence";
  return options;
}

SenderOptions sender_options(const NodeConfig& config, const NodeIdentity& node) {
  SenderOptions options;
  options.node_id = node.node_id;
  options.boot_id = node.boot_id;
  options.status_every_ns = static_cast<std::int64_t>(config.uplink.status_interval_s * 1e9);
  options.budget.average_bytes_per_s = config.uplink.budget_bytes_per_s;
  options.budget.backlog_bytes_per_s = config.uplink.backlog_bytes_per_s;
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
  DisciplinedClock clock;
  PosixFileSystem files;
  Wakeup wakeup;
  NodeIdentity node;
  wire::SigningKey key;
  wire::VerifyingKey gateway_key;
};

std::string words_of(const std::optional<ClockEstimate>& clock) {
  if (!clock) return "no reference cell was heard";
  return fmt::format("clock {:+.0f} ppb, sigma {:.0f} ppb, {} cells", clock->offset_ppb, clock->sigma_ppb,
                     clock->cells);
}

pb::Reply evidence_reply(const EvidenceStore& evidence, const pb::FetchEvidence& order) {
  pb::Reply reply;
  auto chunk = evidence.chunk(order.evidence_id(), order.from_octet());
  reply.set_done(chunk.has_value());
  if (chunk) {
    *reply.mutable_evidence() = std::move(*chunk);
  } else {
    reply.set_text(fitting(chunk.error().text, wire::kMaxTextBytes));
  }
  return reply;
}

PipelineOptions pipeline_options(const NodeConfig& config, Rescue& rescue, const LevelReference& levels) {
  PipelineOptions options;
  options.stop_at_end = !config.source.loop;
  options.high_rungs = &rescue;
  options.levels = &levels;
  options.memory = config.node.state_dir / "learned";
  return options;
}

/// chrony's answer may take seconds: a thread of its own.
void keep_asking_the_time(const std::stop_token& stop, DisciplinedClock& clock) {
  constexpr std::int64_t kEveryNs = 30 * kSecondNs;
  constexpr std::int64_t kNapNs = kSecondNs / 10;
  while (!stop.stop_requested()) {
    clock.refresh();
    const std::int64_t until_ns = clock.steady_ns() + kEveryNs;
    while (!stop.stop_requested() && clock.steady_ns() < until_ns) clock.sleep_ns(kNapNs);
  }
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

/// All that works together while the node runs, in the order of its making; each part outlives those below
/// it.
struct Works {
  Works(const NodeConfig& config, const std::filesystem::path& config_file, Parts& the_parts,
        Calibration the_calibration, std::vector<Task> tasks, Spool& spool, EvidenceStore& the_evidence,
        Uplink& broker, spdlog::logger& the_log)
      : parts(the_parts),
        log(the_log),
        uplink(broker, parts.clock),
        evidence(the_evidence),
        calibration(std::move(the_calibration)),
        levels(calibration, parts.clock),
        planner(std::move(tasks), planner_options(config)),
        chain(
            spool, parts.key, parts.node.boot_id,
            [this](const std::string& reason, std::uint64_t refused) {
              return event(pb::NODE_EVENT_KIND_SPOOL_FULL, reason, refused);
            },
            log),
        rows(parts.node),
        box(box_of(config.receiver)),
        listening(parts.node, parts.clock, planner, rows, chain, reference_cells_of(config),
                  [this] { return box ? box->temperature_c() : std::nan(""); }),
        findings(parts.node, parts.clock,
                 NewsFilter(static_cast<std::int64_t>(config.report_interval_s * 1e9)), chain, listening,
                 evidence, config.source.spec, [this] { parts.wakeup.wake(); }),
        power(power_of(config.receiver, parts.clock)),
        rescue(
            box ? box->power() : *power, parts.clock, parts.files, rescue_options(config),
            [this] { restart_me(); }, host_age_s),
        receiver(config.source.spec, planner, pipeline_options(config, rescue, levels), findings, parts.clock,
                 log),
        health(parts.node, parts.clock, receiver, rescue, planner, listening, calibration, chain, spool,
               parts.files, config.node.state_dir),
        desk(planner, rows),
        sender(
            uplink, spool, parts.key, parts.gateway_key,
            [this](pb::NodeState state) { return status(state); }, desk, parts.clock,
            sender_options(config, parts.node), log),
        site(open_site(
            {config, config_file, parts.node, parts.clock, parts.key,
             [this] { return status(pb::NODE_STATE_ONLINE); }, chain, uplink, [this] { restart_me(); }},
            log)) {
    if (!site) return;
    desk.on_update([this](const pb::Command& command) { return (*site)->take_update(command); });
    rows.also_to((*site)->spectrum());
    desk.on_calibrated([this] { return words_of(listening.clock_offset()); });
    desk.on_fetch_evidence(
        [this](const pb::Command& command) { return evidence_reply(evidence, command.fetch_evidence()); });
  }

  pb::Report event(pb::NodeEventKind kind, const std::string& text, std::uint64_t count = 0) const {
    return to_wire(kind, text, count, parts.node, {parts.clock.utc_ns(), parts.clock.quality()});
  }
  std::unique_ptr<Box> box_of(const ReceiverSection& section) {
    if (section.supervisor.empty()) return nullptr;
    return std::make_unique<Box>(
        section.supervisor, parts.clock,
        [this](pb::NodeEventKind kind, const std::string& text) { chain.store(event(kind, text)); },
        [this] { run.request_stop(); });
  }
  pb::Status status(pb::NodeState state) const {
    pb::Status now = health.status(state);
    if (box) box->fill(*now.mutable_box());
    return now;
  }
  void restart_me() {
    restart = true;
    run.request_stop();
  }
  void upkeep(std::int64_t now_ns, Spool& spool);
  void send(const std::stop_token& stop, Spool& spool);
  void watch();

  Parts& parts;
  spdlog::logger& log;
  TimedUplink uplink;
  EvidenceStore& evidence;
  std::stop_source run;
  std::atomic<bool> restart = false;
  ClockWatch clock_watch;
  Calibration calibration;
  bool expiry_told = false;
  CalibratedLevels levels;
  Planner planner;
  ReportChain chain;
  SpectrumRows rows;
  std::unique_ptr<Box> box;
  Listening listening;
  Findings findings;
  std::unique_ptr<PowerControl> power;
  Rescue rescue;
  ReceiverRun receiver;
  Health health;
  OrderDesk desk;
  Sender sender;
  Result<std::unique_ptr<Site>> site;
};

/// Once a second.
void Works::upkeep(std::int64_t now_ns, Spool& spool) {
  chain.retry();
  evidence.give_way();
  if (auto synced = spool.sync(); !synced) log.error("spool: {}", synced.error().text);
  if (const auto jump_ns = clock_watch.look(parts.clock.utc_ns(), now_ns)) {
    const double jump_s = static_cast<double>(*jump_ns) * 1e-9;
    chain.store(
        event(pb::NODE_EVENT_KIND_CLOCK_JUMPED, fmt::format("the clock was set by {:+.3f} s", jump_s)));
  }
  const bool expired = !calibration.id.empty() && !calibration.is_valid_at(parts.clock.utc_ns());
  if (expired && !std::exchange(expiry_told, true)) {
    chain.store(event(pb::NODE_EVENT_KIND_CALIBRATION_EXPIRED, calibration.id));
  }
}

/// Sends until told to stop, then says goodbye.
void Works::send(const std::stop_token& stop, Spool& spool) {
  std::int64_t upkeep_at_ns = 0;
  while (!stop.stop_requested()) {
    const std::int64_t now_ns = parts.clock.steady_ns();
    if (now_ns >= upkeep_at_ns) {
      upkeep_at_ns = now_ns + kSecondNs;
      upkeep(now_ns, spool);
    }
    const std::int64_t next_ns = sender.step(now_ns);
    parts.wakeup.wait_ns(next_ns - now_ns);
  }
  sender.say_goodbye();
}

/// Ten times a second. A thread that hangs in a driver cannot be ended from within: the process goes, the
/// spool stays.
void Works::watch() {
  if (box) box->beat(!receiver.health().receiving, run.stop_requested());
  if (receiver.overdue_s() <= 0.0) return tell_service("WATCHDOG=1");
  log.critical("receiver: a thread hangs; this process ends to be started again");
  rescue.count_process_restart();
  std::_Exit(kRestart);
}

int run_works(Works& works, Spool& spool, const EndingSignals& signals, spdlog::logger& log) {
  std::jthread sending([&](const std::stop_token& stop) { works.send(stop, spool); });
  std::jthread ending(
      [&](const std::stop_token& stop) { signals.wait(stop, works.run, [&] { works.watch(); }); });
  std::jthread asking([&](const std::stop_token& stop) { keep_asking_the_time(stop, works.parts.clock); });
  tell_service("READY=1");
  const auto ended = works.receiver.run(works.run.get_token());
  if (!ended) log.error("receiver: {}", ended.error().text);
  sending.request_stop();
  works.parts.wakeup.wake();
  sending.join();
  log.info("ended; {} records wait in the spool", spool.counters().records);
  if (works.restart) return kRestart;
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
  auto tasks = tasks_of(config->plan);
  if (!tasks) return stopped(log, tasks.error(), kWrongConfig);
  const auto folder = StateFolder::take(config->node.state_dir);
  if (!folder) return stopped(log, folder.error(), kCannotWork);
  auto key = node_key(config->node.state_dir);
  if (!key) return stopped(log, key.error(), kCannotWork);
  auto gateway_key = wire::VerifyingKey::load(config->uplink.gateway_public_key);
  if (!gateway_key) return stopped(log, gateway_key.error(), kWrongConfig);

  auto calibration = calibration_of(*config);
  if (!calibration) return stopped(log, calibration.error(), kWrongConfig);
  Parts parts(*config, std::move(*key), std::move(*gateway_key), log);
  if (!calibration->id.empty()) parts.node.calibration_id = calibration->id;
  const auto spool = Spool::open(parts.files, spool_options(*config));
  if (!spool) return stopped(log, spool.error(), kCannotWork);
  const SpoolCounters found = (*spool)->counters();
  log.info("spool: {} records wait, {} damaged places, {} octets of torn writes cut", found.records,
           found.damaged, found.torn_bytes);
  const auto uplink = MqttUplink::make(mqtt_options(*config), [&parts] { parts.wakeup.wake(); });
  if (!uplink) return stopped(log, uplink.error(), kWrongConfig);
  const auto evidence = EvidenceStore::open(parts.files, evidence_options(*config), parts.key);
  if (!evidence) return stopped(log, evidence.error(), kCannotWork);
  Works works(*config, config_file, parts, std::move(*calibration), std::move(*tasks), **spool, **evidence,
              **uplink, log);
  if (!works.site) return stopped(log, works.site.error(), kCannotWork);
  return run_works(works, **spool, signals, log);
}

}  // namespace sb::node
