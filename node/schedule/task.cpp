#include "node/schedule/task.hpp"

#include <cmath>

#include <fmt/format.h>

namespace sb::node {

std::vector<double> sweep_centres(double low_hz, double high_hz, double sample_rate_hz) {
  const double step_hz = kUsableBand * sample_rate_hz;
  const auto count = static_cast<std::size_t>(std::max(1.0, std::ceil((high_hz - low_hz) / step_hz - 1e-9)));
  // Evenly, so that the last one does not look beyond the end.
  const double even_hz = (high_hz - low_hz) / static_cast<double>(count);
  std::vector<double> centres(count);
  for (std::size_t i = 0; i < count; ++i) centres[i] = low_hz + (static_cast<double>(i) + 0.5) * even_hz;
  return centres;
}

double guaranteed_load(const std::vector<Task>& tasks, double retune_s) {
  double load = 0.0;
  for (const Task& task : tasks) {
    if (task.revisit_s <= 0.0) continue;
    load += static_cast<double>(task.centres_hz.size()) * (task.duration_s + retune_s) / task.revisit_s;
  }
  return load;
}

Result<void> check_tasks(const std::vector<Task>& tasks) {
  bool any = false;
  for (const Task& task : tasks) any = any || !task.centres_hz.empty();
  if (!any) return fail(ErrorCode::kInvalidArgument, "the plan holds no dwell");
  const double load = guaranteed_load(tasks, 0.0);
  if (load > 1.0) {
    return fail(
        ErrorCode::kInvalidArgument,
        fmt::format("the plan cannot be kept: its dwells need {:.0f} % of the time to come back within "
                    "revisit_s, even if retuning took none",
                    100.0 * load));
  }
  return {};
}

}  // namespace sb::node
