#pragma once
// Resource elements to samples. TS 36.211 §6.12.
#include <span>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/core/fft_plan.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::synth {

class OfdmModulator {
 public:
  explicit OfdmModulator(const lte::Numerology& numerology);

  /// Subcarriers of the next symbol, low to high, without DC; an element of amplitude 1 becomes a tone of
  /// amplitude 1. Writes symbol `symbol` (0 ..) of a subframe with its prefix into the subframe's samples.
  void write_symbol(std::span<const cf32> subcarriers, int symbol, std::span<cf32> subframe);

 private:
  lte::Numerology numerology_;
  FftPlan fft_;
};

}  // namespace sb::dsp::synth
