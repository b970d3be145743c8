// Reports, evidence, quality, exports, people and the audit through the real server.
#include <gtest/gtest.h>

#include "gateway/evidence/bundle.hpp"
#include "gateway/people/totp.hpp"
#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

TEST(ReportsHttp, AreMadeListedAndReadInEveryForm) {
  TestServer server;
  const auto incident = server.add_incident("a");
  auto client = server.signed_in("operator");
  const auto made = client.post("/api/v1/reports", {{"type", "rr_appendix10"}, {"incident", incident}});
  ASSERT_EQ(made.status, 201U) << made.body;
  const auto path = "/api/v1/reports/" + std::to_string(made.json()["id"].get<int>());
  const auto page = client.get(path);
  EXPECT_NE(page.body.find("Phụ lục 10"), std::string::npos);
  EXPECT_NE(page.headers.at("content-security-policy").find("default-src 'none'"), std::string::npos);
  EXPECT_TRUE(client.get(path + "?format=pdf").body.starts_with("%PDF"));
  EXPECT_TRUE(client.get(path + "?format=odt").body.starts_with("PK"));
  EXPECT_TRUE(client.get(path + "?format=xlsx").body.starts_with("PK"));
  EXPECT_NE(client.get(path + "?format=csv&lang=en").body.find("Class of emission"), std::string::npos);
  EXPECT_TRUE(client.get(path + "?format=json").json().contains("document"));
  EXPECT_EQ(client.get(path + "?format=exe").status, 400U);
  const auto quarter = client.post("/api/v1/reports", {{"type", "quarterly"}, {"period", "2026-Q4"}});
  EXPECT_EQ(quarter.status, 201U) << quarter.body;
  EXPECT_EQ(client.post("/api/v1/reports", {{"type", "quarterly"}, {"period", "2026-Q5"}}).status, 400U);
  EXPECT_EQ(client.post("/api/v1/reports", {{"type", "quarterly"}}).status, 400U);
  EXPECT_EQ(client.get("/api/v1/reports").json()["reports"].size(), 2U);
  EXPECT_EQ(client.get("/api/v1/reports/calendar").json()["calendar"].size(), 2U);
  EXPECT_EQ(server.signed_in("technician").get(path).status, 403U);
}

TEST(EvidenceHttp, IsForThoseWhoMayAndEveryReadingStands) {
  TestServer server;
  const auto id = std::to_string(server.add_incident("a"));
  EXPECT_EQ(server.signed_in("operator").get("/api/v1/evidence/" + id).status, 403U);
  auto auditor = server.signed_in("auditor");
  const auto bundle = auditor.get("/api/v1/evidence/" + id + "?purpose=thanh-tra");
  ASSERT_EQ(bundle.status, 200U) << bundle.body;
  EXPECT_TRUE(bundle.body.starts_with("PK"));
  const auto reads = auditor.get("/api/v1/evidence?incident=" + id).json()["reads"];
  ASSERT_EQ(reads.size(), 1U);
  EXPECT_EQ(reads[0]["actor"], "auditor");
  EXPECT_EQ(reads[0]["detail"]["purpose"], "thanh-tra");
  EXPECT_EQ(auditor.get("/api/v1/evidence/99").status, 404U);
  const auto chain = auditor.get("/api/v1/audit/verify").json();
  EXPECT_EQ(chain["intact"], true);
  EXPECT_EQ(auditor.get("/api/v1/audit?action=evidence.").json()["audit"].size(), 1U);
}

TEST(FiguresHttp, QualityAndKeyFiguresAreNumbers) {
  TestServer server;
  server.add_incident("a");
  server.now += 10'000'000'000;
  auto client = server.signed_in("operator");
  const auto quality = client.get("/api/v1/quality").json()["quality"];
  ASSERT_EQ(quality.size(), 1U);
  EXPECT_EQ(quality[0]["node"], "lc-01");
  EXPECT_EQ(quality[0]["state"], "poor") << "the receiver is not calibrated";
  const auto kpi = client.get("/api/v1/kpi").json();
  EXPECT_EQ(kpi["alarms"], 1);
  EXPECT_EQ(client.get("/api/v1/kpi?since=2026-11-22T00:00:00Z&until=2026-11-21T00:00:00Z").status, 400U);
}

