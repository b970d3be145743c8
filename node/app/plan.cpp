#include "node/app/plan.hpp"

#include <algorithm>
#include <cmath>

namespace sb::node {

Result<std::vector<Task>> tasks_of(const PlanSection& plan) {
  std::vector<Task> tasks;
  for (const auto& dwell : plan.dwells) {
    Task task;
    task.name = dwell.name;
    task.centres_hz = {dwell.centre_hz};
    task.sample_rate_hz = dwell.sample_rate_hz;
    task.gain_db = dwell.gain_db;
    task.duration_s = dwell.duration_s;
    task.revisit_s = dwell.revisit_s;
    task.priority = dwell.priority;
    task.budget = dwell.budget;
    tasks.push_back(std::move(task));
  }
  for (const auto& sweep : plan.sweeps) {
    Task task;
    task.name = sweep.name;
    task.centres_hz = sweep_centres(sweep.low_hz, sweep.high_hz, sweep.sample_rate_hz);
    task.sample_rate_hz = sweep.sample_rate_hz;
    task.gain_db = sweep.gain_db;
    task.duration_s = sweep.dwell_s;
    task.revisit_s = sweep.revisit_s;
    task.priority = sweep.priority;
    task.budget = sweep.budget;
    task.looks.cells = sweep.cells;
    task.is_sweep = true;
    tasks.push_back(std::move(task));
  }
  if (auto good = check_tasks(tasks); !good) return tl::unexpected(good.error());
  return tasks;
}

std::vector<ReferenceCell> reference_cells_of(const NodeConfig& config) {
  std::vector<ReferenceCell> cells;
  for (const auto& row : config.reference_cells) {
    cells.push_back({dsp::Rat::kLte, row.frequency_hz, row.physical_id, row.cell_id});
  }
  return cells;
}

/// One place for cells that one dwell hears together.
PlannerOptions planner_options(const NodeConfig& config) {
  PlannerOptions options;
  options.pause_s = config.plan.pause_s;
  const double rate_hz =
      config.plan.dwells.empty() ? DwellSection{}.sample_rate_hz : config.plan.dwells.front().sample_rate_hz;
  std::vector<double> frequencies_hz;
  for (const auto& cell : config.reference_cells) frequencies_hz.push_back(cell.frequency_hz);
  std::sort(frequencies_hz.begin(), frequencies_hz.end());
  for (const double frequency_hz : frequencies_hz) {
    const auto& places = options.calibration_centres_hz;
    const bool heard = !places.empty() && frequency_hz - places.back() < 0.25 * rate_hz;
    if (!heard) options.calibration_centres_hz.push_back(frequency_hz);
  }
  return options;
}

}  // namespace sb::node
