// A ticket through the real server: the DST sends it, the carrier works on it through TMF621, nobody sees
// another's.
#include <gtest/gtest.h>

#include "gateway/report/zip.hpp"
#include "tests/support/test_server.hpp"
#include "tests/unit/gateway/ticket/tmf_schema.hpp"

namespace sb::gateway::testing {
namespace {

const std::string kTmf = "/tmf-api/troubleTicket/v4/troubleTicket";

struct TicketsHttp : ::testing::Test {
  void SetUp() override {
    server.add_incident("a");
    id = std::to_string(server.store->tickets(std::nullopt).at(0).id);
  }
  void send() {
    auto supervisor = server.signed_in("supervisor");
    ASSERT_EQ(supervisor.post("/api/v1/tickets/" + id + "/approve", nlohmann::json::object()).status, 200U);
    const auto sent = supervisor.post("/api/v1/tickets/" + id + "/send", nlohmann::json::object());
    ASSERT_EQ(sent.status, 200U) << sent.body;
    EXPECT_EQ(sent.json()["state"], "sent");
    EXPECT_TRUE(sent.json().contains("sla"));
  }
  sb::testing::HttpAnswer patch(sb::testing::HttpClient& client, const nlohmann::json& body) {
    return client.request(
        "PATCH", kTmf + "/" + id, body.dump(),
        {{"Content-Type", "application/merge-patch+json"}, {"X-CSRF-Token", client.csrf_token}});
  }
  TestServer server;
  std::string id;
};

TEST_F(TicketsHttp, OnlyWhoMayApprovesAndADraftIsNotTheCarriers) {
  auto noc = server.signed_in("carrier");
  EXPECT_EQ(server.signed_in("operator")
                .post("/api/v1/tickets/" + id + "/approve", nlohmann::json::object())
                .status,
            403U);
  EXPECT_EQ(noc.get("/api/v1/tickets/" + id).status, 404U);
  EXPECT_EQ(noc.get(kTmf + "/" + id).status, 404U);
  EXPECT_EQ(noc.post("/api/v1/tickets/" + id + "/send", nlohmann::json::object()).status, 403U);
  EXPECT_TRUE(noc.get("/api/v1/tickets").json()["tickets"].empty());
  send();
  EXPECT_EQ(noc.get("/api/v1/tickets").json()["tickets"].size(), 1U);
}

TEST_F(TicketsHttp, TheCarrierReadsTheEvidenceOfItsOwnTicketAndNothingThatTheDstSaid) {
  auto noc = server.signed_in("carrier");
  auto other = server.signed_in("other-noc", "carrier", "gmobile");
  EXPECT_EQ(noc.get("/api/v1/tickets/" + id + "/evidence").status, 404U) << "a draft";
  send();
  EXPECT_EQ(other.get("/api/v1/tickets/" + id + "/evidence").status, 404U) << "another's";
  EXPECT_EQ(server.signed_in("technician").get("/api/v1/tickets/" + id + "/evidence").status, 403U);
  const auto incident = server.store->tickets(std::nullopt).at(0).incident_id;
  auto supervisor = server.signed_in("supervisor2", "supervisor", "");
  ASSERT_EQ(supervisor
                .post("/api/v1/incidents/" + std::to_string(incident) + "/comment",
                      {{"comment", "nội bộ: hỏi công an tỉnh"}})
                .status,
            200U);
  const auto read = [&](sb::testing::HttpClient& client) {
    const auto answer = client.get("/api/v1/tickets/" + id + "/evidence?purpose=kiem%20tra");
    EXPECT_EQ(answer.status, 200U) << answer.body.substr(0, 200);
    const auto entries = unzip_archive(answer.body, 1U << 24U);
    EXPECT_TRUE(entries);
    for (const auto& entry : entries.value_or(std::vector<ZipEntry>())) {
      if (entry.name == "custody.json") return entry.content;
    }
    return std::string();
  };
  const auto custody = read(noc);
  EXPECT_NE(custody.find("evidence.read"), std::string::npos) << custody;
  EXPECT_EQ(custody.find("nội bộ"), std::string::npos) << custody;
  EXPECT_NE(read(supervisor).find("nội bộ"), std::string::npos) << "the DST reads it whole";
}

TEST_F(TicketsHttp, TheCarrierWorksOnItThroughTmf621) {
  send();
  auto noc = server.signed_in("carrier");
  const auto list = noc.get(kTmf);
  ASSERT_EQ(list.json().size(), 1U) << list.body;
  EXPECT_EQ(list.headers.at("x-total-count"), "1");
  EXPECT_EQ(tmf4_complaints(list.json()[0], "troubleTicket"), "") << list.body;
  EXPECT_EQ(noc.get(kTmf + "?status=closed").json().size(), 0U);
  EXPECT_EQ(noc.get(kTmf + "?fields=status").json()[0].size(), 3U) << "id, href, status";
  const auto taken =
      patch(noc, {{"status", "acknowledged"}, {"externalId", "TT-889"}, {"note", {{{"text", "đã nhận"}}}}});
  ASSERT_EQ(taken.status, 200U) << taken.body;
  EXPECT_EQ(tmf4_complaints(taken.json(), "troubleTicket"), "") << taken.body;
  EXPECT_EQ(taken.json()["externalId"], "TT-889");
  EXPECT_EQ(taken.json()["note"][0]["text"], "đã nhận");
  EXPECT_EQ(patch(noc, {{"status", "acknowledged"}}).status, 200U) << "repeated: nothing changes";
  EXPECT_EQ(patch(noc, {{"status", "closed"}}).status, 400U);
  EXPECT_EQ(patch(noc, {{"description", "x"}}).status, 400U);
  EXPECT_EQ(patch(noc, {{"status", {{"a", 1}}}}).status, 400U);
  EXPECT_EQ(noc.get("/tmf-api/troubleTicket/v5/troubleTicket/" + id).json()["externalIdentifier"][1]["id"],
            "TT-889");
}

TEST_F(TicketsHttp, AnotherCarrierAndTheAuditorChangeNothing) {
  send();
  auto other = server.signed_in("vnpt-noc", "carrier", "vnpt");
  EXPECT_TRUE(other.get(kTmf).json().empty());
  EXPECT_EQ(other.get(kTmf + "/" + id).status, 404U);
  EXPECT_EQ(patch(other, {{"status", "rejected"}, {"statusChangeReason", "x"}}).status, 404U);
  EXPECT_EQ(other.post("/api/v1/tickets/" + id + "/answer", {{"verdict", "ours"}}).status, 404U);
  auto auditor = server.signed_in("auditor");
  EXPECT_EQ(auditor.get("/api/v1/tickets/" + id).status, 200U);
  EXPECT_EQ(patch(auditor, {{"status", "acknowledged"}}).status, 403U);
  EXPECT_EQ(auditor.post("/api/v1/tickets/" + id + "/comment", {{"comment", "x"}}).status, 403U);
}

TEST_F(TicketsHttp, HubsAreOnlyToHostsOfTheCarrier) {
  auto noc = server.signed_in("carrier");
  const std::string hub = "/tmf-api/troubleTicket/v4/hub";
  EXPECT_EQ(noc.post(hub, {{"callback", "https://evil.example/"}}).status, 400U);
  EXPECT_EQ(noc.post(hub, {{"callback", "http://noc.mobifone.example/"}}).status, 400U);
  const auto made = noc.post(hub, {{"callback", "https://noc.mobifone.example/events"}});
  ASSERT_EQ(made.status, 201U) << made.body;
  EXPECT_EQ(noc.post(hub, {{"callback", "https://noc.mobifone.example/events"}}).json()["id"],
            made.json()["id"])
      << "the same again is the same";
  send();
  const auto rows = server.signed_in("auditor").get("/api/v1/deliveries?state=waiting").json()["deliveries"];
  EXPECT_EQ(rows.size(), 2U) << "mail and hub: " << rows.dump();
  auto other = server.signed_in("vnpt-noc", "carrier", "vnpt");
  EXPECT_EQ(other.request("DELETE", hub + "/1", "", {{"X-CSRF-Token", other.csrf_token}}).status, 404U);
  EXPECT_EQ(noc.request("DELETE", hub + "/1", "", {{"X-CSRF-Token", noc.csrf_token}}).status, 204U);
}

}  // namespace
}  // namespace sb::gateway::testing
