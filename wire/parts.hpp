#pragma once
// Checks of the parts that several messages have. Used by the two files of wire::validate only.
#include "wire/checker.hpp"

namespace sb::wire {

void check_node(Checker& check, const std::string& node_id);
void check_position(Checker& check, const ::songbien::wire::v1::Position& position);
void check_software(Checker& check, const ::songbien::wire::v1::Software& software);

}  // namespace sb::wire
