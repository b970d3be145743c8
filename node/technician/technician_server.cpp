#include "node/technician/technician_server.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

namespace sb::embedded {
extern const std::string_view page_index_html, page_app_js, page_draw_js, page_style_css, page_vi_json,
    page_en_json;
}

namespace sb::node {
namespace {

using httplib::Request;
using httplib::Response;
using Json = nlohmann::json;

constexpr std::size_t kMaxBodyBytes = 64U << 10U;
constexpr std::size_t kWorkers = 4;
constexpr time_t kTimeoutS = 10;
constexpr std::string_view kCookie = "sb_page=";

constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

struct Asset {
  const char* path;
  const char* type;
  const std::string_view& text;
};
const Asset kAssets[] = {{"/", "text/html; charset=utf-8", embedded::page_index_html},
                         {"/app.js", "text/javascript; charset=utf-8", embedded::page_app_js},
                         {"/draw.js", "text/javascript; charset=utf-8", embedded::page_draw_js},
                         {"/style.css", "text/css; charset=utf-8", embedded::page_style_css},
                         {"/vi.json", "application/json", embedded::page_vi_json},
                         {"/en.json", "application/json", embedded::page_en_json}};

std::string token_of(const Request& request) {
  const auto cookies = request.get_header_value("Cookie");
  const auto at = cookies.find(kCookie);
  if (at == std::string::npos) return {};
  const auto begin = at + kCookie.size();
  return cookies.substr(begin, cookies.find(';', begin) - begin);
}

void answer_json(Response& response, const std::string& text) {
  response.set_content(text, "application/json");
}

void refuse(Response& response, int status, const std::string& key) {
  response.status = status;
  answer_json(response, Json{{"error", key}}.dump());
}

enum class Phase { kBound, kRunning, kEnded };

int status_of(ErrorCode code) {
  if (code == ErrorCode::kInvalidArgument) return 400;
  if (code == ErrorCode::kRefused) return 409;
  return 503;
}

}  // namespace

struct TechnicianServer::State {
  State(const TlsIdentity& identity, TechnicianPage& the_page, Access& the_access, const Clock& the_clock)
      : page(the_page),
        access(the_access),
        clock(the_clock),
        server(identity.certificate.c_str(), identity.key.c_str()) {}

  void set_limits();
  void set_routes();
  void sign_in(const Request& request, Response& response);
  /// A read that needs a session.
  void read(const char* path, std::string (TechnicianPage::*question)() const);
  /// A change: session, and a header that no foreign page can set without being asked first.
  void change(const char* path, std::function<Result<void>(const Request&)> work);

