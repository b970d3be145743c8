#include "dsp/cell/lte/pcfich.hpp"

#include <algorithm>

namespace sb::dsp::lte {

// Code words of TS 36.212 table 5.3.4-1 (facts/3gpp lte_pcfich_codewords.csv): 011 101 110 repeated, bit i of
// indicator c is zero where i and c - 1 agree modulo 3.
std::array<int, 3> rank_cfi(std::span<const float, kPcfichBits> soft) {
  std::array<float, 3> metric{};
  for (std::size_t i = 0; i < soft.size(); ++i) {
    for (std::size_t c = 0; c < metric.size(); ++c) metric[c] += i % 3 == c ? soft[i] : -soft[i];
  }
  std::array<int, 3> ranked{1, 2, 3};
  std::ranges::sort(ranked, std::greater{},
                    [&](int cfi) { return metric[static_cast<std::size_t>(cfi - 1)]; });
  return ranked;
}

}  // namespace sb::dsp::lte
