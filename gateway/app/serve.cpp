#include "gateway/app/serve.hpp"

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>

#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include "gateway/api/cell_verdicts.hpp"
#include "gateway/api/map.hpp"
#include "gateway/api/server.hpp"
#include "gateway/app/chores.hpp"
#include "gateway/app/first_account.hpp"
#include "gateway/correlate/correlator.hpp"
#include "gateway/enrol/dispatcher.hpp"
#include "gateway/enrol/set_up.hpp"
#include "gateway/incident/cases.hpp"
#include "gateway/incident/drill.hpp"
#include "gateway/ingest/ingest.hpp"
#include "gateway/ingest/mqtt_connection.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/store/sqlite/open_accounts.hpp"
#include "gateway/store/sqlite/open_node_book.hpp"
#include "wire/topics.hpp"

namespace sb::gateway {
namespace {

constexpr std::size_t kWorkers = 2;
constexpr std::chrono::seconds kDutyEvery{5};
constexpr std::chrono::milliseconds kOrderPace{250};

UtcNs wall_clock() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// SIGINT and SIGTERM wait for wait_for_signal() in every thread that is made after this.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// A thousand connections need more descriptors than the usual soft limit.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::map<std::string, std::uint64_t> named(const IngestCounters& counters) {
  std::map<std::string, std::uint64_t> names{{"received", counters.received},
                                             {"queue_full", counters.queue_full},
                                             {"stored", counters.stored},
                                             {"duplicate", counters.duplicates},
                                             {"status", counters.statuses},
                                             {"acknowledged", counters.acknowledgements},
                                             {"broken_chain", counters.broken_chains},
                                             {"store_failure", counters.store_failures}};
  for (std::size_t i = 0; i < kRefusals; ++i) {
    names["refused_" + std::string(to_string(static_cast<Refusal>(i)))] = counters.refused.at(i);
  }
  return names;
}

AccountSettings account_settings(const Config& config) {
  AccountSettings settings;
  const auto file = config.seal_key.empty() ? config.database.parent_path() / "seal.key" : config.seal_key;
  const auto key = load_or_create_seal_key(file);
  if (!key) throw StoreError(key.error().text);
  settings.seal_key = *key;
  return settings;
}

/// Everything that lives as long as the gateway serves. The order of members is that of dependence.
class Gateway {
 public:
  static Result<std::unique_ptr<Gateway>> open(const Config& config);
  ~Gateway();
  void start();
  std::uint16_t port() const { return server_->port(); }
  spdlog::logger& log() { return log_; }

 private:
  void watch_duty(const std::stop_token& stop);
  explicit Gateway(const Config& config);
  Result<void> prepare(const Config& config);
  api::ApiParts api_parts(const Config& config, std::string map_json);
  void take(Message message);
  void run_orders(const std::stop_token& stop);

  spdlog::logger log_{"gateway", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<NodeBook> nodes_;
  std::unique_ptr<Enrolment> enrolment_;
  api::StaticFiles files_;
  api::HttpCounters http_counters_;
  api::CellVerdicts verdicts_;
  Correlator correlator_;
  std::optional<wire::SigningKey> key_;
  std::unique_ptr<Ingest> ingest_;
  std::unique_ptr<Dispatcher> orders_;
  std::unique_ptr<MqttConnection> broker_;  // goes first: its thread gives messages to ingest
  std::unique_ptr<api::Api> api_;
  boost::asio::thread_pool workers_{kWorkers};
  boost::asio::thread_pool password_worker_{1};
  std::unique_ptr<api::Server> server_;
  RateLimit rate_;
  std::optional<Chores> chores_;
  std::jthread http_thread_, opening_thread_, storing_thread_, broker_thread_, chores_thread_, order_thread_,
      duty_thread_;
};

Gateway::Gateway(const Config& config)
    : store_(open_sqlite_store(config.database)),
      accounts_(open_sqlite_accounts(config.database, account_settings(config))),
      nodes_(open_sqlite_node_book(config.database)),
      verdicts_(*store_),
      correlator_(CommuneIndex::built_in()) {}

Result<std::unique_ptr<Gateway>> Gateway::open(const Config& config) {
  try {
    std::unique_ptr<Gateway> gateway(new Gateway(config));
    if (auto prepared = gateway->prepare(config); !prepared) return tl::unexpected(prepared.error());
    return gateway;
  } catch (const StoreError& error) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("database {}: {}", config.database.string(), error.what()));
  }
}

