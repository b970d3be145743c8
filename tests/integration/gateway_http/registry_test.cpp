// A carrier declares its cells over HTTP: preview, then exactly that; who may; what is refused.
#include <utility>

#include <gtest/gtest.h>

#include "gateway/report/zip.hpp"
#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

const std::string kViettel = "/api/v1/registry/viettel";
const std::string kHeader = "plmn,rat,site_id,cell_id,tac,channel,pci\n";
const std::string kTwo = kHeader + "452-04,lte,S1,105217,7,1575,33\n452-04,lte,S2,105218,7,1650,34\n";

sb::testing::HttpAnswer send(sb::testing::HttpClient& client, const std::string& target,
                             const std::string& body, const std::string& type = "text/csv") {
  return client.request("POST", target, body, {{"Content-Type", type}, {"X-CSRF-Token", client.csrf_token}});
}

struct RegistryHttp : ::testing::Test {
  sb::testing::HttpAnswer import(const std::string& table, const std::string& options = "") {
    const auto seen = send(viettel, kViettel + "/preview", table).json();
    return send(viettel, kViettel + "/import?sha256=" + seen.value("sha256", "") + options, table);
  }
  TestServer server;
  sb::testing::HttpClient viettel = server.signed_in("noc", "carrier", "viettel");
};

TEST_F(RegistryHttp, APreviewWritesNothingAndTheImportWritesExactlyIt) {
  const auto seen = send(viettel, kViettel + "/preview", kTwo);
  ASSERT_EQ(seen.status, 200U) << seen.body;
  EXPECT_EQ(seen.json()["counts"]["added"], 2);
  EXPECT_TRUE(viettel.get(kViettel).json()["cells"].empty());
  const auto done = import(kTwo);
  ASSERT_EQ(done.status, 200U) << done.body;
  EXPECT_EQ(viettel.get(kViettel).json()["cells"].size(), 2U);
  const auto audit = server.store->audit_of("registry/viettel", 10);
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit[0].actor, "noc");

  const auto next = kHeader + "452-04,lte,S1,105217,7,1575,99\n";
  const auto change = send(viettel, kViettel + "/preview", next).json();
  EXPECT_EQ(change["counts"], (nlohmann::json{{"added", 0}, {"changed", 1}, {"ended", 1}, {"unchanged", 0}}));
  EXPECT_EQ(change["changed"][0]["fields"], nlohmann::json::array({"pci"}));
  EXPECT_EQ(change["changed"][0]["from"]["pci"], 33);
  EXPECT_EQ(change["ended"][0]["cell_id"], 105218);
  const auto partial = send(viettel, kViettel + "/preview?partial=true", next).json();
  EXPECT_EQ(partial["counts"]["ended"], 0);
}

TEST_F(RegistryHttp, BadRowsAreNamedByLineColumnAndCodeAndNothingEnters) {
  const auto table =
      kHeader + "452-04,lte,S1,105217,7,1575,33\n460-00,lte,S2,1,7,1575,1\n452-04,lte,S3,x,7,1575,1\n";
  const auto seen = send(viettel, kViettel + "/preview", table).json();
  EXPECT_EQ(seen["problem_count"], 2);
  EXPECT_EQ(seen["rows"], 3);
  EXPECT_EQ(seen["problems"][0], (nlohmann::json{{"line", 3},
                                                 {"column", "plmn"},
                                                 {"code", "foreign_plmn"},
                                                 {"value", "460-00"},
                                                 {"message", "plmn: 460-00 is not a network of Viet Nam"}}));
  EXPECT_EQ(seen["problems"][1]["code"], "not_number");
  EXPECT_FALSE(seen.contains("counts"));
  EXPECT_EQ(import(table).status, 400U);
  EXPECT_TRUE(viettel.get(kViettel).json()["cells"].empty());
  const auto broken = send(viettel, kViettel + "/preview", "plmn,rat\n\"452").json();
  EXPECT_EQ(broken["problems"][0]["code"], "bad_file");
  EXPECT_EQ(broken["problems"][0]["line"], 0);
}

