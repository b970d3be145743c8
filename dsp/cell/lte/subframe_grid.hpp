#pragma once
// One downlink subframe in frequency: the border between synchronisation and decoding.
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

/// Resource elements of one subframe, row-major [symbol][subcarrier]. Subcarrier 0 is the lowest of the
/// carrier; the DC subcarrier is not counted (TS 36.211 §6.12). Scaled so that an element of unit amplitude
/// on the air has the amplitude it would have as a tone in the samples: |re|^2 is a power relative to full
/// scale.
struct SubframeGrid {
  int n_prb = 6;
  CyclicPrefix cyclic_prefix = CyclicPrefix::kNormal;
  int frame = 0;     ///< count of frames since the stream's first whole frame (not the SFN)
  int subframe = 0;  ///< 0..9
  std::vector<cf32> re;

  int subcarriers() const { return n_prb * kSubcarriersPerPrb; }
  int symbols() const { return cyclic_prefix == CyclicPrefix::kNormal ? 14 : 12; }
  std::span<const cf32> symbol(int l) const {
    const auto n = static_cast<std::size_t>(subcarriers());
    return std::span<const cf32>(re).subspan(static_cast<std::size_t>(l) * n, n);
  }
  std::span<cf32> symbol(int l) {
    const auto n = static_cast<std::size_t>(subcarriers());
    return std::span<cf32>(re).subspan(static_cast<std::size_t>(l) * n, n);
  }
};

}  // namespace sb::dsp::lte
