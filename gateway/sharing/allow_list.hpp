#pragma once
#include <string>
#include <vector>

namespace sb::gateway {

/// Names of the fields of an incident that may leave.
using AllowList = std::vector<std::string>;
/// All there are.
const AllowList& shareable_fields();

}  // namespace sb::gateway
