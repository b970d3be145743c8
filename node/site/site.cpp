#include "node/site/site.hpp"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "node/enrol/enrol.hpp"
#include "node/enrol/https.hpp"
#include "node/technician/technician_server.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

constexpr std::chrono::seconds kUpkeepEvery{10};
constexpr std::int64_t kDeliverEveryNs = 60LL * 1'000'000'000;
constexpr std::int64_t kRenewalEveryNs = 6LL * 3600 * 1'000'000'000;

/// The running node as the page sees it.
class RunningNode final : public SiteView {
 public:
  RunningNode(std::function<pb::Status()> status, const TimedUplink& uplink)
      : status_(std::move(status)), uplink_(uplink) {}

  pb::Status status() const override { return status_(); }
  std::optional<SpectrumSnapshot> spectrum() const override { return tap.newest(); }
  /// Half of the bins of a busy band are floor: their median stands for it.
  std::optional<double> floor_dbfs() const override {
    auto row = tap.newest();
    if (!row || row->dbfs.empty() || !(row->bin_hz > 0.0)) return std::nullopt;
    const auto middle = row->dbfs.begin() + std::ssize(row->dbfs) / 2;
    std::nth_element(row->dbfs.begin(), middle, row->dbfs.end());
    return static_cast<double>(*middle) + 10.0 * std::log10(1e6 / row->bin_hz);
  }
  std::vector<Beacon> beacons() const override {
    return {};
  }  // expected levels come with the gateway's predictions (issue 4)
  bool connected() const override { return uplink_.connected(); }
  std::optional<double> round_trip_s() const override { return uplink_.round_trip_s(); }

  SpectrumTap tap;

 private:
  std::function<pb::Status()> status_;
  const TimedUplink& uplink_;
};

}  // namespace

struct Site::State {
  State(SiteOptions the_options, SiteParts the_parts, spdlog::logger& the_log, Slots the_software,
        Slots the_configuration)
      : options(std::move(the_options)),
        parts(std::move(the_parts)),
        log(the_log),
        software(std::move(the_software)),
        configuration(std::move(the_configuration)),
        view(parts.status, parts.uplink),
        started_ns(parts.clock.steady_ns()) {}

  Result<void> open_page();
  void deliver_sheets();
  void renew_when_due();
  void take_waiting_update();
  void judge_trials();
  void tell_news(Slots& slots, const char* what);

  const SiteOptions options;
  const SiteParts parts;
  spdlog::logger& log;
  Slots software, configuration;
  RunningNode view;
  const std::int64_t started_ns;
  std::unique_ptr<Access> access;
  std::unique_ptr<TechnicianPage> page;
  std::unique_ptr<TechnicianServer> server;
  std::int64_t deliver_at_ns = 0, renew_at_ns = 0;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::optional<pb::Update> waiting;  ///< an order that is being carried out
  std::jthread serving, keeping;
};

Site::Site(std::unique_ptr<State> state) : state_(std::move(state)) {}

Site::~Site() {
  state_->keeping.request_stop();
  state_->wake.notify_all();
  if (state_->keeping.joinable()) state_->keeping.join();
  if (state_->server) state_->server->stop();
}

Result<std::unique_ptr<Site>> Site::open(SiteOptions options, SiteParts parts, spdlog::logger& log) {
  auto software = Slots::open(options.state_dir / "software", "songbien-node");
  if (!software) return tl::unexpected(software.error());
  auto configuration = Slots::open(options.state_dir / "configuration", "node.toml");
  if (!configuration) return tl::unexpected(configuration.error());
  software->runs(options.program);
  configuration->runs(options.configuration);
  auto state = std::make_unique<State>(std::move(options), std::move(parts), log, std::move(*software),
                                       std::move(*configuration));
  if (auto opened = state->open_page(); !opened) return tl::unexpected(opened.error());
  State& running = *state;
  std::unique_ptr<Site> site(new Site(std::move(state)));
  if (running.server) running.serving = std::jthread([&running] { running.server->run(); });
  running.keeping = std::jthread([&running, &site = *site](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      site.upkeep();
      std::unique_lock lock(running.mutex);
      running.wake.wait_for(lock, stop, kUpkeepEvery, [&running] { return running.waiting.has_value(); });
    }
  });
  return site;
}

Result<void> Site::State::open_page() {
  const auto folder = options.state_dir / "technician";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::kUnavailable, folder.string() + ": " + error.message());
  TechnicianFacts facts{options.node_id,
                        options.name,
                        options.province,
                        options.software_version,
                        options.latitude_deg,
                        options.longitude_deg,
                        {}};
  const bool wanted = !options.technician_address.empty();
  auto identity = wanted ? load_or_make_tls_identity(folder, options.technician_address) : TlsIdentity{};
  if (!identity) return tl::unexpected(identity.error());
  facts.fingerprint = identity->fingerprint;
  auto opened = TechnicianPage::open(folder, std::move(facts), view, parts.clock, parts.key);
  if (!opened) return tl::unexpected(opened.error());
  page = std::move(*opened);
  if (!wanted) return {};
  auto code = load_or_make_access_code(folder / "access_code");
  if (!code) return tl::unexpected(code.error());
  access = std::make_unique<Access>(std::move(*code));
  auto bound = TechnicianServer::bind({options.technician_address, options.technician_port}, *identity, *page,
                                      *access, parts.clock);
  if (!bound) return tl::unexpected(bound.error());
  server = std::move(*bound);
  log.info("technician's page: https://{}:{}/ certificate {}", options.technician_address, server->port(),
           identity->fingerprint);
  return {};
}

