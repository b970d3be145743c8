#pragma once
// Which element of a subframe belongs to what, for the part of a cell's carrier that is at hand.
// TS 36.211 §6.2.4, §6.6, §6.10.1, §6.11.
#include <cstdint>
#include <vector>

#include "dsp/cell/lte/cell_sync.hpp"
#include "dsp/cell/lte/mib.hpp"
#include "dsp/cell/lte/numerology.hpp"
#include "dsp/cell/lte/transmit_diversity.hpp"

namespace sb::dsp::lte {

/// A cell and how much of it is looked at: its middle `n_prb` of `carrier_prb`, both even or both odd, so
/// that its resource blocks are whole.
struct CellView {
  std::uint16_t pci = 0;
  CyclicPrefix cyclic_prefix = CyclicPrefix::kNormal;
  Duplex duplex = Duplex::kFdd;
  int ports = 1;
  int carrier_prb = 6;
  int n_prb = 6;

  int symbols_per_slot() const { return cyclic_prefix == CyclicPrefix::kNormal ? 7 : 6; }
  int subcarriers() const { return n_prb * kSubcarriersPerPrb; }
  /// First of the 72 middle subcarriers.
  int middle() const { return 6 * (n_prb - 6); }
};

/// Largest view of `carrier_prb` that is no wider than `limit_prb`.
constexpr int view_width(int carrier_prb, int limit_prb) {
  if (carrier_prb <= limit_prb) return carrier_prb;
  return limit_prb - (carrier_prb - limit_prb) % 2;
}

/// Elements whose symbols are decided together, in the order of transmission (pairs for transmit diversity).
using ElementGroup = std::vector<ReIndex>;

/// One subframe's elements that are not known beforehand.
struct ElementMap {
  std::vector<ElementGroup> data;  ///< per slot and resource block, behind the largest control region
  /// Symbols that are control or data as the cell pleases: groups for either case, per symbol.
  struct Leading {
    int symbol = 0;
    std::vector<ElementGroup> as_control;  ///< resource element groups
    std::vector<ElementGroup> as_data;     ///< per resource block, in the order of the first slot's `data`
  };
  std::vector<Leading> leading;
  /// Elements of neither: reference, synchronisation and broadcast symbols and what is kept free for them.
  std::vector<bool> reserved;
};

/// subframe 0..9.
ElementMap map_elements(const CellView& view, int subframe);

/// Symbols of a subframe with the primary and the secondary synchronisation signal; -1: none.
struct SyncSymbols {
  int primary = -1;
  int secondary = -1;
};
SyncSymbols sync_symbols(const CellView& view, int subframe);

}  // namespace sb::dsp::lte
