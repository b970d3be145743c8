#pragma once
// Parameters of the turbo code's quadratic interleaver. TS 36.212 table 5.1.3-3.
#include <cstddef>
#include <optional>

namespace sb::dsp::synth {

/// Output i takes input (f1 i + f2 i^2) mod K.
struct QppParameters {
  std::size_t f1;
  std::size_t f2;
};

/// Nothing when K is not one of the table's 188 block sizes, 40..6144.
std::optional<QppParameters> qpp_parameters(std::size_t block_size);

}  // namespace sb::dsp::synth