SpectrumTap& Site::spectrum() {
  return state_->view.tap;
}

bool Site::accepted() const {
  return state_->page->accepted();
}

pb::Reply Site::take_update(const pb::Command& command) {
  pb::Reply reply;
  {
    const std::scoped_lock lock(state_->mutex);
    reply.set_done(!state_->waiting.has_value());
    reply.set_text(reply.done() ? "will be tried; an event tells how it went"
                                : "another update is under way");
    if (reply.done()) state_->waiting = command.update();
  }
  state_->wake.notify_all();
  return reply;
}

void Site::upkeep() {
  state_->take_waiting_update();
  state_->judge_trials();
  state_->deliver_sheets();
  state_->renew_when_due();
}

void Site::State::take_waiting_update() {
  std::optional<pb::Update> update;
  {
    const std::scoped_lock lock(mutex);
    update = waiting;
  }
  if (!update) return;
  UpdateSources sources;
  sources.check_configuration = parts.check_configuration;
  sources.fetch = [this](const std::string& hash,
                         const std::function<bool(std::string_view)>& take) -> Result<void> {
    const auto gateway = stored_gateway(options.state_dir);
    if (!gateway) return tl::unexpected(gateway.error());
    const auto status = get_pieces(*gateway, SignedBy{IdentityFiles(options.state_dir).authority},
                                   "/api/v1/updates?sha256=" + hash, take);
    if (!status) return tl::unexpected(status.error());
    if (*status != 200)
      return fail(ErrorCode::kNotFound, fmt::format("the gateway answers {} to the artefact", *status));
    return {};
  };
  const auto taken = node::take_update(*update, {software, configuration}, sources);
  {
    const std::scoped_lock lock(mutex);
    waiting.reset();
  }
  if (taken) return parts.restart("an update is to be tried");
  log.error("update {}: {}", update->version(), taken.error().text);
  parts.tell(pb::NODE_EVENT_KIND_ROLLED_BACK,
             fmt::format("update {} was not taken: {}", update->version(), taken.error().text));
}

void Site::State::tell_news(Slots& slots, const char* what) {
  const auto news = slots.take_news();
  if (!news) return;
  const auto text = fmt::format("{} {}: {}", what, news->version,
                                news->rolled_back ? "given up, the one before runs again" : "kept");
  log.info("{}", text);
  parts.tell(news->rolled_back ? pb::NODE_EVENT_KIND_ROLLED_BACK : pb::NODE_EVENT_KIND_UPDATED, text);
}

void Site::State::judge_trials() {
  TrialHealth health;
  health.uptime_s = static_cast<double>(parts.clock.steady_ns() - started_ns) * 1e-9;
  health.receiving = parts.status().receiver().samples() > 0;
  health.connected = parts.uplink.connected();
  for (auto& [slots, what] : {std::pair{&software, "software"}, std::pair{&configuration, "configuration"}}) {
    if (slots->on_trial()) {
      const auto verdict = judge(health);
      if (verdict == TrialVerdict::kKeep) static_cast<void>(slots->keep());
      if (verdict == TrialVerdict::kRollBack && slots->roll_back())
        parts.restart("the trial of an update was not healthy");
    }
    tell_news(*slots, what);
  }
}

void Site::State::deliver_sheets() {
  const auto now_ns = parts.clock.steady_ns();
  if (now_ns < deliver_at_ns || page->sheets().waiting() == 0) return;
  deliver_at_ns = now_ns + kDeliverEveryNs;
  const auto gateway = stored_gateway(options.state_dir);
  if (!gateway) return;
  page->sheets().deliver([&](const std::string& body) {
    const auto answer = post_json(*gateway, SignedBy{IdentityFiles(options.state_dir).authority},
                                  "/api/v1/nodes/" + options.node_id + "/acceptance", body);
    if (answer && answer->status == 200) return true;
    log.warn("acceptance sheet: {}", answer ? gateway_words(*answer) : answer.error().text);
    return false;
  });
}

void Site::State::renew_when_due() {
  const auto now_ns = parts.clock.steady_ns();
  if (now_ns < renew_at_ns) return;
  renew_at_ns = now_ns + kRenewalEveryNs;
  const auto due = renewal_is_due(options.state_dir, parts.clock.utc_ns());
  if (!due || !*due) return;  // not enrolled by a code, or not yet
  const auto renewed = renew(options.state_dir, options.node_id, parts.clock.utc_ns());
  if (renewed) {
    log.info("certificate renewed");
  } else {
    log.warn("certificate: {}", renewed.error().text);
  }
}

}  // namespace sb::node
