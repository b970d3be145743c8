#pragma once
// Follows a plan in simulated time: a retune costs what it costs, a dwell lasts what it lasts.
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "node/schedule/planner.hpp"

namespace sb::node::test {

class SimulatedReceiver {
 public:
  SimulatedReceiver(Planner& planner, double retune_s) : planner_(planner), retune_s_(retune_s) {}

  void run_for(double seconds) {
    for (const double until = now_s + seconds; now_s < until;) step();
  }
  Dwell step() {
    const Dwell dwell = planner_.next(now_s);
    if (dwell.rest) {
      now_s += dwell.duration_s;
      rested_s += dwell.duration_s;
      return dwell;
    }
    DwellResult result;
    if (dwell.centre_hz < lowest_hz || dwell.centre_hz > highest_hz) {
      goes_on = planner_.does_without(dwell, {ErrorCode::kInvalidArgument, "outside what the device tunes"});
      now_s += 0.001;
      return dwell;
    }
    if (dwell.centre_hz != tuned_hz_) result.retune_s = retune_s_;
    now_s += dwell.duration_s + (dwell.centre_hz != tuned_hz_ ? retune_s_ : 0.0);
    tuned_hz_ = dwell.centre_hz;
    result.ended_s = now_s;
    result.listened_s = dwell.duration_s;
    planner_.done(dwell, result);
    busy_s[dwell.task] += dwell.duration_s;
    auto [last, fresh] = last_s_.try_emplace({dwell.task, dwell.centre_hz}, kStartS);
    worst_gap_s[dwell.task] = std::max(worst_gap_s[dwell.task], now_s - last->second);
    last->second = now_s;
    ++visits[dwell.task];
    centres.push_back(dwell.centre_hz);
    return dwell;
  }

  static constexpr double kStartS = 1000.0;
  double now_s = kStartS, rested_s = 0.0;
  double lowest_hz = 0.0, highest_hz = 1e12;
  bool goes_on = true;
  std::map<std::uint32_t, double> busy_s, worst_gap_s;
  std::map<std::uint32_t, int> visits;
  std::vector<double> centres;

 private:
  Planner& planner_;
  double retune_s_;
  double tuned_hz_ = 0.0;
  std::map<std::pair<std::uint32_t, double>, double> last_s_;
};

inline Task carrier(double centre_hz, double revisit_s = 0.0, int priority = 5) {
  Task task;
  task.centres_hz = {centre_hz};
  task.revisit_s = revisit_s;
  task.priority = priority;
  return task;
}

inline Task sweep(double low_hz, double high_hz, double dwell_s, double revisit_s, int priority = 3) {
  Task task;
  task.sample_rate_hz = 20e6;
  task.centres_hz = sweep_centres(low_hz, high_hz, task.sample_rate_hz);
  task.duration_s = dwell_s;
  task.revisit_s = revisit_s;
  task.priority = priority;
  task.looks.cells = false;
  task.is_sweep = true;
  return task;
}

}  // namespace sb::node::test
