#include "dsp/cell/lte/resource_allocation.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace sb::dsp::lte {
namespace {

/// TS 36.211 table 6.2.3.2-1 (facts/3gpp lte_vrb_gap.csv).
int gap(VrbKind kind, int n_prb) {
  if (kind == VrbKind::kDistributedGap2) return n_prb < 64 ? 9 : 16;
  if (n_prb <= 10) return (n_prb + 1) / 2;
  if (n_prb == 11) return 4;
  if (n_prb <= 19) return 8;
  if (n_prb <= 26) return 12;
  if (n_prb <= 44) return 18;
  if (n_prb <= 63) return 27;
  return n_prb <= 79 ? 32 : 48;
}

/// Resource block group size P, TS 36.213 table 7.1.6.1-1.
int block_group(int n_prb) {
  return n_prb <= 10 ? 1 : n_prb <= 26 ? 2 : n_prb <= 63 ? 3 : 4;
}

/// Blocks that are interleaved together.
int interleaved_blocks(VrbKind kind, int n_prb) {
  const int g = gap(kind, n_prb);
  return kind == VrbKind::kDistributedGap2 ? 2 * g : 2 * std::min(g, n_prb - g);
}

/// Place of virtual block `v` (of `size`) in the first slot, before the gap: written by rows of four into a
/// matrix whose empty places are at the foot of its second and fourth column, read by columns.
int interleave(int v, int size, int n_prb) {
  const int p = block_group(n_prb);
  const int rows = (size + 4 * p - 1) / (4 * p) * p;
  const int empty = 4 * rows - size;
  if (empty != 0 && v >= size - empty) {
    const int folded = 2 * rows * (v % 2) + v / 2;
    return v % 2 == 1 ? folded - rows : folded - rows + empty / 2;
  }
  const int plain = rows * (v % 4) + v / 4;
  return empty != 0 && v % 4 >= 2 ? plain - empty / 2 : plain;
}

}  // namespace

int virtual_blocks(VrbKind kind, int n_prb) {
  if (kind == VrbKind::kLocalised) return n_prb;
  const int size = interleaved_blocks(kind, n_prb);
  return kind == VrbKind::kDistributedGap1 ? size : n_prb / size * size;
}

int riv_bits(int blocks) {
  const auto values = static_cast<unsigned>(blocks * (blocks + 1) / 2);
  return static_cast<int>(std::bit_width(values - 1U));
}

std::optional<VrbRange> decode_riv(unsigned riv, int blocks) {
  const auto n = static_cast<unsigned>(blocks);
  const auto quotient = static_cast<int>(riv / n);
  const auto remainder = static_cast<int>(riv % n);
  if (quotient >= blocks) return std::nullopt;
  // Long ranges are written in mirror image, short ones plainly, TS 36.213 §7.1.6.3.
  const VrbRange plain{remainder, quotient + 1};
  const bool mirrored = plain.first + plain.length > blocks;
  const VrbRange range = mirrored ? VrbRange{blocks - 1 - remainder, blocks - quotient + 1} : plain;
  if (range.first + range.length > blocks || mirrored != (range.length - 1 > blocks / 2)) return std::nullopt;
  return range;
}

PrbLists physical_blocks(VrbKind kind, const VrbRange& range, int n_prb) {
  PrbLists lists;
  assert(range.first >= 0 && range.first + range.length <= virtual_blocks(kind, n_prb));
  for (int v = range.first; v < range.first + range.length; ++v) {
    if (kind == VrbKind::kLocalised) {
      for (auto& list : lists) list.push_back(static_cast<std::uint8_t>(v));
      continue;
    }
    const int size = interleaved_blocks(kind, n_prb);
    const int offset = v / size * size;
    const int even = interleave(v % size, size, n_prb);
    const std::array<int, 2> place{even, (even + size / 2) % size};
    for (std::size_t slot = 0; slot < 2; ++slot) {
      const int shifted = place[slot] < size / 2 ? place[slot] : place[slot] + gap(kind, n_prb) - size / 2;
      lists[slot].push_back(static_cast<std::uint8_t>(shifted + offset));
    }
  }
  for (auto& list : lists) std::ranges::sort(list);
  return lists;
}

}  // namespace sb::dsp::lte
