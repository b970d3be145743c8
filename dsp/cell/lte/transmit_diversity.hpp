#pragma once
// Soft bits of QPSK symbols sent from one antenna port or with space-frequency block codes from two or four.
// TS 36.211 §6.3.4.3, §7.1.2.
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/cell/lte/channel_estimate.hpp"
#include "dsp/cell/lte/subframe_grid.hpp"

namespace sb::dsp::lte {

/// Index into SubframeGrid::re.
using ReIndex = std::uint16_t;

/// Writes two soft bits, log P(0)/P(1), per element of `elements` (in the order of transmission, an even
/// number for two or more ports) to `soft`.
void demap_qpsk(const SubframeGrid& grid, const ChannelEstimate& channel, int ports,
                std::span<const ReIndex> elements, std::span<float> soft);

}  // namespace sb::dsp::lte
