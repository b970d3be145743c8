#pragma once
// Resource allocation type 2: virtual resource blocks, localised or distributed. TS 36.211 §6.2.3, TS 36.213
// §7.1.6.3.
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace sb::dsp::lte {

enum class VrbKind : std::uint8_t { kLocalised, kDistributedGap1, kDistributedGap2 };

/// Contiguous virtual resource blocks.
struct VrbRange {
  int first = 0;
  int length = 0;
};

/// Physical resource blocks of each slot, ascending.
using PrbLists = std::array<std::vector<std::uint8_t>, 2>;

/// N_VRB of a kind: n_prb for localised; for distributed the blocks that the gap leaves. Gap 2 exists from 50
/// PRB.
int virtual_blocks(VrbKind kind, int n_prb);
/// Resource indication value over `blocks` blocks; nothing when it stands for no range.
std::optional<VrbRange> decode_riv(unsigned riv, int blocks);
/// Bits of such a value.
int riv_bits(int blocks);
/// `range` must lie in virtual_blocks(kind, n_prb).
PrbLists physical_blocks(VrbKind kind, const VrbRange& range, int n_prb);

}  // namespace sb::dsp::lte
