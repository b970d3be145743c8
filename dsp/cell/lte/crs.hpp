#pragma once
// Cell-specific reference signals of antenna ports 0..3. TS 36.211 §6.10.1.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

/// The reference symbols of one port in one OFDM symbol: value[i] stands on subcarrier first_subcarrier + 6
/// i, i = 0 .. 2 n_prb - 1.
struct CrsSymbol {
  int symbol = 0;            ///< in the subframe, 0 .. 13 (11)
  int first_subcarrier = 0;  ///< 0 .. 5
  std::vector<cf32> value;   ///< unit power
};

/// All reference symbols of a cell, made once: 10 subframes x 4 ports.
class CrsTable {
 public:
  /// n_prb 6 .. 110. Cost: 60 Gold sequences of 440 bits.
  CrsTable(std::uint16_t pci, CyclicPrefix cyclic_prefix, int n_prb);

  /// Ports 0 and 1 have four reference symbols in a subframe, ports 2 and 3 have two. subframe 0..9, port
  /// 0..3.
  std::span<const CrsSymbol> symbols(int subframe, int port) const {
    return table_[static_cast<std::size_t>(subframe)][static_cast<std::size_t>(port)];
  }

 private:
  std::array<std::array<std::vector<CrsSymbol>, 4>, kSubframesPerFrame> table_;
};

}  // namespace sb::dsp::lte
