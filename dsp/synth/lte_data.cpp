#include "dsp/synth/lte_data.hpp"

#include <algorithm>

#include "dsp/cell/lte/numerology.hpp"

namespace sb::dsp::synth {

std::vector<ResourceElement> free_elements(const LteGrid& grid, int first_symbol, int end_symbol,
                                           const std::array<std::vector<int>, 2>& blocks) {
  std::vector<ResourceElement> elements;
  elements.reserve(blocks[0].size() * static_cast<std::size_t>(grid.symbols * lte::kSubcarriersPerPrb));
  for (int l = first_symbol; l < end_symbol; ++l) {
    for (const int block : blocks[l < grid.symbols / 2 ? 0 : 1]) {
      const int first = block * lte::kSubcarriersPerPrb;
      for (int k = first; k < first + lte::kSubcarriersPerPrb; ++k) {
        if (grid.owner(l, k) == LteChannel::kNothing) elements.push_back({l, k});
      }
    }
  }
  return elements;
}

RandomSymbols::RandomSymbols() {
  for (int i = 0; i < 3; ++i) {
    const int width = 2 * i + 2;
    Bits all;
    for (std::uint32_t value = 0; value < 1U << width; ++value) append_bits(all, value, width);
    constellation_[static_cast<std::size_t>(i)] = modulate(all, width);
  }
}

std::vector<cf32> RandomSymbols::draw(std::size_t count, CounterRandom& random) const {
  const auto& points = constellation_[random.next() % 3];
  std::vector<cf32> symbols(count);
  constexpr std::size_t kPerNumber = 10;  // symbols from 64 random bits
  for (std::size_t i = 0; i < count; i += kPerNumber) {
    std::uint64_t bits = random.next();
    for (std::size_t j = i; j < std::min(i + kPerNumber, count); ++j, bits >>= 6U) {
      symbols[j] = points[bits & (points.size() - 1)];
    }
  }
  return symbols;
}

void add_random_words(int cce_count, double load, CounterRandom& random, std::vector<PdcchWord>& words) {
  const auto asked = words;
  for (int cce = 0; cce < cce_count; ++cce) {
    if (random.uniform() >= load) continue;
    const bool taken = std::any_of(asked.begin(), asked.end(), [&](const PdcchWord& word) {
      const int length = static_cast<int>(word.bits.size() / kBitsPerCce);
      return cce >= word.first_cce && cce < word.first_cce + length;
    });
    if (taken) continue;
    Bits bits;
    for (int i = 0; i < 3; ++i) append_bits(bits, static_cast<std::uint32_t>(random.next()), 24);
    words.push_back({cce, bits});
  }
}

}  // namespace sb::dsp::synth
