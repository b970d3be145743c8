#pragma once
// What fills the rest of a subframe: places for the shared channel, random symbols on it, random words beside
// the grant.
#include <array>
#include <cstddef>
#include <vector>

#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/lte_control.hpp"
#include "dsp/synth/lte_grid.hpp"
#include "dsp/synth/lte_modulation.hpp"

namespace sb::dsp::synth {

/// Elements of the resource blocks (per slot, ascending) that no other channel has, in symbols first .. end -
/// 1, in mapping order: subcarriers first (TS 36.211 §6.3.5).
std::vector<ResourceElement> free_elements(const LteGrid& grid, int first_symbol, int end_symbol,
                                           const std::array<std::vector<int>, 2>& blocks);

/// Symbols of random data.
class RandomSymbols {
 public:
  RandomSymbols();
  /// `count` symbols of one modulation, drawn too: QPSK, 16QAM or 64QAM.
  std::vector<cf32> draw(std::size_t count, CounterRandom& random) const;

 private:
  std::array<std::vector<cf32>, 3> constellation_;
};

/// Adds one-element words of random bits on a share `load` of the control channel elements that `words` leave
/// free.
void add_random_words(int cce_count, double load, CounterRandom& random, std::vector<PdcchWord>& words);

}  // namespace sb::dsp::synth
