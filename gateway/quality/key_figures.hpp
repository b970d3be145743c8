#pragma once
// How the watch itself does: alarms against what a person can take (EEMUA 191), times, false alarms.
#include <string>
#include <utility>
#include <vector>

#include "gateway/store/store.hpp"

namespace sb::gateway {

inline constexpr double kEemuaPerHour = 6.0;  ///< "very likely to be acceptable": under one in ten minutes
inline constexpr std::uint64_t kEemuaIn10Min = 10;  ///< after an upset: under ten in ten minutes

struct KeyFigures {
  std::uint64_t alarms = 0;  ///< incidents that began in the period, exercises not counted
  double alarms_per_hour = 0.0;
  std::uint64_t most_in_10_min = 0;
  std::uint64_t acknowledged = 0, confirmed = 0, dismissed = 0;
  double acknowledge_median_s = 0.0, acknowledge_p90_s = 0.0;
  /// By the confidences that the rules gave: sum of (1 - confidence) over the confirmed and dismissed. To be
  /// compared with `dismissed`: a rule that is too sure of itself shows here.
  double expected_false = 0.0;
  std::vector<std::pair<std::string, std::uint64_t>>
      top_nuisances;  ///< "kind/rule" of what was dismissed, at most 10
  std::vector<std::pair<std::string, double>> availability;  ///< node and share of hours heard
};

KeyFigures key_figures(Store& store, UtcNs since, UtcNs until);

}  // namespace sb::gateway
