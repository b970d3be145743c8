#pragma once
// Frequency shift of a run of samples.
#include <span>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp {

/// out[n] = (in[n] - dc) e^(j 2 pi cycles_per_sample n). in and out have one size and may be the same. The
/// phase is exact in double precision at every 64th sample, so it does not wander over long runs.
void mix(std::span<const cf32> in, double cycles_per_sample, cf32 dc, std::span<cf32> out);

}  // namespace sb::dsp
