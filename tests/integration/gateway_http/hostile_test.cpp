// Requests that nobody honest sends. After each the server must still answer an honest one.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

using namespace std::chrono_literals;
using sb::testing::RawConnection;

double resident_mib() {
  std::ifstream statm("/proc/self/statm");
  double total = 0.0, resident = 0.0;
  statm >> total >> resident;
  return resident * 4096.0 / (1 << 20);
}

std::string ask(std::uint16_t port, const std::string& bytes, std::chrono::milliseconds time = 5s) {
  RawConnection connection(port);
  connection.send(bytes);
  return connection.read(time, "\r\n\r\n");
}

TEST(Hostile, LimitsHaveTheirStatus) {
  TestServer server;
  const auto port = server.port();
  EXPECT_EQ(
      ask(port, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n").substr(9, 3),
      "413");
  EXPECT_EQ(
      ask(port, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(17'000, 'a') + "\r\n\r\n").substr(9, 3),
      "431");
  EXPECT_EQ(ask(port, "GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n").substr(9, 3), "400");
  EXPECT_EQ(ask(port, "NONSENSE\r\n\r\n").substr(9, 3), "400");
  EXPECT_EQ(ask(port, "GET / HTTP/9.9\r\nHost: x\r\n\r\n").substr(9, 3), "400");
  EXPECT_EQ(ask(port, "GET http://other/ HTTP/1.1\r\nHost: x\r\n\r\n").substr(9, 3), "400");
  EXPECT_EQ(ask(port, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                          std::string("11000\r\n") + std::string(0x11000, 'x') + "\r\n0\r\n\r\n")
                .substr(9, 3),
            "413");
  EXPECT_EQ(server.client().get("/healthz").status, 200U);
}

TEST(Hostile, ALargeBodyGetsItsAnswerAndNotAReset) {
  TestServer server;
  auto client = server.client();
  const auto answer = client.request("POST", "/api/v1/session", std::string(70'000, 'x'),
                                     {{"Content-Type", "application/json"}});
  EXPECT_EQ(answer.status, 413U);
}

TEST(Hostile, SlowClientsAreLetGo) {
  api::ServerSettings settings;
  settings.ask_timeout = 300ms;
  TestServer server(settings);
  RawConnection slow(server.port());
  for (int i = 0; i < 50 && !slow.closed(); ++i) {  // a header that never ends, a byte at a time
    slow.send("X");
    slow.read(30ms);
  }
  EXPECT_TRUE(slow.closed());
  RawConnection silent(server.port());
  silent.read(5s);
  EXPECT_TRUE(silent.closed());
  EXPECT_GE(server.counters.timeouts, 2U);
}

TEST(Hostile, ConnectionsAreCapped) {
  api::ServerSettings settings;
  settings.max_connections = 3;
  TestServer server(settings);
  std::vector<RawConnection> held;
  for (int i = 0; i < 3; ++i) {
    held.emplace_back(server.port());
    held.back().send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(held.back().read(5s, "ok\n").find("200"), std::string::npos);
  }
  RawConnection one_more(server.port());
  one_more.read(5s);
  EXPECT_TRUE(one_more.closed());
  EXPECT_GE(server.counters.refused_connections, 1U);
  held.clear();
  bool served = false;
  for (int i = 0; i < 100 && !served; ++i) served = server.client().get("/healthz").status == 200;
  EXPECT_TRUE(served);
}

TEST(Hostile, TooManySignInsAtOnceWait) {
  api::ServerSettings settings;
  settings.max_waiting_passwords = 0;
  TestServer server(settings);
  EXPECT_EQ(server.client().sign_in("lan", kPassword).status, 429U);
}

TEST(Hostile, PipelinedRequestsAreAnsweredInOrder) {
  TestServer server;
  RawConnection connection(server.port());
  connection.send(
      "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing.js HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz "
      "HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto text = connection.read(5s, "ready\n");
  const auto first = text.find("ok\n");
  const auto second = text.find("404");
  EXPECT_NE(second, std::string::npos);
  EXPECT_LT(first, second);
}

/// Honest requests, then bytes flipped, cut, doubled and inserted; and pure noise. Seeded.
TEST(Hostile, TenThousandMutatedRequests) {
  api::ServerSettings settings;
  settings.ask_timeout = 150ms;
  TestServer server(settings);
  server.add_incident("a");
  auto client = server.signed_in("operator");
  const std::vector<std::string> honest = {
      "GET /api/v1/incidents?kind=spillover&bbox=1,2,3,4&since=2026-01-01T00:00:00Z HTTP/1.1\r\nHost: "
      "x\r\nCookie: " +
          client.cookie + "\r\n\r\n",
      "POST /api/v1/incidents/1/comment HTTP/1.1\r\nHost: x\r\nCookie: " + client.cookie +
          "\r\nX-CSRF-Token: " + client.csrf_token +
          "\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"comment\":\"x\"}",
      "GET /assets/app-3fK9aQ2x.js HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n",
      "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: "
      "chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n",
      "GET /api/v1/observations?node=lc-01&limit=5&cursor=%31 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
      "abc\r\n\r\n"};
  std::mt19937 random(20261122);
  const auto below = [&random](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const char* asked = std::getenv("SB_HOSTILE_REQUESTS");  // the long form: 1000000
  const int requests = asked != nullptr ? std::atoi(asked) : 10'000;
  double settled_mib = 0.0;
  for (int i = 0; i < requests; ++i) {
    if (i == requests / 5) settled_mib = resident_mib();
    std::string bytes = honest[below(honest.size())];
    if (i % 10 == 0) {
      bytes.resize(below(400) + 1);
      for (auto& byte : bytes) byte = static_cast<char>(below(256));
    }
    for (std::size_t edits = below(6) + 1; edits > 0 && !bytes.empty(); --edits) {
      const auto at = below(bytes.size());
      switch (below(4)) {
        case 0:
          bytes[at] = static_cast<char>(below(256));
          break;
        case 1:
          bytes.erase(at, below(8) + 1);
          break;
        case 2:
          bytes.insert(at, bytes.substr(at, below(64)));
          break;
        default:
          bytes.insert(at, 1, "\r\n\0%/?&=;:{}[]\""[below(15)]);
          break;
      }
    }
    RawConnection connection(server.port());
    connection.send(bytes);
    if (i % 20 == 0) connection.read(1ms);
    if (i % 1000 == 0) {
      ASSERT_EQ(server.client().get("/healthz").status, 200U) << i;
    }
  }
  EXPECT_EQ(server.client().get("/healthz").status, 200U);
  EXPECT_LT(resident_mib() - settled_mib, 16.0) << "memory grows with what an attacker sends";
  EXPECT_EQ(server.counters.answers[5], 0U) << "nothing of this may look like our own fault";
}

}  // namespace
}  // namespace sb::gateway::testing
