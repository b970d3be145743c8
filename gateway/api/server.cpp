// Listening, stopping and the feed's refill. The protocol itself is connection.cpp.
#include "gateway/api/server.hpp"

#include <atomic>
#include <span>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "gateway/api/server_state.hpp"

namespace sb::gateway::api {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

constexpr auto kStopStep = std::chrono::milliseconds(20);
constexpr int kStopSteps = 50;  // a second for answers under way
constexpr auto kAcceptPause = std::chrono::milliseconds(50);
constexpr int kEventPage = 500;

Result<std::unique_ptr<asio::ssl::context>> tls_context(const ServerSettings& settings) {
  if (settings.certificate.empty() && settings.key.empty()) return nullptr;
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  boost::system::error_code error;
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                       asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1);
  context->use_certificate_chain_file(settings.certificate.string(), error);
  if (error) {
    return fail(ErrorCode::kUnreadable,
                fmt::format("TLS certificate '{}': {}", settings.certificate.string(), error.message()));
  }
  context->use_private_key_file(settings.key.string(), asio::ssl::context::pem, error);
  if (error)
    return fail(ErrorCode::kUnreadable,
                fmt::format("TLS key '{}': {}", settings.key.string(), error.message()));
  return context;
}

class BeastServer final : public Server {
 public:
  BeastServer(ServerState state, std::unique_ptr<asio::ssl::context> tls)
      : state_(std::move(state)), tls_(std::move(tls)), acceptor_(io_) {}

  boost::system::error_code bind(const tcp::endpoint& endpoint) {
    boost::system::error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    return error;
  }

  std::uint16_t port() const override { return port_; }

  void run() override {
    asio::co_spawn(io_, accept_all(), asio::detached);
    io_.run();
  }

  void stop() override {
    asio::post(io_, [this] { begin_to_stop(); });
  }

  void events_committed(std::int64_t newest_id) override {
    auto seen = committed_.load();
    while (newest_id > seen && !committed_.compare_exchange_weak(seen, newest_id)) {
    }
    asio::post(io_, [this] {
      if (refilling_ || state_.stopping || committed_ <= state_.feed.newest()) return;
      refilling_ = true;
      asio::co_spawn(io_, refill(), asio::detached);
    });
  }

 private:
  asio::awaitable<void> accept_all();
  asio::awaitable<void> refill();
  asio::awaitable<void> end_run();
  void begin_to_stop();

  // The order is that of lifetimes: connections live in io_ and touch what stands before it.
  ServerState state_;
  std::unique_ptr<asio::ssl::context> tls_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  std::atomic<std::int64_t> committed_{0};
  std::uint16_t port_ = 0;
  bool refilling_ = false;
};

asio::awaitable<void> BeastServer::accept_all() {
  asio::steady_timer pause(io_);
  while (!state_.stopping) {
    auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
    if (state_.stopping) co_return;
    if (error) {  // out of descriptors, or a peer that left again
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    if (state_.connections.size() >= state_.settings.max_connections) {
      ++state_.counters.refused_connections;
      continue;  // closed with the socket
    }
    asio::co_spawn(io_, serve_connection(state_, std::move(socket), tls_.get()), asio::detached);
  }
}

asio::awaitable<void> BeastServer::refill() {
  try {
    while (!state_.stopping && committed_ > state_.feed.newest()) {
      const auto from = state_.feed.newest();
      auto& store = state_.api.parts().store;
      const auto rows = co_await call_on(state_.lanes.work,
                                         [&store, from] { return store.events_after(from, kEventPage); });
      if (rows.empty()) break;
      state_.feed.append(rows);
    }
  } catch (const std::exception& error) {
    state_.log(fmt::format("events cannot be read: {}", error.what()));
  }
  refilling_ = false;
}

/// Waits for the open connections, but not for ever.
asio::awaitable<void> BeastServer::end_run() {
  asio::steady_timer step(io_);
  for (int i = 0; i < kStopSteps && !state_.connections.empty(); ++i) {
    step.expires_after(kStopStep);
    co_await step.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  io_.stop();
}

void BeastServer::begin_to_stop() {
  if (state_.stopping) return;
  state_.stopping = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (auto& connection : state_.connections) {
    if (connection.waiting) connection.socket->cancel(ignored);
  }
  state_.feed.wake_all();
  asio::co_spawn(io_, end_run(), asio::detached);
}

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(ServerSettings settings, const Api& api,
                                               HttpCounters& counters, Lanes lanes, Now now, LogLine log) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error)
    return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is not an IP address", settings.address));
  if (settings.certificate.empty() != settings.key.empty()) {
    return fail(ErrorCode::kInvalidArgument, "TLS needs both a certificate and a key");
  }
  if (!address.is_loopback() && settings.certificate.empty()) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("address {} can be reached from the network: give a "
                                                         "TLS certificate and key, or listen on 127.0.0.1",
                                                         settings.address));
  }
  auto tls = tls_context(settings);
  if (!tls) return tl::unexpected(tls.error());
  const tcp::endpoint endpoint(address, settings.port);
  EventFeed feed(api.parts().store.newest_event_id());
  ServerState state{std::move(settings),
                    api,
                    counters,
                    std::move(lanes),
                    std::move(now),
                    std::move(log),
                    std::move(feed),
                    {},
                    0,
                    0,
                    false};
  auto server = std::make_unique<BeastServer>(std::move(state), std::move(*tls));
  error = server->bind(endpoint);
  if (error) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("cannot listen on {} port {}: {}", endpoint.address().to_string(),
                            endpoint.port(), error.message()));
  }
  return server;
}

}  // namespace sb::gateway::api