  TechnicianPage& page;
  Access& access;
  const Clock& clock;
  httplib::SSLServer server;
  std::uint16_t port = 0;
  std::atomic<Phase> phase = Phase::kBound;
  std::atomic<bool> stopping{false};  ///< asked for, perhaps before run() began
};

void TechnicianServer::State::set_limits() {
  server.new_task_queue = [] { return new httplib::ThreadPool(kWorkers); };  // the server owns it
  server.set_payload_max_length(kMaxBodyBytes);
  server.set_read_timeout(kTimeoutS);
  server.set_write_timeout(kTimeoutS);
  server.set_keep_alive_timeout(kTimeoutS);
  server.set_default_headers({{"Content-Security-Policy", kPolicy},
                              {"X-Content-Type-Options", "nosniff"},
                              {"Referrer-Policy", "no-referrer"},
                              {"Cache-Control", "no-store"}});
}

void TechnicianServer::State::sign_in(const Request& request, Response& response) {
  const auto json = Json::parse(request.body, nullptr, false);
  const auto code = json.is_object() && json.contains("code") && json["code"].is_string()
                        ? json["code"].get<std::string>()
                        : std::string();
  const auto token = access.open(code, clock.steady_ns());
  if (!token)
    return refuse(response, token.error().code == ErrorCode::kUnavailable ? 429 : 401,
                  token.error().code == ErrorCode::kUnavailable ? "error.locked" : "error.code");
  response.set_header("Set-Cookie",
                      fmt::format("{}{}; Path=/; HttpOnly; Secure; SameSite=Strict", kCookie, *token));
  answer_json(response, "{}");
}

void TechnicianServer::State::read(const char* path, std::string (TechnicianPage::*question)() const) {
  server.Get(path, [this, question](const Request& request, Response& response) {
    if (!access.is_open(token_of(request), clock.steady_ns())) return refuse(response, 401, "error.session");
    answer_json(response, (page.*question)());
  });
}

void TechnicianServer::State::change(const char* path, std::function<Result<void>(const Request&)> work) {
  server.Post(path, [this, work = std::move(work)](const Request& request, Response& response) {
    if (!access.is_open(token_of(request), clock.steady_ns())) return refuse(response, 401, "error.session");
    if (request.get_header_value("X-Songbien") != "1") return refuse(response, 403, "error.session");
    if (const auto done = work(request); !done)
      return refuse(response, status_of(done.error().code), done.error().text);
    answer_json(response, "{}");
  });
}

void TechnicianServer::State::set_routes() {
  for (const auto& asset : kAssets) {
    server.Get(asset.path, [&asset](const Request&, Response& response) {
      response.set_content(asset.text.data(), asset.text.size(), asset.type);
    });
  }
  server.Post("/api/session",
              [this](const Request& request, Response& response) { sign_in(request, response); });
  read("/api/state", &TechnicianPage::state);
  read("/api/wizard", &TechnicianPage::wizard);
  read("/api/spectrum", &TechnicianPage::spectrum);
  read("/api/communes", &TechnicianPage::communes);
  read("/api/site", &TechnicianPage::site);
  read("/api/acceptance", &TechnicianPage::acceptance);
  change("/api/wizard/start", [this](const Request&) -> Result<void> {
    page.start_wizard();
    return {};
  });
  change("/api/wizard/terminated", [this](const Request&) { return page.measure_terminated(); });
  change("/api/wizard/baseline", [this](const Request&) { return page.store_baseline(); });
  change("/api/site", [this](const Request& request) { return page.put_site(request.body); });
  change("/api/photo", [this](const Request& request) { return page.put_photo(request.body); });
  change("/api/acceptance", [this](const Request&) { return page.accept(); });
}

TechnicianServer::TechnicianServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
TechnicianServer::~TechnicianServer() {
  stop();
}

Result<std::unique_ptr<TechnicianServer>> TechnicianServer::bind(const TechnicianServerOptions& options,
                                                                 const TlsIdentity& identity,
                                                                 TechnicianPage& page, Access& access,
                                                                 const Clock& clock) {
  if (options.address.empty() || options.address == "0.0.0.0" || options.address == "::") {
    return fail(ErrorCode::kInvalidArgument,
                "technician.address: must be the address of one interface, not all of them");
  }
  auto state = std::make_unique<State>(identity, page, access, clock);
  if (!state->server.is_valid())
    return fail(ErrorCode::kUnreadable, identity.certificate.string() + ": cannot be used for TLS");
  state->set_limits();
  state->set_routes();
  const int port = options.port == 0
                       ? state->server.bind_to_any_port(options.address)
                       : (state->server.bind_to_port(options.address, options.port) ? options.port : -1);
  if (port <= 0) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("technician.address: {}:{} cannot be bound", options.address, options.port));
  }
  state->port = static_cast<std::uint16_t>(port);
  return std::unique_ptr<TechnicianServer>(new TechnicianServer(std::move(state)));
}

std::uint16_t TechnicianServer::port() const {
  return state_->port;
}
void TechnicianServer::run() {
  state_->phase = Phase::kRunning;
  if (!state_->stopping) state_->server.listen_after_bind();
  state_->phase = Phase::kEnded;
}
void TechnicianServer::stop() {
  // The library forgets a stop that comes before its own beginning: run() asks for one, and here its
  // beginning is waited for.
  state_->stopping = true;
  while (state_->phase == Phase::kRunning && !state_->server.is_running())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  state_->server.stop();
}

std::string label_url(const std::string& address, std::uint16_t port, const std::string& code,
                      const std::string& fingerprint) {
  return fmt::format("https://{}:{}/#c={}&f={}", address, port, code, fingerprint);
}

}  // namespace sb::node