Result<void> Gateway::prepare(const Config& config) {
  auto map_json = api::map_document(config.province_code, config.border);
  if (!map_json) return tl::unexpected(map_json.error());
  auto key = wire::SigningKey::load_or_create(config.key);
  if (!key) return tl::unexpected(key.error());
  key_.emplace(std::move(*key));
  if (!config.http.web_root.empty()) {
    auto files = api::StaticFiles::load(config.http.web_root);
    if (!files) return tl::unexpected(files.error());
    files_ = std::move(*files);
  }
  if (config.enrolment) {
    auto enrolment = set_up_enrolment(config, *store_, *nodes_, key_->public_pem());
    if (!enrolment) return tl::unexpected(enrolment.error());
    enrolment_ = std::move(*enrolment);
    if (auto written = enrolment_->write_revocation_list(wall_clock()); !written) return written;
  }
  if (config.mqtt) {
    const auto& mqtt = *config.mqtt;
    broker_ = std::make_unique<MqttConnection>(
        BrokerSettings{mqtt.host, mqtt.port, mqtt.ca, mqtt.certificate, mqtt.key, mqtt.client_id,
                       config.province},
        [this](Message message) { take(std::move(message)); },
        [this](const std::string& line) { log_.info(line); });
    ingest_ = std::make_unique<Ingest>(
        IngestSettings{config.province}, *store_, correlator_, *key_,
        [this](const std::string& topic, const std::string& payload) { broker_->publish(topic, payload); },
        wall_clock);
  }
  if (broker_) {
    orders_ = std::make_unique<Dispatcher>(
        config.province, *store_, *nodes_, *key_,
        [this](const std::string& topic, const std::string& payload) { broker_->publish(topic, payload); });
  }
  chores_.emplace(
      *store_, config,
      [this](const std::string& topic, const std::string& payload) {
        if (!broker_ || !broker_->connected()) return false;
        broker_->publish(topic, payload);
        return true;
      },
      [this](const std::string& line) { log_.warn(line); });
  api_ = std::make_unique<api::Api>(api_parts(config, std::move(*map_json)));
  api::ServerSettings settings;
  settings.address = config.http.address;
  settings.port = config.http.port;
  settings.certificate = config.http.tls_certificate;
  settings.key = config.http.tls_key;
  auto server = api::Server::listen(settings, *api_, http_counters_,
                                    {workers_.get_executor(), password_worker_.get_executor()}, wall_clock,
                                    [this](const std::string& line) { log_.error(line); });
  if (!server) return tl::unexpected(server.error());
  server_ = std::move(*server);
  return ensure_first_account(*accounts_, config.one_time_password_file, std::cout);
}

api::ApiParts Gateway::api_parts(const Config& config, std::string map_json) {
  return {.store = *store_,
          .accounts = *accounts_,
          .files = files_,
          .http = http_counters_,
          .nodes = *nodes_,
          .map_json = std::move(map_json),
          .cell_verdict = [this](const HeardCell& cell, UtcNs now) { return verdicts_(cell, now); },
          .password_changed =
              [file = config.one_time_password_file](const std::string& user) {
                std::error_code ignored;
                if (user == kFirstUser && !file.empty()) std::filesystem::remove(file, ignored);
              },
          .ingest_counters =
              [this] {
                auto names = ingest_ ? named(ingest_->counters()) : std::map<std::string, std::uint64_t>{};
                if (broker_) names["unsent"] = broker_->dropped();
                return names;
              },
          .ready = [this] { return !broker_ || broker_->connected(); },
          .secure_cookies = !config.http.tls_certificate.empty(),
          .tickets = config.outward.tickets,
          .rate = &rate_,
          .key = &*key_,
          .province_code = config.province_code,
          .vn2000_epsg = config.vn2000_epsg,
          .enrolment = enrolment_.get(),
          .updates = config.enrolment ? config.enrolment->updates : std::filesystem::path()};
}

