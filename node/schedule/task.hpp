#pragma once
// What a plan asks for: known carriers that are listened to for long, and sweeps that only look for something
// new. TOML: node/config.
#include <string>
#include <vector>

#include "models/core/result.hpp"
#include "node/pipeline/dwell_plan.hpp"

namespace sb::node {

struct Task {
  std::string name;
  std::vector<double> centres_hz;  ///< one of a carrier, many of a sweep, in the order of the air
  double sample_rate_hz = 19.2e6;
  double gain_db = std::numeric_limits<double>::quiet_NaN();  ///< NaN: automatic
  double duration_s = 0.16;                                   ///< at each centre
  double revisit_s = 0.0;  ///< guarantee: at each centre again within this time; 0: as it comes
  int priority = 5;        ///< 0 .. 9: share of spare time, and who is served first when not all fits
  double budget = 1.0;     ///< 0 .. 1: most of the time that it may take from the spare time
  Looks looks = {};
  bool is_sweep = false;
};

/// The middle of a receiver's band that is free of its filters' edges.
inline constexpr double kUsableBand = 0.8;

/// Centres that cover low .. high with the usable middle of each.
std::vector<double> sweep_centres(double low_hz, double high_hz, double sample_rate_hz);

/// Share of the time that the guarantees take, when a retune takes `retune_s`; above 1 they cannot be kept.
double guaranteed_load(const std::vector<Task>& tasks, double retune_s);

/// kInvalidArgument in words for a technician: no task, or guarantees that no receiver could keep.
Result<void> check_tasks(const std::vector<Task>& tasks);

}  // namespace sb::node
