#include "dsp/cell/lte/gold.hpp"

namespace sb::dsp::lte {

std::vector<std::uint8_t> gold_sequence(std::uint32_t c_init, std::size_t length) {
  constexpr std::size_t kDiscarded = 1600;  // N_C
  std::uint32_t x1 = 1;
  std::uint32_t x2 = c_init & 0x7FFFFFFFU;
  std::vector<std::uint8_t> c(length);
  for (std::size_t n = 0; n < kDiscarded + length; ++n) {
    if (n >= kDiscarded) c[n - kDiscarded] = static_cast<std::uint8_t>((x1 ^ x2) & 1U);
    const std::uint32_t next1 = (x1 >> 3U ^ x1) & 1U;
    const std::uint32_t next2 = (x2 >> 3U ^ x2 >> 2U ^ x2 >> 1U ^ x2) & 1U;
    x1 = x1 >> 1U | next1 << 30U;
    x2 = x2 >> 1U | next2 << 30U;
  }
  return c;
}

}  // namespace sb::dsp::lte