void Gateway::take(Message message) {
  const auto topic = wire::parse_topic(message.topic);
  if (topic && topic->leaf == wire::Leaf::kReply) {
    orders_->on_reply(message.topic, std::move(message.payload));
  } else {
    ingest_->enqueue(std::move(message));
  }
}

/// Orders that the page or the command line has queued.
void Gateway::run_orders(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      orders_->step(wall_clock());
    } catch (const StoreError& error) {
      log_.error("orders: {}", error.what());
    }
    std::this_thread::sleep_for(kOrderPace);
  }
}

void Gateway::start() {
  store_->on_commit([this](std::int64_t newest) { server_->events_committed(newest); });
  http_thread_ = std::jthread([this] { server_->run(); });
  chores_thread_ = std::jthread([this](std::stop_token stop) { chores_->run(stop); });
  duty_thread_ = std::jthread([this](const std::stop_token& stop) { watch_duty(stop); });
  if (!ingest_) return;
  opening_thread_ = std::jthread([this](const std::stop_token& stop) { ingest_->run_opening(stop); });
  storing_thread_ = std::jthread([this](const std::stop_token& stop) { ingest_->run_storing(stop); });
  broker_thread_ = std::jthread([this](const std::stop_token& stop) { broker_->run(stop); });
  order_thread_ = std::jthread([this](const std::stop_token& stop) { run_orders(stop); });
}

/// Steps of drills that are due, and what nobody acknowledges in time goes to the next on duty. The
/// correlator is safe here: the store lets one writer in at a time.
void Gateway::watch_duty(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, stop, kDutyEvery, [&] { return stop.stop_requested(); })) {
    try {
      advance_drills(
          *store_, [this](Transaction& tx, Observation& o, UtcNs now) { correlator_.observe(tx, o, now); },
          wall_clock());
      const auto count = escalate(*store_, wall_clock());
      if (count > 0) log_.warn("{} incidents escalated", count);
    } catch (const StoreError& error) {
      log_.error("escalation: {}", error.what());
    }
  }
}

/// What brings new work ends first: the broker, then ingest, then the page.
Gateway::~Gateway() {
  for (auto* thread :
       {&broker_thread_, &opening_thread_, &storing_thread_, &chores_thread_, &order_thread_, &duty_thread_})
    thread->request_stop();
  if (server_) server_->stop();
  for (auto* thread : {&broker_thread_, &opening_thread_, &storing_thread_, &chores_thread_, &order_thread_,
                       &duty_thread_, &http_thread_}) {
    if (thread->joinable()) thread->join();
  }
  workers_.join();
  password_worker_.join();
  store_->on_commit([](std::int64_t) {});
}

}  // namespace

Result<void> serve(const Config& config) {
  const auto signals = block_signals();
  raise_descriptor_limit();
  auto gateway = Gateway::open(config);
  if (!gateway) return tl::unexpected(gateway.error());
  auto& log = (*gateway)->log();
  (*gateway)->start();
  log.info("province {}: listening on {}://{}:{}", config.province,
           config.http.tls_certificate.empty() ? "http" : "https", config.http.address, (*gateway)->port());
  if (!config.mqtt) log.warn("no [mqtt] section: nothing is received");
  int signal = 0;
  sigwait(&signals, &signal);
  log.info("signal {}: stopping", signal);
  return {};
}

}  // namespace sb::gateway
