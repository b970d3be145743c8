#pragma once
// The samples of one finding, of its own band and no more: the neighbours' traffic stays out.
#include <complex>
#include <cstdint>
#include <string>
#include <vector>

#include "dsp/core/iq_block.hpp"

namespace sb::node {

struct SnippetLimits {
  std::size_t most_octets = std::size_t{512} * 1024;  ///< of samples, 4 octets each
  double margin = 1.25;                               ///< of band around what is occupied
};

/// 16-bit samples, scaled so that the largest fills 15 bit.
struct Snippet {
  double sample_rate_hz = 0.0;
  double centre_hz = 0.0;
  std::int64_t t0_utc_ns = 0;
  float full_scale_dbfs = 0.0F;  ///< level of 32768 in dB of the receiver's full scale
  std::vector<std::int16_t> iq;  ///< I, Q, I, Q ...
};

/// Mixes the band to 0 Hz, low-passes and decimates by a whole number. The beginning is cut when there is
/// too much. Empty when the band does not lie in the block. Cost: some 20 ms for 80 ms at 20 MS/s.
Snippet cut_snippet(const dsp::IqBlock& block, double centre_hz, double bandwidth_hz,
                    const SnippetLimits& limits);

}  // namespace sb::node
