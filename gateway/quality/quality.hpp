#pragma once
// "đúng, đủ, sạch, sống" as numbers (R34): every node's every stream, over a window that ends now.
//   đúng  correct   share of reports with an intact chain, a known time and a calibration
//   đủ    complete  share of the sequence numbers of the window that are stored
//   sạch  clean     share of reports whose body is not that of another
//   sống  fresh     age of the newest report, against the stream's limit
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/store.hpp"

namespace sb::gateway {

struct QualityLimits {
  double least_correct = 0.95, least_complete = 0.99, least_clean = 0.99;
  double cell_limit_s = 900.0, coverage_limit_s = 900.0, event_limit_s = 86'400.0, finding_limit_s = 86'400.0;
  double limit_s(std::string_view stream) const;
};

struct QualityRow {
  std::string node_id, stream;
  std::uint64_t reports = 0;
  double correct_ratio = 0.0, calibrated_ratio = 0.0, complete_ratio = 0.0, clean_ratio = 0.0;
  double fresh_s = 0.0, limit_s = 0.0;
  std::string state;                ///< "good" "poor" (a ratio below its limit) "stale"
  std::vector<std::string> faults;  ///< "correct" "complete" "clean" "fresh"
};

/// One row per stream that reported within the window, and one "cell" row per node that is silent.
std::vector<QualityRow> quality_of(Store& store, const QualityLimits& limits, UtcNs window_ns, UtcNs now);

/// Raises what became worse and what is good again since the last call: an audit row "quality.alarm" or
/// "quality.clear" (subject "node/lc-01") and an event. Keep one for the life of the gateway.
class QualityAlarm {
 public:
  std::size_t judge(Store& store, const std::vector<QualityRow>& rows, UtcNs now);

 private:
  std::vector<std::pair<std::string, std::string>> standing_;  // "node/stream" and its state
};

}  // namespace sb::gateway
