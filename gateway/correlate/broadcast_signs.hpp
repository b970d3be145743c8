#pragma once
// What an LTE cell's broadcast says that honest cells do not say together: traps of reselection, neighbour
// lists that lead nowhere, untouched laboratory software. anchors: Rayhunter, SnoopSnitch, SeaGlass, srsENB.
#include <string_view>
#include <vector>

#include "gateway/correlate/rules.hpp"

namespace sb::gateway {

/// `broadcast_json`: HeardCell::broadcast_json; what is no object has no signs.
std::vector<WeighedReason> broadcast_signs(std::string_view rat, std::uint32_t physical_id,
                                           std::string_view broadcast_json);

}  // namespace sb::gateway
