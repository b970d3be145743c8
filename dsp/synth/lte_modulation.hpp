#pragma once
// Bits to symbols to resource elements. TS 36.211 §6.3, §7.1.
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/core/iq_block.hpp"
#include "dsp/synth/bits.hpp"
#include "dsp/synth/lte_grid.hpp"

namespace sb::dsp::synth {

struct ResourceElement {
  int symbol = 0;
  int subcarrier = 0;
};

/// Adds the Gold sequence of c_init modulo 2.
void scramble(Bits& bits, std::uint32_t c_init);

/// Unit mean power; bits_per_symbol 2, 4 or 6 and bits.size() a multiple of it (§7.1.2 - §7.1.4).
std::vector<cf32> modulate(std::span<const std::uint8_t> bits, int bits_per_symbol);

/// Puts symbols on as many elements, in order, with transmit diversity over the grid's ports (§6.3.3.3,
/// §6.3.4.3), and labels the elements. With 2 ports the count is even; with 4 it is even, and an odd pair at
/// the end goes to ports 0 and 2, which is what the standard's two appended null symbols come to.
void map_with_diversity(std::span<const cf32> symbols, std::span<const ResourceElement> elements,
                        LteChannel channel, LteGrid& grid);

/// Two symbols an element, one from each of two ports at half power (§6.3.3.2 with the identity for its
/// precoder).
void map_two_layers(std::span<const cf32> symbols, std::span<const ResourceElement> elements,
                    LteChannel channel, LteGrid& grid);

/// One Alamouti pair on two ports: elements a and b, added to what is there.
void add_pair(cf32 x0, cf32 x1, ResourceElement a, ResourceElement b, int port, int other_port,
              LteGrid& grid);

}  // namespace sb::dsp::synth
