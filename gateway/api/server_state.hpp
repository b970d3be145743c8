#pragma once
// What connections share with their server. Everything here is touched on the server's thread only, but for
// the counters.
#include <list>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/api/event_feed.hpp"
#include "gateway/api/server.hpp"

namespace sb::gateway::api {

/// One open connection as the server sees it: what to cancel when it stops.
struct OpenConnection {
  boost::asio::ip::tcp::socket* socket = nullptr;
  bool waiting = false;  ///< for a request, or for the end of the client
};

struct ServerState {
  ServerSettings settings;
  const Api& api;
  HttpCounters& counters;
  Lanes lanes;
  Server::Now now;
  Server::LogLine log;
  EventFeed feed;
  std::list<OpenConnection> connections;
  std::size_t event_clients = 0;
  std::size_t waiting_passwords = 0;
  bool stopping = false;
};

/// A client that has shown up; gone with its scope.
class Registration {
 public:
  Registration(ServerState& state, boost::asio::ip::tcp::socket& socket)
      : state_(state), place_(state.connections.insert(state.connections.end(), {&socket, false})) {
    ++state_.counters.connections;
  }
  ~Registration() {
    state_.connections.erase(place_);
    --state_.counters.connections;
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
  void waiting(bool value) { place_->waiting = value; }

 private:
  ServerState& state_;
  std::list<OpenConnection>::iterator place_;
};

/// A client that listens to events; counted while its scope lasts.
class EventClient {
 public:
  explicit EventClient(ServerState& state) : state_(state) {
    ++state_.event_clients;
    ++state_.counters.event_clients;
  }
  ~EventClient() {
    --state_.event_clients;
    --state_.counters.event_clients;
  }
  EventClient(const EventClient&) = delete;
  EventClient& operator=(const EventClient&) = delete;

 private:
  ServerState& state_;
};

/// Runs `work` on a lane and comes back to the caller's thread with its result (or exception).
template <typename Work>
boost::asio::awaitable<std::invoke_result_t<Work>> call_on(boost::asio::any_io_executor lane, Work work) {
  auto task = [](Work inner) -> boost::asio::awaitable<std::invoke_result_t<Work>> { co_return inner(); };
  co_return co_await boost::asio::co_spawn(std::move(lane), task(std::move(work)),
                                           boost::asio::use_awaitable);
}

/// Serves one accepted socket to its end. `tls` is null for plain HTTP.
boost::asio::awaitable<void> serve_connection(ServerState& state, boost::asio::ip::tcp::socket socket,
                                              boost::asio::ssl::context* tls);

}  // namespace sb::gateway::api
