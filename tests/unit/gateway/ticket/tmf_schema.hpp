#pragma once
// What the TMF621 schema beside this file says of a body; empty when it fits.
#include <fstream>
#include <iterator>
#include <string>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace sb::gateway::testing {

inline std::string tmf4_complaints(const nlohmann::json& body, const std::string& definition) {
  std::ifstream in(SB_SOURCE_DIR "/tests/unit/gateway/ticket/schema/tmf621_v4.json");
  auto document = nlohmann::json::parse(in);
  document = nlohmann::json{{"allOf", {{{"$ref", "#/definitions/" + definition}}}},
                            {"definitions", document["definitions"]}};
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(body), &results)) return {};
  std::string text;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& part : error.context) text += part;
    text += ": " + error.description + "\n";
  }
  return text.empty() ? "does not fit" : text;
}

}  // namespace sb::gateway::testing
