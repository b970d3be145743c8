#pragma once
// The real server with a real database in a folder of its own, on a free loopback port. Cheap password
// hashes.
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "gateway/api/server.hpp"
#include "gateway/enrol/enrolment.hpp"
#include "gateway/spectrum/desk.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/store/sqlite/open_accounts.hpp"
#include "gateway/store/store.hpp"
#include "tests/support/http_client.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {

inline constexpr const char* kPassword = "mat-khau-du-dai-2026";

/// Argon2id at its smallest cost.
AccountSettings cheap_accounts();

class TestServer {
 public:
  using EnrolmentMaker = std::function<std::unique_ptr<Enrolment>(Store&, NodeBook&)>;
  /// Nobody is limited unless a test says so: tests ask faster than people.
  explicit TestServer(api::ServerSettings settings = {}, const EnrolmentMaker& make_enrolment = {},
                      const RateLimitSettings& limits = {1e6, 1e6});
  ~TestServer();

  std::uint16_t port() const;
  sb::testing::HttpClient client() const { return sb::testing::HttpClient(port()); }
  /// Makes the account and signs it in.
  sb::testing::HttpClient signed_in(const std::string& role);
  sb::testing::HttpClient signed_in(const std::string& user, const std::string& role,
                                    const std::string& operator_name);
  /// Writes an incident with one observation and an event; returns its id.
  std::int64_t add_incident(const std::string& cause_key);
  void add_event(const std::string& data_json);
  void stop();

  ScratchFolder folder;
  std::unique_ptr<Store> store;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<NodeBook> nodes;
  std::unique_ptr<Enrolment> enrolment;
  std::unique_ptr<SpectrumDesk> spectrum;
  api::HttpCounters counters;
  std::atomic<UtcNs> now{kNoon};
  std::atomic<bool> broker_connected{true};

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace sb::gateway::testing
