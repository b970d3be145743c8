#include <gtest/gtest.h>

#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

std::string path_of(std::int64_t id, const std::string& verb = {}) {
  return "/api/v1/incidents/" + std::to_string(id) + (verb.empty() ? "" : "/" + verb);
}

TEST(Incidents, FromOpenToClosedWithWhoDidIt) {
  TestServer server;
  const auto id = server.add_incident("a");
  auto client = server.signed_in("operator");
  auto list = client.get("/api/v1/incidents?state=active&kind=spillover").json();
  ASSERT_EQ(list["incidents"].size(), 1U);
  EXPECT_EQ(list["incidents"][0]["id"], id);
  EXPECT_FALSE(list.contains("next"));

  EXPECT_EQ(client.post(path_of(id, "acknowledge"), {{"comment", "đang xem"}}).json()["state"],
            "acknowledged");
  EXPECT_EQ(client.post(path_of(id, "confirm"), nlohmann::json::object()).json()["state"], "confirmed");
  const auto closed = client.post(path_of(id, "close"), {{"comment", "đã xử lý"}});
  EXPECT_EQ(closed.status, 200U) << closed.body;
  EXPECT_EQ(closed.json()["state"], "closed");
  const auto conflict = client.post(path_of(id, "acknowledge"), {{"comment", "x"}});
  EXPECT_EQ(conflict.status, 409U);
  EXPECT_EQ(conflict.json()["error"]["code"], "conflict");

  const auto detail = client.get(path_of(id)).json();
  ASSERT_EQ(detail["observations"].size(), 1U);
  EXPECT_EQ(detail["observations"][0]["cell"]["plmns"][0], "460-01");
  ASSERT_EQ(detail["levels"].size(), 1U);
  EXPECT_DOUBLE_EQ(detail["levels"][0]["rsrp_dbfs"], -58.1);
  EXPECT_EQ(detail["tickets"][0]["carrier"], "mobifone");
  bool seen = false;
  for (const auto& row : detail["audit"])
    seen = seen || (row["actor"] == "operator" && row["action"] == "incident.close");
  EXPECT_TRUE(seen) << detail["audit"].dump();
}

TEST(Incidents, ErrorsSayWhatIsWrong) {
  TestServer server;
  const auto id = server.add_incident("a");
  auto client = server.signed_in("operator");
  EXPECT_EQ(client.get(path_of(999)).status, 404U);
  EXPECT_EQ(client.post(path_of(999, "confirm"), nlohmann::json::object()).status, 404U);
  EXPECT_EQ(client.post(path_of(id, "dismiss"), {{"reason", ""}}).status, 400U);
  EXPECT_EQ(client.post(path_of(id, "merge"), {{"into", "one"}}).status, 400U);
  EXPECT_EQ(client.post(path_of(id, "merge"), {{"into", id}}).status, 400U);
  EXPECT_EQ(client.post(path_of(id, "comment"), {{"comment", {{"nested", true}}}}).status, 400U);
  EXPECT_EQ(
      client.request("POST", path_of(id, "comment"), "{", {{"Content-Type", "application/json"}}).status,
      400U);
  for (const auto* query :
       {"kind=alien", "since=yesterday", "bbox=1,2,3", "bbox=5,5,1,1", "limit=0", "limit=501", "cursor=-1",
        "exercise=maybe", "colour=red", "state=open&state=closed"}) {
    const auto answer = client.get(std::string("/api/v1/incidents?") + query);
    EXPECT_EQ(answer.status, 400U) << query;
    EXPECT_EQ(answer.json()["error"]["code"], "bad_request") << query;
  }
  const auto wrong_method = client.request("DELETE", path_of(id));
  EXPECT_EQ(wrong_method.status, 405U);
  EXPECT_EQ(wrong_method.headers.at("allow"), "GET, HEAD");
}

TEST(Incidents, PagesFollowTheCursorWithoutGapOrDouble) {
  TestServer server;
  for (int i = 0; i < 7; ++i) server.add_incident("cause " + std::to_string(i));
  auto client = server.signed_in("auditor");
  std::vector<std::int64_t> ids;
  std::string cursor;
  for (int page = 0; page < 4; ++page) {
    const auto json =
        client.get("/api/v1/incidents?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor)).json();
    for (const auto& incident : json["incidents"]) ids.push_back(incident["id"]);
    if (!json.contains("next")) break;
    cursor = json["next"];
  }
  EXPECT_EQ(ids, (std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1}));
}

TEST(Incidents, ListingsAnswer) {
  TestServer server;
  server.add_incident("a");
  auto client = server.signed_in("operator");
  const auto nodes = client.get("/api/v1/nodes").json();
  EXPECT_EQ(nodes["nodes"][0]["name"], "Lào Cai 1");
  EXPECT_EQ(client.get("/api/v1/observations?node=lc-01").json()["observations"].size(), 1U);
  const auto cells = client.get("/api/v1/cells").json()["cells"];
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0]["verdict"], "foreign");
  EXPECT_EQ(cells[0]["nodes"][0], "lc-01");
  EXPECT_EQ(client.get("/api/v1/tickets?incident=1").json()["tickets"].size(), 1U);
  EXPECT_TRUE(client.get("/api/v1/registry").json()["cells"].empty());
}

}  // namespace
}  // namespace sb::gateway::testing
