#pragma once
// The receiver's noise at the moment of a take, from a short piece of it.
#include <memory>
#include <vector>

#include "dsp/core/iq_block.hpp"
#include "dsp/spectrum/spectrum_engine.hpp"

namespace sb::node {

/// One thread. Allocates at the first take of each sample rate.
class NoiseMeter {
 public:
  /// dBFS in 1 Hz; NaN where the take is too short or no floor can be had. About 0.3 ms.
  float noise_dbfs_hz(const dsp::IqBlock& block);

 private:
  std::vector<dsp::SpectrumEngine> engines_;  ///< one a sample rate
};

}  // namespace sb::node
