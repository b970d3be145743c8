#pragma once
// Physical control format indicator channel. TS 36.211 §6.7, TS 36.212 §5.3.4.
#include <array>
#include <span>

#include "dsp/cell/lte/control_region.hpp"

namespace sb::dsp::lte {

inline constexpr int kPcfichBits = 32;

/// Control format indicators 1, 2, 3 from the likeliest to the least likely. `soft`: the descrambled soft
/// bits.
std::array<int, 3> rank_cfi(std::span<const float, kPcfichBits> soft);

}  // namespace sb::dsp::lte
