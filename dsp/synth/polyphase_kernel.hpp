#pragma once
// Values of a band-limited signal between its samples: a Kaiser-windowed low-pass cut into phases.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp::synth {

class PolyphaseKernel {
 public:
  /// Frequencies in cycles per input sample: flat (0.01 dB) up to `pass`, 60 dB down from `stop`; 0 < pass <
  /// stop < 1 - pass.
  PolyphaseKernel(double pass, double stop);

  int taps() const { return static_cast<int>(taps_); }  ///< input samples needed for a value
  /// First input sample of a value at `position` (in input samples): the value lies between tap taps()/2 - 1
  /// and the next.
  struct Place {
    std::int64_t first;  ///< index of the first input sample, relative to the position's origin
    std::size_t phase;
  };
  Place place(double position) const;
  /// The value from taps() samples beginning at Place::first.
  cf32 value(const cf32* samples, std::size_t phase) const;

 private:
  std::size_t taps_;
  std::size_t phases_;
  std::vector<float> table_;  ///< [phase][2 x tap]: every tap twice, for the real and the imaginary part
};

}  // namespace sb::dsp::synth
