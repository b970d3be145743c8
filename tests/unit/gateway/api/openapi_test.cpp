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
        Ask{"/api/v1/nodes/{node}/commands", "/api/v1/nodes/lc-01/commands", 200},
        Ask{"/api/v1/nodes/{node}/acceptance", "/api/v1/nodes/lc-01/acceptance", 200},
        Ask{"/api/v1/observations", "/api/v1/observations", 200}, Ask{"/api/v1/cells", "/api/v1/cells", 200},
        Ask{"/api/v1/tickets", "/api/v1/tickets", 200}, Ask{"/api/v1/registry", "/api/v1/registry", 200},
        Ask{"/api/v1/map", "/api/v1/map", 200}}) {
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

TEST(OpenApi, TheCheckItselfCanFail) {
  TestServer server;
  const auto document = server.client().get("/openapi.json").json();
  EXPECT_NE(complaints(document, "/api/v1/nodes", "get", 200, {{"nodes", {{{"node", "x"}}}}}), "");
  EXPECT_NE(complaints(document, "/api/v1/nodes", "get", 200, {{"nodes", "none"}}), "");
  EXPECT_NE(complaints(document, "/api/v1/nodes", "get", 418, Json::object()), "");
}

}  // namespace
}  // namespace sb::gateway::testing
