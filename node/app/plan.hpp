#pragma once
// From the words of node.toml to the tasks of the planner.
#include "node/calibrate/reference_cell.hpp"
#include "node/config/node_config.hpp"
#include "node/schedule/planner.hpp"

namespace sb::node {

/// kInvalidArgument for a plan that no receiver could keep.
Result<std::vector<Task>> tasks_of(const PlanSection& plan);
std::vector<ReferenceCell> reference_cells_of(const NodeConfig& config);
PlannerOptions planner_options(const NodeConfig& config);

}  // namespace sb::node
