#pragma once
// What the server counts about itself; /metrics shows it.
#include <array>
#include <atomic>
#include <cstdint>

namespace sb::gateway::api {

struct HttpCounters {
  std::array<std::atomic<std::uint64_t>, 6> answers{};  ///< by status / 100; index 0 unused
  std::atomic<std::uint64_t> refused_connections{0};    ///< over the connection cap
  std::atomic<std::uint64_t> timeouts{0};               ///< a peer too slow to ask or to take its answer
  std::atomic<std::uint64_t> malformed{0};              ///< not HTTP, or beyond a limit
  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> event_clients{0};
};

}  // namespace sb::gateway::api
