#pragma once
// What one decoded LTE cell's own grid says of interference, half frame by half frame.
#include <optional>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"
#include "dsp/detect/jamming_meter.hpp"

namespace sb::dsp {

struct HalfFrameLook {
  double start_s = 0.0;      ///< seconds after the block's first sample
  double empty_power = 0.0;  ///< mean of the empty elements beside PSS and SSS, relative to full scale
  int empty_looks = 0;
  double reference_power = 0.0;  ///< RSRP of port 0 in the middle six resource blocks
  double reference_noise = 0.0;  ///< noise and interference under the reference signals
};

struct CellWatch {
  std::vector<HalfFrameLook> looks;
};

/// Nothing where the block holds less than four half frames of the cell or its middle does not fit. Cost: one
/// resampling of the block to 1.92 MS/s and two to four FFTs of 128 a millisecond.
std::optional<CellWatch> watch_cell(const IqBlock& block, const CellEvidence& cell);

/// A lasting rise in a row of looks: where it begins and how sure it is.
struct OnsetTest {
  std::size_t first = 0;  ///< look at which the higher level begins
  EmptyLooks before, after;
  double reference_change_db = 0.0;  ///< RSRP after over before
  double sinr_change_db = 0.0;
  double log_false_alarm = 0.0;  ///< ln, over all places of the onset that were tried
};
/// The likeliest step among all splits with at least six half frames on both sides. No step: nothing.
std::optional<OnsetTest> find_onset(const std::vector<HalfFrameLook>& looks);

/// Mean, count and spread of looks [first, last).
EmptyLooks pool(const std::vector<HalfFrameLook>& looks, std::size_t first, std::size_t last);

}  // namespace sb::dsp
