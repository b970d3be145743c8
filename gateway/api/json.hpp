#pragma once
// Records as the JSON of README.md beside this file: absent values are absent keys, never null.
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "gateway/api/message.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/store/records.hpp"

namespace sb::gateway::api {

using Json = nlohmann::json;

Json to_json(const HeardCell& cell);
Json to_json(const HeardEmission& emission);
Json to_json(const HeardJamming& jamming);
Json to_json(const Place& place);
Json to_json(const Incident& incident);
Json to_json(const Observation& observation);
/// `stale_before`: a node last heard before this time is stale, whatever it last said.
Json to_json(const NodeRow& node, UtcNs stale_before);
Json to_json(const Ticket& ticket);
Json to_json(const AuditRow& row);
Json to_json(const RegistryCell& cell);
/// Without the token.
Json to_json(const Session& session);
/// One Level per observation that heard a cell, oldest first.
Json levels_of(std::span<const Observation> newest_first);

template <typename Row, typename... Arguments>
Json to_json_list(std::span<const Row> rows, Arguments... arguments) {
  auto list = Json::array();
  for (const auto& row : rows) list.push_back(to_json(row, arguments...));
  return list;
}

/// Text of a document; octets that are not UTF-8 become U+FFFD.
std::string dump(const Json& json);
Response json_response(const Json& json);

}  // namespace sb::gateway::api
