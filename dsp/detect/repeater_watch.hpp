#pragma once
// A booster among the cells that are heard: the copy of a cell that was not there before and stays.
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "dsp/detect/repeater.hpp"

namespace sb::dsp {

struct RepeaterWatchSettings {
  RepeaterSettings copy;
  int confirm_hits = 3;     ///< of the last ...
  int confirm_looks = 5;    ///< ... looks at the cell show a copy ...
  double same_s = 0.15e-6;  ///< ... at one delay to within this
  int looks_without = 20;   ///< so often the cell was seen without one before: it has appeared
};

/// Remembers every cell it has seen (at most 1024; the one seen longest ago is forgotten). A copy that
/// appears is labelled "repeater". One that has stood since the cell was first heard may as well be a
/// hillside: "lte_echo", which accuses nobody.
class RepeaterWatch {
 public:
  explicit RepeaterWatch(const RepeaterWatchSettings& settings = {}) : settings_(settings) {}
  static DetectorInfo info() { return {"emission.repeater", 1}; }

  /// `cells`: those decoded in this block. Cost: find_delayed_copy for each wide one.
  std::vector<EmissionEvidence> look(const IqBlock& block, std::span<const CellEvidence> cells);

 private:
  struct Seen {
    std::deque<double> delays_s;  // of the last looks; 0: no copy
    int without = 0;              // looks without a copy, before there was one
    double since_s = 0.0;
    std::uint64_t last_look = 0;
    bool appeared = false;
  };
  Seen& seen(const CellEvidence& cell);

  RepeaterWatchSettings settings_;
  std::map<std::pair<double, int>, Seen> cells_;
  std::uint64_t looks_ = 0;
};

}  // namespace sb::dsp
