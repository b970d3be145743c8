#pragma once
// Every rule that needs a row of spectrum and no samples, in one place: the node runs it on what it hears,
// `songbien-node replay` runs the same on what was kept (docs/adr/0030).
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "dsp/detect/foreign_uplink.hpp"
#include "dsp/detect/level_watch.hpp"

namespace sb::dsp {

struct RowRuleSettings {
  LevelWatchSettings levels;
  ForeignUplinkSettings uplinks;
  /// Also what stands over the floor of a row by itself. The node leaves that to the emission detector,
  /// which has the samples and knows the receiver's own lines.
  bool standing = false;
  double false_alarm = 1e-9;  ///< of that, per row
  double ripple_db = 1.0;     ///< of the receiver's passband
};

class RowRules {
 public:
  /// A receiver at one frequency, rate and resolution.
  using Place = std::pair<double, double>;  ///< f0_hz, bin_hz
  static DetectorInfo info() { return {"emission.row", 1}; }

  explicit RowRules(const RowRuleSettings& settings = {});
  ~RowRules();

  /// Cells and disturbances of the block that the next row is of.
  void heard(const CellEvidence& cell) { uplinks_.heard(cell); }
  void heard(const JammingEvidence& jamming) { disturbed_.push_back(jamming.centre_hz); }
  /// Rows of any place, each place's in order. At least settings.levels.channels bins.
  std::vector<EmissionEvidence> look(const SpectrumFrame& row);

  /// Where a place's levels are known to the rules; made on first use. `bins` tells its width.
  LevelWatch& levels(const Place& place);
  std::size_t places() const { return levels_.size(); }
  std::size_t foreign_pairs() const { return uplinks_.pairs(); }

 private:
  class Standing;
  RowRuleSettings settings_;
  std::map<Place, LevelWatch> levels_;
  std::map<Place, std::unique_ptr<Standing>> standing_;
  ForeignUplinks uplinks_;
  std::vector<double> disturbed_;
};

}  // namespace sb::dsp