TEST_F(RegistryHttp, AWorkbookIsReadLikeACsvFile) {
  const auto book = zip_archive(
      {{"xl/workbook.xml", "<workbook><sheets><sheet/></sheets></workbook>"},
       {"xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row><c t='str'><v>plmn</v></c><c t='str'><v>rat</v></c><c "
        "t='str'><v>site_id</v></c>"
        "<c t='str'><v>cell_id</v></c></row><row><c t='str'><v>452-04</v></c><c t='str'><v>lte</v></c><c "
        "t='str'><v>S1</v></c><c><v>105217</v></c></row></sheetData></worksheet>"}});
  const auto seen = send(viettel, kViettel + "/preview", *book,
                         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  ASSERT_EQ(seen.status, 200U) << seen.body;
  EXPECT_EQ(seen.json()["added"][0]["cell_id"], 105217) << seen.body;
}

TEST_F(RegistryHttp, ACarrierDeclaresItsOwnAndOnlyTheAdministratorAnyones) {
  auto vnpt = server.signed_in("vnpt-noc", "carrier", "vnpt");
  EXPECT_EQ(send(vnpt, kViettel + "/preview", kTwo).status, 403U);
  EXPECT_EQ(vnpt.get(kViettel).status, 403U);
  auto administrator = server.signed_in("administrator");
  EXPECT_EQ(send(administrator, kViettel + "/preview", kTwo).status, 200U);
  EXPECT_EQ(send(administrator, "/api/v1/registry/nobody/preview", kTwo).status, 404U);
  for (const auto* role : {"supervisor", "operator", "auditor", "technician"}) {
    auto client = server.signed_in(role);
    EXPECT_EQ(send(client, kViettel + "/preview", kTwo).status, 403U) << role;
    EXPECT_EQ(send(client, kViettel + "/import?sha256=x", kTwo).status, 403U) << role;
  }
}

TEST_F(RegistryHttp, WhatWasNotPreviewedIsNotImported) {
  EXPECT_EQ(send(viettel, kViettel + "/import", kTwo).status, 409U);
  const auto seen = send(viettel, kViettel + "/preview", kTwo).json();
  EXPECT_EQ(
      send(viettel, kViettel + "/import?sha256=" + seen["sha256"].get<std::string>(), kTwo + "\n").status,
      409U);
  EXPECT_TRUE(viettel.get(kViettel).json()["cells"].empty());
}

TEST_F(RegistryHttp, TheTokenOfTheSessionAndTheKindOfBodyAreAskedFor) {
  const auto token = std::exchange(viettel.csrf_token, "");
  EXPECT_EQ(send(viettel, kViettel + "/preview", kTwo).status, 403U) << "no CSRF token";
  viettel.csrf_token = token;
  EXPECT_EQ(send(viettel, kViettel + "/preview", "{}", "application/json").status, 415U);
  auto client = server.signed_in("operator");
  EXPECT_EQ(send(client, "/api/v1/duty", kTwo).status, 415U) << "elsewhere JSON stays the rule";
}

TEST_F(RegistryHttp, ALargeTableIsTakenFromWhoIsSignedInAndFromNobodyElse) {
  std::string table = kHeader;
  for (int i = 0; i < 6000; ++i)
    table += "452-04,lte,SITE-OF-THE-BORDER," + std::to_string(100000 + i) + ",7,1575,33\n";
  ASSERT_GT(table.size(), 64U << 10U);
  const auto seen = send(viettel, kViettel + "/preview", table);
  ASSERT_EQ(seen.status, 200U) << seen.body.substr(0, 300);
  EXPECT_EQ(seen.json()["counts"]["added"], 6000);
  EXPECT_EQ(seen.json()["added"].size(), 500U) << "what is shown is bounded";
  auto nobody = server.client();
  EXPECT_EQ(send(nobody, kViettel + "/preview", table).status, 401U);
  EXPECT_EQ(send(viettel, "/api/v1/duty", table).status, 413U) << "elsewhere the small limit stays";
  EXPECT_EQ(send(viettel, kViettel + "/preview", std::string(5U << 20U, 'x')).status, 413U);
}

}  // namespace
}  // namespace sb::gateway::testing
