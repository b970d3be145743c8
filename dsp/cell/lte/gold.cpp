#include "dsp/cell/lte/gold.hpp"

#include <algorithm>

namespace sb::dsp::lte {
namespace {

// Bit i of a register is x(n + i). The next 31 - 3 bits follow from bits that are there already: 28 steps at
// once.
constexpr unsigned kStep = 28;
constexpr std::uint32_t kMask = (1U << kStep) - 1U;

/// x1(n+31) = x1(n+3) + x1(n)
std::uint32_t advance_first(std::uint32_t x) {
  return x >> kStep | ((x >> 3U ^ x) & kMask) << 3U;
}
/// x2(n+31) = x2(n+3) + x2(n+2) + x2(n+1) + x2(n)
std::uint32_t advance_second(std::uint32_t x) {
  return x >> kStep | ((x >> 3U ^ x >> 2U ^ x >> 1U ^ x) & kMask) << 3U;
}

}  // namespace

std::vector<std::uint8_t> gold_sequence(std::uint32_t c_init, std::size_t length) {
  constexpr std::size_t kDiscarded = 1600;  // N_C
  std::uint32_t x1 = 1;
  std::uint32_t x2 = c_init & 0x7FFFFFFFU;
  std::vector<std::uint8_t> c(length);
  for (std::size_t begin = 0; begin < kDiscarded + length; begin += kStep) {
    const std::uint32_t bits = x1 ^ x2;
    const std::size_t first = std::max(begin, kDiscarded);
    const std::size_t last = std::min(begin + kStep, kDiscarded + length);
    for (std::size_t n = first; n < last; ++n)
      c[n - kDiscarded] = static_cast<std::uint8_t>(bits >> (n - begin) & 1U);
    x1 = advance_first(x1);
    x2 = advance_second(x2);
  }
  return c;
}

}  // namespace sb::dsp::lte
