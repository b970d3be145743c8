#pragma once
// The parts of a row that are kept as one JSON text. Stored form only: the API's shapes are gateway/api's.
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

std::string cell_to_json(const HeardCell& cell);
HeardCell cell_from_json(std::string_view text);  ///< throws StoreError on text that is not ours
std::string emission_to_json(const HeardEmission& emission);
HeardEmission emission_from_json(std::string_view text);
std::string jamming_to_json(const HeardJamming& jamming);
HeardJamming jamming_from_json(std::string_view text);
/// Ellipse and communes only; empty when the place has neither.
std::string place_to_json(const Place& place);
void place_from_json(std::string_view text, Place& place);
std::string event_to_json(const NodeEventRow& event);
NodeEventRow event_from_json(std::string_view text);
std::string reasons_to_json(const std::vector<Reason>& reasons);
std::vector<Reason> reasons_from_json(std::string_view text);

}  // namespace sb::gateway
