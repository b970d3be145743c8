#pragma once
// Delay and carrier offset of one cell from its reference elements, coarse to fine: each step compares
// elements farther apart than the one before, as far as that one has settled which turn of the phase is
// meant.
#include <array>
#include <complex>
#include <functional>
#include <span>
#include <vector>

#include "dsp/cell/lte/measurement.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

/// Port 0's reference elements of one subframe, the sequence taken off: what is left is the channel.
struct PilotSubframe {
  int frame = 0, subframe = 0;
  double time_s = 0.0;                       ///< start of the subframe in the capture
  std::array<std::vector<cf32>, 4> channel;  ///< by reference symbol; 2 n_prb each
  double rssi = 0.0;                         ///< power of its reference symbols' elements, mean over the four
};

/// Where and when the elements stand.
struct PilotGeometry {
  std::array<std::vector<double>, 4> tone_hz;  ///< from the carrier's centre
  std::array<double, 4> symbol_s{};            ///< in the subframe; the third and fourth are a slot later
};

/// Sums that independent blocks contribute to a result.
using Block = std::vector<std::complex<double>>;
/// The result of all blocks, and its standard deviation by leaving out each of them once. Infinite for fewer
/// than three.
Measured jackknife(std::span<const Block> blocks, const std::function<double(const Block&)>& result);

/// The frame start's delay at `at_s`; it is turned out of `pilots`, with its drift. (Sampling clocks are told
/// to a fraction of a part per million only.)
Measured fit_delay(std::vector<PilotSubframe>& pilots, const PilotGeometry& geometry, double at_s);
/// Within half a turn a slot (+-1 kHz).
Measured fit_offset(std::span<const PilotSubframe> pilots, const PilotGeometry& geometry);

}  // namespace sb::dsp::lte
