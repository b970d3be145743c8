// Nodes through the API: who may enrol, order, accept and revoke.
#include <gtest/gtest.h>

#include "tests/support/test_server.hpp"
#include "wire/signing.hpp"

namespace sb::gateway::testing {
namespace {

class Nodes : public ::testing::Test {
 protected:
  Nodes() {
    auto row = node_row();
    row.public_key_pem = key_.public_pem();
    server_.store->write([&](Transaction& tx) { tx.put_node(row); });
  }
  sb::testing::HttpAnswer deliver(const std::string& sheet, const wire::SigningKey& key) {
    std::string text("songbien/v1/acceptance");
    text.push_back('\0');
    return server_.client().post("/api/v1/nodes/lc-01/acceptance",
                                 {{"sheet", sheet}, {"signature", wire::to_hex(key.sign(text + sheet))}});
  }
  wire::SigningKey key_ = std::move(*wire::SigningKey::generate());
  TestServer server_;
};

TEST_F(Nodes, OrdersAreQueuedByThoseWhoMay) {
  auto technician = server_.signed_in("technician");
  const auto queued =
      technician.post("/api/v1/nodes/lc-01/listen", {{"centre_hz", 1.8425e9}, {"duration_s", 5}});
  EXPECT_EQ(queued.status, 202U) << queued.body;
  EXPECT_EQ(queued.json()["state"], "queued");
  EXPECT_EQ(technician.post("/api/v1/nodes/lc-01/spectrum", {{"low_hz", 1.8e9}, {"high_hz", 1.88e9}}).status,
            202U);
  EXPECT_EQ(technician.post("/api/v1/nodes/lc-01/calibrate", nlohmann::json::object()).status, 202U);
  EXPECT_EQ(technician.post("/api/v1/nodes/lc-01/listen", {{"centre_hz", 1.8e9}}).status, 400U);
  EXPECT_EQ(technician.post("/api/v1/nodes/lc-01/listen", {{"centre_hz", 1.8e9}, {"duration_s", 601}}).status,
            400U);
  EXPECT_EQ(technician.post("/api/v1/nodes/lc-99/calibrate", nlohmann::json::object()).status, 404U);
  EXPECT_EQ(
      server_.signed_in("auditor").post("/api/v1/nodes/lc-01/calibrate", nlohmann::json::object()).status,
      403U);
  EXPECT_EQ(server_.client().post("/api/v1/nodes/lc-01/calibrate", nlohmann::json::object()).status, 401U);
  const auto listed = technician.get("/api/v1/nodes/lc-01/commands").json();
  ASSERT_EQ(listed["commands"].size(), 3U);
  EXPECT_EQ(listed["commands"][0]["by"], "technician");
}

TEST_F(Nodes, AGatewayWithoutAnAuthorityEnrolsNobody) {
  auto chief = server_.signed_in("supervisor");
  EXPECT_EQ(chief
                .post("/api/v1/nodes/enrolments",
                      {{"node", "lc-02"}, {"name", "x"}, {"latitude", 22.5}, {"longitude", 104.0}})
                .status,
            409U);
  EXPECT_EQ(server_.client().post("/api/v1/enrol", {{"code", "x"}, {"request", "y"}}).status, 409U);
}

TEST_F(Nodes, ASheetIsTakenFromItsNodeAndApprovedByAChief) {
  const std::string sheet = R"({"node":"lc-01","passed":true})";
  EXPECT_EQ(deliver(sheet, *wire::SigningKey::generate()).status, 403U);
  EXPECT_EQ(deliver(R"({"node":"lc-02"})", key_).status, 400U)
      << "another node's sheet under this one's signature";
  EXPECT_EQ(deliver("[]", key_).status, 400U);
  const auto kept = deliver(sheet, key_);
  ASSERT_EQ(kept.status, 200U) << kept.body;
  EXPECT_EQ(deliver(sheet, key_).json()["id"], kept.json()["id"]) << "a second delivery";
  const nlohmann::json approval{{"id", kept.json()["id"]}, {"comment", "đạt"}};
  EXPECT_EQ(server_.signed_in("operator").post("/api/v1/nodes/lc-01/acceptance/approve", approval).status,
            403U);
  auto chief = server_.signed_in("supervisor");
  const auto approved = chief.post("/api/v1/nodes/lc-01/acceptance/approve", approval);
  ASSERT_EQ(approved.status, 200U) << approved.body;
  EXPECT_EQ(approved.json()["sheets"][0]["state"], "approved");
  EXPECT_EQ(approved.json()["sheets"][0]["sheet"]["passed"], true);
  EXPECT_EQ(chief.post("/api/v1/nodes/lc-01/acceptance/approve", approval).status, 409U);
}

TEST_F(Nodes, UpdatesAreNamedByTheirHashAndNothingElse) {
  EXPECT_EQ(server_.client().get("/api/v1/updates?sha256=../../gateway.sqlite").status, 400U);
  EXPECT_EQ(server_.client().get("/api/v1/updates?sha256=" + std::string(64, 'a')).status, 404U);
}

}  // namespace
}  // namespace sb::gateway::testing
