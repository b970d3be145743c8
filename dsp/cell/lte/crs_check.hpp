#pragma once
// Is the cell really there? Its reference signals over the whole capture say so, and where, to a fraction of
// a sample and to a few hertz. TS 36.211 §6.10.1.
#include <optional>
#include <span>

#include "dsp/cell/lte/cell_sync.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

struct CrsCheck {
  CellSync sync;  ///< time, offset and clock made finer
  /// ln of the probability that noise correlates so well with this cell's reference signals.
  double log_false_alarm = 0.0;
  /// The same where something that repeats every frame (another cell) lies under it: repetition teaches
  /// nothing.
  double log_false_alarm_repeating = 0.0;
  float rsrp = 0.0F;    ///< power of one port 0 reference element, linear
  float snr_db = 0.0F;  ///< of that element
};

/// `carrier`: 1.92 MS/s. Searched: +-6 samples and +-1.5 kHz around `sync`, +-12 ppm. Uses every subframe in
/// FDD, subframes 0 and 5 in TDD. Nothing when the capture holds no such subframe. Cost: about 1 ms per 80
/// ms.
std::optional<CrsCheck> check_crs(std::span<const cf32> carrier, const CellSync& sync);

}  // namespace sb::dsp::lte
