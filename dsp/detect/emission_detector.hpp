#pragma once
// Finds emissions of any kind in a stream of blocks. One instance follows every (centre, rate) that the scan
// plan visits.
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"
#include "dsp/detect/emission_features.hpp"
#include "dsp/detect/emission_scan.hpp"
#include "dsp/detect/emission_tracker.hpp"

namespace sb::dsp {

class EmissionDetector {
 public:
  static DetectorInfo info() { return {"emission.energy", 1}; }

  explicit EmissionDetector(const EmissionSettings& settings = {}, EmissionNamer namer = name_by_rules);

  /// What is known after this block of each confirmed emission that it shows. An emission keeps its first_s.
  std::vector<EmissionEvidence> look(const IqBlock& block);
  /// The receiver's own shape and spurs at this centre and the map's rate.
  void set_spurs(double centre_hz, SpurMap spurs);
  /// Of the last block.
  const ArtefactCounts& artefacts() const { return artefacts_; }

 private:
  struct Place {
    Place(double rate_hz, const EmissionSettings& settings, EmissionNamer namer)
        : scan(rate_hz, settings), tracker({}, namer) {}
    EmissionScan scan;
    EmissionTracker tracker;
  };
  Place& place(double centre_hz, double rate_hz);

  EmissionSettings settings_;
  EmissionNamer namer_;
  std::map<std::pair<double, double>, std::unique_ptr<Place>> places_;
  ArtefactCounts artefacts_;
};

}  // namespace sb::dsp
