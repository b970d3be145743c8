#include <chrono>

#include <gtest/gtest.h>

#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kSecond = 1'000'000'000;

TEST(Session, NothingIsReadWithoutOne) {
  TestServer server;
  auto client = server.client();
  for (const auto* path : {"/api/v1/session", "/api/v1/incidents", "/api/v1/incidents/1", "/api/v1/nodes",
                           "/api/v1/observations", "/api/v1/cells", "/api/v1/tickets", "/api/v1/registry",
                           "/api/v1/map", "/api/v1/events"}) {
    const auto answer = client.get(path);
    EXPECT_EQ(answer.status, 401U) << path;
    EXPECT_EQ(answer.json()["error"]["code"], "unauthorized") << path;
  }
}

TEST(Session, SigningInGivesCookieAndBearerToken) {
  TestServer server;
  ASSERT_TRUE(server.accounts->create({"lan", "operator", false}, kPassword));
  auto client = server.client();
  const auto answer = client.sign_in("lan", kPassword);
  ASSERT_EQ(answer.status, 200U) << answer.body;
  const auto json = answer.json();
  EXPECT_EQ(json["user"], "lan");
  EXPECT_EQ(json["role"], "operator");
  EXPECT_EQ(json["must_change_password"], false);
  const auto cookie = answer.headers.at("set-cookie");
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Strict"), std::string::npos);
  EXPECT_EQ(cookie.find("Secure"), std::string::npos) << "plain HTTP on loopback";

  const auto again = client.get("/api/v1/session");
  EXPECT_EQ(again.status, 200U);
  EXPECT_FALSE(again.json().contains("token"));
  auto bearer = server.client();
  const std::string token = json["token"];
  EXPECT_EQ(bearer.get("/api/v1/incidents", {{"Authorization", "Bearer " + token}}).status, 200U);
  EXPECT_EQ(bearer.get("/api/v1/incidents", {{"Authorization", "Bearer " + token + "x"}}).status, 401U);

  EXPECT_EQ(client.request("DELETE", "/api/v1/session").status, 204U);
  EXPECT_EQ(client.get("/api/v1/session").status, 401U);
  EXPECT_EQ(bearer.get("/api/v1/incidents", {{"Authorization", "Bearer " + token}}).status, 401U);
}

TEST(Session, ChangesByCookieNeedTheCsrfToken) {
  TestServer server;
  const auto id = server.add_incident("a");
  auto client = server.signed_in("operator");
  const auto path = "/api/v1/incidents/" + std::to_string(id) + "/acknowledge";
  const auto right = client.csrf_token;
  for (const auto& wrong : {std::string(), std::string("x"), right + "x"}) {
    client.csrf_token = wrong;
    EXPECT_EQ(client.post(path, {{"comment", "x"}}).status, 403U);
  }
  client.csrf_token = right;
  EXPECT_EQ(client.request("POST", path, R"({"comment":"x"})", {{"Content-Type", "text/plain"}}).status,
            415U);
  EXPECT_EQ(client.post(path, {{"comment", "x"}}).status, 200U);
}

TEST(Session, WrongPasswordsLockTheAccountForAWhile) {
  TestServer server;
  ASSERT_TRUE(server.accounts->create({"lan", "operator", false}, kPassword));
  auto client = server.client();
  std::string message;
  for (int i = 0; i < 5; ++i) {
    const auto answer = client.sign_in("lan", "not the password");
    EXPECT_EQ(answer.status, 401U);
    message = answer.json()["error"]["message"];
  }
  const auto unknown = client.sign_in("nobody", "not the password");
  EXPECT_EQ(unknown.status, 401U);
  EXPECT_EQ(unknown.json()["error"]["message"], message) << "the same words for an unknown user";
  EXPECT_EQ(client.sign_in("lan", kPassword).status, 401U) << "locked";
  server.now += 31 * kSecond;
  EXPECT_EQ(client.sign_in("lan", "wrong again").status, 401U);
  server.now += 31 * kSecond;
  EXPECT_EQ(client.sign_in("lan", kPassword).status, 401U) << "the second lock is twice as long";
  server.now += 31 * kSecond;
  EXPECT_EQ(client.sign_in("lan", kPassword).status, 200U);
}

TEST(Session, FirstPasswordMustBeChangedBeforeAnythingElse) {
  TestServer server;
  ASSERT_TRUE(server.accounts->create({"admin", "administrator", true}, kPassword));
  auto client = server.client();
  ASSERT_EQ(client.sign_in("admin", kPassword).status, 200U);
  EXPECT_EQ(client.get("/api/v1/incidents").status, 403U);
  const auto change = [&](const char* from, const char* to) {
    return client.post("/api/v1/session/password", {{"old_password", from}, {"new_password", to}}).status;
  };
  EXPECT_EQ(change("wrong", "mot-mat-khau-khac"), 403U);
  EXPECT_EQ(change(kPassword, "ngắn"), 400U);
  EXPECT_EQ(change(kPassword, kPassword), 400U);
  EXPECT_EQ(change(kPassword, "mot-mat-khau-khac"), 204U);
  EXPECT_EQ(client.get("/api/v1/incidents").status, 200U) << "the session goes on";
  auto other = server.client();
  EXPECT_EQ(other.sign_in("admin", kPassword).status, 401U);
  EXPECT_EQ(other.sign_in("admin", "mot-mat-khau-khac").status, 200U);
}

TEST(Session, EndsWhenIdleAndInAnyCaseAfterHalfADay) {
  TestServer server;
  auto client = server.signed_in("operator");
  const auto hour = 3600 * kSecond;
  for (int i = 0; i < 11; ++i) {
    server.now += hour;
    EXPECT_EQ(client.get("/api/v1/session").status, 200U) << i;
  }
  server.now += hour;
  EXPECT_EQ(client.get("/api/v1/session").status, 401U) << "twelve hours";
  auto idle = server.client();
  ASSERT_EQ(idle.sign_in("operator", kPassword).status, 200U);
  server.now += 2 * hour;
  EXPECT_EQ(idle.get("/api/v1/session").status, 401U) << "two hours of silence";
}

TEST(Session, RolesHaveWhatTheTableSays) {
  TestServer server;
  const auto id = std::to_string(server.add_incident("a"));
  struct Row {
    const char* role;
    unsigned map, incidents, tickets, comment;
  };
  for (const Row& row : {Row{"administrator", 200, 200, 200, 200}, Row{"supervisor", 200, 200, 200, 200},
                         Row{"operator", 200, 200, 200, 200}, Row{"auditor", 200, 200, 200, 403},
                         Row{"technician", 200, 200, 403, 403}, Row{"carrier", 200, 403, 200, 403}}) {
    auto client = server.signed_in(row.role);
    EXPECT_EQ(client.get("/api/v1/map").status, row.map) << row.role;
    EXPECT_EQ(client.get("/api/v1/incidents").status, row.incidents) << row.role;
    EXPECT_EQ(client.get("/api/v1/tickets").status, row.tickets) << row.role;
    EXPECT_EQ(client.post("/api/v1/incidents/" + id + "/comment", {{"comment", "đã xem"}}).status,
              row.comment)
        << row.role;
  }
  auto technician = server.client();
  technician.sign_in("technician", kPassword);
  EXPECT_TRUE(technician.get("/api/v1/incidents/" + id).json()["tickets"].empty())
      << "tickets name carriers' sites";
}

}  // namespace
}  // namespace sb::gateway::testing
