#pragma once
// Un-thresholded spectrum: rules can be replayed over it later.
#include <cstdint>
#include <span>

namespace sb::dsp {

/// Power per bin, linear, relative to full scale (|x| = 1 gives 1.0 in total). Bins run from low to high
/// frequency. Spans are borrowed for the call and have one length; `kurtosis` may be empty when it was not
/// asked for.
struct SpectrumFrame {
  std::span<const float> mean;
  std::span<const float> max;
  std::span<const float> kurtosis;  ///< spectral kurtosis estimate, 1 for Gaussian noise
  float floor = 0.0F;               ///< noise power per bin, linear
  double f0_hz = 0.0;               ///< centre of bin 0
  double bin_hz = 0.0;
  std::int64_t t0_utc_ns = 0;
  std::uint32_t averages = 0;
};

}  // namespace sb::dsp
