#pragma once
// Quadratic permutation polynomial interleaver of the turbo code. TS 36.212 §5.1.3.2.3.
#include <cstdint>
#include <vector>

namespace sb::dsp::lte {

/// Whether a turbo code block may have `k` bits (188 sizes from 40 to 6144).
bool is_turbo_size(int k);
/// Output bit i of the interleaver is input bit order[i]. `k` must be a turbo size.
std::vector<std::uint16_t> qpp_interleaver(int k);

}  // namespace sb::dsp::lte