TEST(ExportHttp, FilesAreForSupervisorsAndFeaturesPage) {
  TestServer server;
  server.add_incident("a");
  server.add_incident("b");
  EXPECT_EQ(server.signed_in("operator").get("/api/v1/export/incidents.csv").status, 403U);
  auto client = server.signed_in("supervisor");
  EXPECT_EQ(client.get("/api/v1/export/incidents.geojson").json()["features"].size(), 2U);
  EXPECT_EQ(client.get("/api/v1/export/incidents.stix.json").json()["type"], "bundle");
  EXPECT_NE(client.get("/api/v1/export/incidents.kml").body.find("<Placemark"), std::string::npos);
  EXPECT_EQ(client.get("/api/v1/audit?action=export.").json()["audit"].size(), 3U);
  EXPECT_EQ(client.get("/ogc/conformance").json()["conformsTo"].size(), 2U);
  const auto first = client.get("/ogc/collections/incidents/items?limit=1");
  EXPECT_EQ(first.headers.at("content-type"), "application/geo+json");
  EXPECT_EQ(first.json()["numberReturned"], 1);
  EXPECT_EQ(first.json()["links"][1]["rel"], "next");
  EXPECT_EQ(client.get("/ogc/collections/incidents/items?datetime=2030-01-01T00:00:00Z/..")
                .json()["numberReturned"],
            0);
  EXPECT_EQ(client.get("/ogc/collections/incidents/items?datetime=yesterday").status, 400U);
  EXPECT_EQ(client.get("/ogc/collections/incidents/items/1").json()["id"], 1);
  EXPECT_EQ(client.get("/ogc/collections/incidents/items/99").status, 404U);
}

TEST(PeopleHttp, AdministratorsMakeChangeAndResetAccounts) {
  TestServer server;
  EXPECT_EQ(server.signed_in("supervisor").get("/api/v1/accounts").status, 403U);
  auto admin = server.signed_in("administrator");
  const auto made = admin.post("/api/v1/accounts", {{"user", "lan"},
                                                    {"role", "operator"},
                                                    {"certificate", "ATTT-1"},
                                                    {"certificate_expires", "2026-12-01"}});
  ASSERT_EQ(made.status, 201U) << made.body;
  EXPECT_EQ(made.json()["warnings"], nlohmann::json({"certificate_expires"})) << "within 30 days";
  auto lan = server.client();
  EXPECT_EQ(lan.sign_in("lan", made.json()["one_time_password"]).status, 200U);
  EXPECT_EQ(lan.get("/api/v1/incidents").status, 403U) << "choose a password first";
  const auto change = [&](const nlohmann::json& body) {
    return admin.request("PATCH", "/api/v1/accounts", body.dump(),
                         {{"Content-Type", "application/json"}, {"X-CSRF-Token", admin.csrf_token}});
  };
  EXPECT_EQ(change({{"user", "lan"}, {"role", "carrier"}}).status, 400U) << "of which operator?";
  EXPECT_EQ(change({{"user", "lan"}, {"disabled", true}}).json()["disabled"], true);
  EXPECT_EQ(lan.get("/api/v1/session").status, 401U);
  EXPECT_EQ(change({{"user", "administrator"}, {"disabled", true}}).status, 409U);
  EXPECT_EQ(change({{"user", "nobody"}, {"disabled", true}}).status, 404U);
  EXPECT_EQ(admin.get("/api/v1/audit?action=account.").json()["audit"].size(), 2U);
}

TEST(PeopleHttp, TheSecondFactorIsAskedAtTheDoor) {
  TestServer server;
  auto client = server.signed_in("operator");
  const auto secret = client.post("/api/v1/session/second-factor", nlohmann::json::object());
  ASSERT_EQ(secret.status, 200U) << secret.body;
  EXPECT_NE(secret.json()["uri"].get<std::string>().find("otpauth://totp/"), std::string::npos);
  EXPECT_EQ(client.post("/api/v1/session/second-factor/confirm", {{"code", "000000"}}).status, 409U);
}

TEST(PeopleHttp, DeploymentNeedsItsDecision) {
  TestServer server;
  auto admin = server.signed_in("administrator");
  EXPECT_EQ(admin.get("/api/v1/deployment").json()["state"], "trial");
  EXPECT_EQ(admin.post("/api/v1/deployment", {{"state", "operational"}}).status, 400U);
  nlohmann::json decision = {{"state", "operational"},
                             {"approval_number", "12/QĐ"},
                             {"approval_date", "2026-11-01"},
                             {"security_level", 3}};
  EXPECT_EQ(admin.post("/api/v1/deployment", decision).status, 409U);
  decision["state"] = "approved";
  EXPECT_EQ(admin.post("/api/v1/deployment", decision).status, 200U);
  decision["state"] = "operational";
  EXPECT_EQ(admin.post("/api/v1/deployment", decision).json()["state"], "operational");
}

TEST(RateHttp, OnePersonsHasteIsAnswered429) {
  TestServer server({}, {}, RateLimitSettings{});
  auto client = server.signed_in("operator");
  unsigned limited = 0;
  for (int i = 0; i < 260; ++i) limited += client.get("/api/v1/session").status == 429U ? 1U : 0U;
  EXPECT_GT(limited, 20U);
  EXPECT_EQ(server.signed_in("auditor").get("/api/v1/session").status, 200U);
  server.now += 10'000'000'000;
  EXPECT_EQ(client.get("/api/v1/session").status, 200U);
}

}  // namespace
}  // namespace sb::gateway::testing
