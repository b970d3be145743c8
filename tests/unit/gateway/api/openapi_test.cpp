// openapi.json is written by hand; these tests keep it true: the same routes as the server's table, and every
// answer of a real server fits the schema that stands there.
#include <set>

#include <gtest/gtest.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "gateway/api/routes.hpp"
#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

using Json = nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

/// Follows "#/components/..." to what it names.
Json resolved(const Json& document, const Json& node) {
  if (!node.contains("$ref")) return node;
  return document.at(Json::json_pointer(node["$ref"].get<std::string>().substr(1)));
}

/// The schema of one answer, with the document's components beside it so that references inside resolve.
std::string complaints(const Json& document, const std::string& path, const std::string& method,
                       unsigned status, const Json& body) {
  const auto answers = document["paths"][path][method]["responses"];
  const auto key = std::to_string(status);
  if (!answers.contains(key)) return "status " + key + " is not documented";
  auto schema_json = resolved(document, answers[key])["content"]["application/json"]["schema"];
  schema_json = Json{{"allOf", Json::array({schema_json})}, {"components", document["components"]}};
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(NlohmannJsonAdapter(schema_json), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema, NlohmannJsonAdapter(body), &results)) return {};
  std::string text;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& part : error.context) text += part;
    text += ": " + error.description + "\n";
  }
  return text.empty() ? "does not fit" : text;
}

TEST(OpenApi, ListsExactlyTheRoutesOfTheTable) {
  TestServer server;
  const auto document = server.client().get("/openapi.json").json();
  ASSERT_TRUE(document.is_object());
  std::set<std::string> documented, served;
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) documented.insert(method + " " + path);
  }
  for (const auto& route : api::routes()) {
    std::string method(to_string(route.method));
    for (auto& letter : method) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    served.insert(method + " " + std::string(route.pattern));
  }
  EXPECT_EQ(documented, served);
}

TEST(OpenApi, AnswersOfTheServerFitTheirSchemas) {
  TestServer server;
  const auto id = std::to_string(server.add_incident("a"));
  server.add_incident("b");
  server.store->write([](Transaction& tx) {
    auto cell = registry_row();
    tx.put_registry_cell(cell);
    auto event = observation("lc-01", 9, 1);
    event.cell.reset();
    event.event = NodeEventRow{"stream_stalled", "no samples", 3};
    tx.insert_observation(event);
  });
  auto client = server.signed_in("operator");
  const auto document = client.get("/openapi.json").json();
  struct Ask {
    const char* path;
    std::string target;
    unsigned status;
  };
  for (const Ask& ask :
       {Ask{"/api/v1/session", "/api/v1/session", 200},
        Ask{"/api/v1/incidents", "/api/v1/incidents?limit=1", 200},
        Ask{"/api/v1/incidents", "/api/v1/incidents?limit=x", 400},
        Ask{"/api/v1/incidents/{id}", "/api/v1/incidents/" + id, 200},
        Ask{"/api/v1/incidents/{id}", "/api/v1/incidents/99", 404},
        Ask{"/api/v1/nodes", "/api/v1/nodes", 200},
        Ask{"/api/v1/observations", "/api/v1/observations", 200},
        Ask{"/api/v1/cells", "/api/v1/cells", 200},
        Ask{"/api/v1/tickets", "/api/v1/tickets", 200},
        Ask{"/api/v1/registry", "/api/v1/registry", 200},
        Ask{"/api/v1/map", "/api/v1/map", 200},
        Ask{"/api/v1/map/clusters", "/api/v1/map/clusters?bbox=102,21,106,24&zoom=8", 200},
        Ask{"/api/v1/map/clusters", "/api/v1/map/clusters?bbox=102,21,106,24&layer=observations", 200},
        Ask{"/api/v1/map/clusters", "/api/v1/map/clusters?bbox=102,21,106,24&layer=cells", 200},
        Ask{"/api/v1/map/clusters", "/api/v1/map/clusters", 400},
        Ask{"/api/v1/map/detectability", "/api/v1/map/detectability", 200},
        Ask{"/api/v1/emitters", "/api/v1/emitters?rat=lte", 200},
        Ask{"/api/v1/emitters/{id}", "/api/v1/emitters/99", 404},
        Ask{"/api/v1/spillover", "/api/v1/spillover", 200},
        Ask{"/api/v1/shift", "/api/v1/shift", 200},
        Ask{"/api/v1/suppressions", "/api/v1/suppressions", 200},
        Ask{"/api/v1/licences", "/api/v1/licences", 200},
        Ask{"/api/v1/duty", "/api/v1/duty", 200},
        Ask{"/api/v1/drills", "/api/v1/drills", 200},
        Ask{"/api/v1/drills/{id}", "/api/v1/drills/9", 404},
        Ask{"/api/v1/registry/diff", "/api/v1/registry/diff", 200}}) {
    const auto answer = client.get(ask.target);
    ASSERT_EQ(answer.status, ask.status) << ask.target << ": " << answer.body;
    EXPECT_EQ(complaints(document, ask.path, "get", ask.status, answer.json()), "")
        << ask.target << ": " << answer.body;
  }
  const auto signed_in = server.client().sign_in("operator", kPassword);
  EXPECT_EQ(complaints(document, "/api/v1/session", "post", 200, signed_in.json()), "") << signed_in.body;
  const auto acted = client.post("/api/v1/incidents/" + id + "/acknowledge", {{"comment", "x"}});
  EXPECT_EQ(complaints(document, "/api/v1/incidents/{id}/acknowledge", "post", acted.status, acted.json()),
            "")
      << acted.body;
}

