#pragma once
// Successive cancellation on one carrier: the cells that are decoded are taken out of a copy of the samples,
// strongest first, and what is left is searched again. TS 36.211 §6; the untouched samples stay the caller's.
#include <optional>
#include <span>
#include <vector>

#include "dsp/cell/lte/carrier_search.hpp"
#include "dsp/cell/lte/mib.hpp"

namespace sb::dsp::lte {

struct CoChannelCell {
  FoundCell cell;  ///< as measured where it was seen best
  std::optional<Mib> mib;
  int beneath = 0;  ///< it was seen best with this many of the carrier's cells removed
};

struct CoChannelLimits {
  int max_cells = 32;
  int max_searches = 4;  ///< of what is left
  /// A cell weaker than this over noise hides nothing that noise does not hide.
  float least_snr_db = -3.0F;
};

struct CarrierCells {
  std::vector<CoChannelCell> cells;  ///< first those that were removed, in that order
  int removed = 0;
};

/// `window`: the carrier at 1.92 MS/s, as CarrierSearch::samples() gives it; `found`: its cells as search()
/// gives them without `narrow`, with offsets from that window's bin and their window's fields alike. Cells
/// that come to light count only with a MIB: what is left of a removed cell repeats as a cell does, its
/// broadcast does not pass another's checksum. Nothing is searched again where no cell is proven; else about
/// 10 ms of CPU a removed cell and 30 ms a search, for 80 ms.
CarrierCells search_co_channel(std::span<const cf32> window, std::vector<FoundCell> found,
                               const CoChannelLimits& limits = {});

}  // namespace sb::dsp::lte
