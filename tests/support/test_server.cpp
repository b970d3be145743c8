#include "tests/support/test_server.hpp"

#include <fstream>
#include <stdexcept>
#include <thread>

#include <boost/asio/thread_pool.hpp>

#include "gateway/api/cell_verdicts.hpp"
#include "gateway/api/map.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/store/sqlite/open_node_book.hpp"

namespace sb::gateway::testing {

namespace fs = std::filesystem;

struct TestServer::Running {
  Running(Store& store, const RateLimitSettings& limits) : verdicts(store), rate(limits) {}
  api::CellVerdicts verdicts;
  boost::asio::thread_pool work{2}, passwords{1};
  api::StaticFiles files;
  std::unique_ptr<api::Api> api;
  std::unique_ptr<api::Server> server;
  RateLimit rate;
  wire::SigningKey key = wire::SigningKey::generate().value();
  std::jthread thread;
};

AccountSettings cheap_accounts() {
  AccountSettings settings;
  settings.operations = 1;
  settings.memory_bytes = 8192;
  return settings;
}

namespace {

void write_file(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void write_page(const fs::path& root) {
  write_file(root / "index.html", "<!doctype html><title>Sóng Biên</title>");
  write_file(root / "assets/app-3fK9aQ2x.js", "console.log('plain')");
  write_file(root / "assets/app-3fK9aQ2x.js.br", "brotli bytes");
  write_file(root / "assets/app-3fK9aQ2x.js.gz", "gzip bytes");
  write_file(root / "favicon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
  write_file(root / ".secret", "hidden");
  write_file(root.parent_path() / "outside.txt", "outside");
  fs::create_symlink(root.parent_path() / "outside.txt", root / "link.txt");
}

}  // namespace

TestServer::TestServer(api::ServerSettings settings, const EnrolmentMaker& make_enrolment,
                       const RateLimitSettings& limits) {
  store = open_sqlite_store(folder / "gateway.sqlite");
  auto people = cheap_accounts();
  people.seal_key = load_or_create_seal_key(folder / "seal.key").value();
  accounts = open_sqlite_accounts(folder / "gateway.sqlite", people);
  running_ = std::make_unique<Running>(*store, limits);
  write_page(folder / "web");
  running_->files = *api::StaticFiles::load(folder / "web");
  nodes = open_sqlite_node_book(folder / "gateway.sqlite");
  spectrum = std::make_unique<SpectrumDesk>("laocai", *store);
  if (make_enrolment) enrolment = make_enrolment(*store, *nodes);
  api::ApiParts parts{.store = *store,
                      .accounts = *accounts,
                      .files = running_->files,
                      .http = counters,
                      .nodes = *nodes,
                      .map_json = *api::map_document("15", {}),
                      .cell_verdict = {},
                      .password_changed = {},
                      .ingest_counters = {},
                      .ready = {},
                      .enrolment = enrolment.get(),
                      .spectrum = spectrum.get()};
  parts.updates = folder / "updates";
  parts.tickets.carriers = {
      {"mobifone", "MobiFone Lào Cai", {"noc@mobifone.example"}, "", "", {"noc.mobifone.example"}},
      {"viettel", "Viettel Lào Cai", {}, "", "", {}}};
  parts.cell_verdict = [this](const HeardCell& cell, UtcNs at) { return running_->verdicts(cell, at); };
  parts.password_changed = [](const std::string&) {};
  parts.ingest_counters = [] {
    return std::map<std::string, std::uint64_t>{{"stored", 7}, {"refused_envelope", 1}};
  };
  parts.ready = [this] { return broker_connected.load(); };
  parts.rate = &running_->rate;
  parts.key = &running_->key;
  parts.province_code = "15";
  running_->api = std::make_unique<api::Api>(std::move(parts));
  settings.port = 0;
  auto server = api::Server::listen(
      settings, *running_->api, counters, {running_->work.get_executor(), running_->passwords.get_executor()},
      [this] { return now.load(); }, [](const std::string&) {});
  if (!server) throw std::runtime_error(server.error().text);
  running_->server = std::move(*server);
  store->on_commit([this](std::int64_t newest) { running_->server->events_committed(newest); });
  running_->thread = std::jthread([this] { running_->server->run(); });
}

TestServer::~TestServer() {
  stop();
}

void TestServer::stop() {
  if (!running_) return;
  running_->server->stop();
  running_->thread.join();
  running_->work.join();
  running_->passwords.join();
  store->on_commit([](std::int64_t) {});
  running_.reset();
}

std::uint16_t TestServer::port() const {
  return running_->server->port();
}

sb::testing::HttpClient TestServer::signed_in(const std::string& role) {
  return signed_in(role, role, role == "carrier" ? "mobifone" : "");
}

sb::testing::HttpClient TestServer::signed_in(const std::string& user, const std::string& role,
                                              const std::string& operator_name) {
  accounts->create({user, role, false, operator_name}, kPassword);
  auto made = client();
  if (made.sign_in(user, kPassword).status != 200) throw std::runtime_error("cannot sign in as " + user);
  return made;
}

std::int64_t TestServer::add_incident(const std::string& cause_key) {
  auto incident = incident_row(cause_key);
  store->write([&](Transaction& tx) {
    if (!tx.node("lc-01")) tx.put_node(node_row());
    tx.put_incident(incident);
    auto heard = observation("lc-01", 7, static_cast<std::uint64_t>(incident.id));
    tx.insert_observation(heard);
    tx.link_observation(heard.id, incident.id);
    tx.audit({0, kNoon, "gateway", "incident.open", "incident/" + std::to_string(incident.id),
              R"({"kind":"spillover"})"});
    Ticket ticket{0,
                  incident.id,
                  "mobifone",
                  "draft",
                  kNoon,
                  "Nhiễu trên kênh 1575",
                  "Interference on channel 1575",
                  R"({"channel":1575})"};
    tx.put_ticket(ticket);
    tx.event("incident", R"({"id":)" + std::to_string(incident.id) + "}");
  });
  return incident.id;
}

void TestServer::add_event(const std::string& data_json) {
  store->write([&](Transaction& tx) { tx.event("incident", data_json); });
}

}  // namespace sb::gateway::testing
