#pragma once
// Bit strings, one bit (0 or 1) per byte, first transmitted first.
#include <cstdint>
#include <vector>

namespace sb::dsp::synth {

using Bits = std::vector<std::uint8_t>;

/// Appends the low `width` bits of `value`, most significant first.
inline void append_bits(Bits& bits, std::uint32_t value, int width) {
  for (int i = width - 1; i >= 0; --i) bits.push_back(static_cast<std::uint8_t>(value >> i & 1U));
}

}  // namespace sb::dsp::synth
