#pragma once
// Pseudo-random sequence c(n) of TS 36.211 §7.2.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp::lte {

/// c(0) .. c(length-1) for a c_init of 31 bits, one bit (0 or 1) per byte. Cost: 1600 + length shift steps.
std::vector<std::uint8_t> gold_sequence(std::uint32_t c_init, std::size_t length);

}  // namespace sb::dsp::lte
