#pragma once
// A band-limited signal from a sequence of values at its own rate: noise of a bandwidth, pulse-shaped
// symbols, OFDM samples.
#include <cstdint>
#include <functional>

#include "dsp/core/iq_block.hpp"
#include "dsp/synth/polyphase_kernel.hpp"

namespace sb::dsp::synth {

class BandTrain {
 public:
  using Value = std::function<cf32(std::int64_t index)>;

  /// value(k) stands at k / rate_hz. The spectrum is flat to rate (1 - roll_off) / 2 either side and ends at
  /// rate (1 + roll_off) / 2; roll_off 0.1 .. 0.5. Values of unit power give a signal of unit power.
  BandTrain(Value value, double rate_hz, double roll_off);

  /// The signal at time t; times that rise are cheap (the values in use are kept).
  cf32 at(double t_s);

 private:
  Value value_;
  double rate_hz_;
  PolyphaseKernel kernel_;
  std::vector<cf32> window_;
  std::int64_t first_ = INT64_MIN;
};

}  // namespace sb::dsp::synth
