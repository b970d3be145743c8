#pragma once
// The signature of a signal booster: the downlink once more, microseconds later, as strong and as steady as
// no hillside sends it back.
#include <optional>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp {

struct DelayedCopy {
  double delay_s = 0.0;   ///< after the first path, 1.5 to 10 us: what a filtered amplifier takes
  double level_db = 0.0;  ///< against the first path
  double isolation_db =
      0.0;  ///< over what lies between the two: a hillside fills the gap, an amplifier does not
  double steadiness = 0.0;  ///< 0..1: coherence of the two paths' ratio over the block
};

struct RepeaterSettings {
  double least_level_db = -15.0;
  double least_isolation_db = 8.0;
  double least_steadiness = 0.7;
};

/// Looks at the reference signals of an LTE cell over its whole bandwidth. Nothing for fewer than 25 PRB (the
/// paths would not part), for what does not fit the block, or where there is no copy. Cost: one resampling
/// of the block and 4 FFTs a subframe.
std::optional<DelayedCopy> find_delayed_copy(const IqBlock& block, const CellEvidence& cell,
                                             const RepeaterSettings& settings = {});

/// The copy as a finding: an emission with the label "repeater" on the cell's carrier.
EmissionEvidence repeater_evidence(const IqBlock& block, const CellEvidence& cell, const DelayedCopy& copy);

}  // namespace sb::dsp
