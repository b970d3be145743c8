#pragma once
// Takes a decoded cell out of samples, so that what lies under it comes to light.
#include <span>

#include "dsp/cell/lte/cell_sync.hpp"
#include "dsp/cell/lte/mib.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

/// Seconds after the first sample.
struct TimeSpan {
  double begin_s = 0.0;
  double end_s = 0.0;
};

/// How well it went.
struct Removal {
  double before = 0.0;  ///< mean power of the samples that were worked on, linear
  double after = 0.0;   ///< and what is left
  double kept = 1.0;    ///< mean amplitude factor of what is not the cell's: below 1 by what was erased
};

/// `samples`: any multiple of 1.92 MS/s (15 kHz x fft_size), changed in place: give a copy. `sync` as
/// measured in samples of the same start, its offset from their 0 Hz. The cell's middle `n_prb`
/// (view_width()) are removed, over the whole time or only in the subframes that touch one of `only`. What
/// cannot be drawn (data of an unknown constellation, symbol edges blurred by multipath) is scaled down to
/// the rest's level; over the whole time, samples at either end that belong to no whole subframe are set to
/// zero. Cost: per subframe 28 FFTs, one channel interpolation a port, and the decisions; about 25 ms for 160
/// ms of eight resource blocks.
Removal remove_cell(std::span<cf32> samples, int fft_size, int n_prb, const CellSync& sync, const Mib& mib,
                    std::span<const TimeSpan> only = {});

}  // namespace sb::dsp::lte