TEST(OpenApi, CasesSuppressionsLicencesAndDutyAnswerAsDocumented) {
  TestServer server;
  const auto id = std::to_string(server.add_incident("a"));
  const auto other = server.add_incident("b");
  auto client = server.signed_in("operator");
  const auto document = client.get("/openapi.json").json();
  struct Change {
    const char* path;
    std::string target;
    Json body;
    unsigned status;
  };
  const Json suppression{{"plmn", "460-01"}, {"reason", "known"}, {"expires", "2026-12-24T00:00:00Z"}};
  const Json licence{{"id", "A-1"},
                     {"holder", "x"},
                     {"centre_hz", 1e8},
                     {"bandwidth_hz", 2e5},
                     {"valid_from", "2026-01-01"}};
  const Json roster{
      {"shifts", {{{"from", "2026-11-01T00:00:00Z"}, {"until", "2026-12-31T00:00:00Z"}, {"user", "an"}}}}};
  for (const Change& change :
       {Change{"/api/v1/incidents",
               "/api/v1/incidents",
               {{"kind", "jamming"}, {"title", "t"}, {"commune_code", "02647"}},
               201},
        Change{"/api/v1/incidents", "/api/v1/incidents", {{"kind", "jamming"}, {"title", "t"}}, 400},
        Change{
            "/api/v1/incidents/{id}/assign", "/api/v1/incidents/" + id + "/assign", {{"owner", "an"}}, 200},
        Change{
            "/api/v1/incidents/{id}/link", "/api/v1/incidents/" + id + "/link", {{"incident", other}}, 200},
        Change{"/api/v1/incidents/{id}/split",
               "/api/v1/incidents/" + id + "/split",
               {{"observations", {999}}},
               400},
        Change{"/api/v1/incidents/batch",
               "/api/v1/incidents/batch",
               {{"ids", {other, 999}}, {"action", "acknowledge"}},
               200},
        Change{"/api/v1/suppressions/dry-run", "/api/v1/suppressions/dry-run", suppression, 200},
        Change{"/api/v1/suppressions", "/api/v1/suppressions", suppression, 201},
        Change{"/api/v1/suppressions", "/api/v1/suppressions", {{"reason", "x"}}, 400},
        Change{"/api/v1/suppressions/withdraw", "/api/v1/suppressions/withdraw", {{"id", "none"}}, 404},
        Change{"/api/v1/licences", "/api/v1/licences", licence, 201},
        Change{"/api/v1/duty", "/api/v1/duty", roster, 200}}) {
    const auto answer = client.post(change.target, change.body);
    ASSERT_EQ(answer.status, change.status) << change.target << ": " << answer.body;
    EXPECT_EQ(complaints(document, change.path, "post", change.status, answer.json()), "")
        << change.target << answer.body;
  }
  EXPECT_EQ(server.store->incident(other)->state, "acknowledged");
}

TEST(OpenApi, ACarriersDeclarationAnswersAsDocumented) {
  TestServer server;
  auto client = server.signed_in("noc", "carrier", "viettel");
  const auto document = client.get("/openapi.json").json();
  const std::string table = "plmn,rat,site_id,cell_id,channel\n452-04,lte,S1,1,1575\n";
  const auto ask = [&](const std::string& tail, const std::string& body, const char* path) {
    const auto answer = client.request("POST", "/api/v1/registry/viettel/" + tail, body,
                                       {{"Content-Type", "text/csv"}, {"X-CSRF-Token", client.csrf_token}});
    EXPECT_EQ(complaints(document, path, "post", answer.status, answer.json()), "") << answer.body;
    return answer.json();
  };
  constexpr const char* kPreview = "/api/v1/registry/{operator}/preview";
  const auto seen = ask("preview", table, kPreview);
  ask("preview", table + "x,lte,S1,1,1575\n", kPreview);
  ask("import?sha256=" + seen["sha256"].get<std::string>(), table, "/api/v1/registry/{operator}/import");
  const auto changed = ask("preview", "plmn,rat,site_id,cell_id,channel\n452-04,lte,S1,1,1650\n", kPreview);
  EXPECT_EQ(changed["counts"]["changed"], 1);
  const auto list = client.get("/api/v1/registry/viettel");
  EXPECT_EQ(complaints(document, "/api/v1/registry/{operator}", "get", 200, list.json()), "") << list.body;
}

TEST(OpenApi, TheCheckItselfCanFail) {
  TestServer server;
  const auto document = server.client().get("/openapi.json").json();
  EXPECT_NE(complaints(document, "/api/v1/nodes", "get", 200, {{"nodes", {{{"node", "x"}}}}}), "");
  EXPECT_NE(complaints(document, "/api/v1/nodes", "get", 200, {{"nodes", "none"}}), "");
  EXPECT_NE(complaints(document, "/api/v1/nodes", "get", 418, Json::object()), "");
}

}  // namespace
}  // namespace sb::gateway::testing
