#pragma once
// The HTTP server: one thread in run(), coroutines for connections, the handlers on the lanes it is given.
// Limits: header 16 KiB (431), body 64 KiB (413), 20 s to ask, 10 s to take an answer, max_connections,
// max_event_clients.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "gateway/api/api.hpp"
#include "models/core/result.hpp"

namespace sb::gateway::api {

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;               ///< 0: any free one
  std::filesystem::path certificate, key;  ///< PEM; both or neither
  std::size_t max_connections = 1000;
  std::size_t max_event_clients = 500;
  std::size_t max_waiting_passwords = 8;  ///< more sign-ins at once are answered 429
  std::chrono::milliseconds ask_timeout{20'000};
  std::chrono::milliseconds answer_timeout{10'000};
  std::chrono::milliseconds heartbeat{15'000};
};

/// Where handlers run: `work` for most, `passwords` for those that hash one. Both belong to the app and are
/// joined before the server is destroyed.
struct Lanes {
  boost::asio::any_io_executor work, passwords;
};

class Server {
 public:
  using Now = std::function<UtcNs()>;
  using LogLine = std::function<void(const std::string&)>;  ///< called from any thread

  /// Listens at once. Errors: kInvalidArgument (a non-loopback address without TLS), kUnreadable (certificate
  /// or key), kUnavailable (address or port taken).
  static Result<std::unique_ptr<Server>> listen(ServerSettings settings, const Api& api,
                                                HttpCounters& counters, Lanes lanes, Now now, LogLine log);
  virtual ~Server() = default;

  virtual std::uint16_t port() const = 0;
  virtual void run() = 0;   ///< until stop() and then at most a second
  virtual void stop() = 0;  ///< from any thread
  /// An event up to this id can be read from the store. From any thread.
  virtual void events_committed(std::int64_t newest_id) = 0;
};

}  // namespace sb::gateway::api
