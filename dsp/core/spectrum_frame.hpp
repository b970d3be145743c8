#pragma once
// Un-thresholded spectrum: rules can be replayed over it later.
#include <cstddef>
#include <cstdint>
#include <span>

namespace sb::dsp {

/// Amplitude histograms have 1 dB steps; step k holds powers of k + kApdFloorDb .. k + 1 + kApdFloorDb dBFS,
/// the first and the last also what lies beyond.
inline constexpr int kApdSteps = 150;
inline constexpr int kApdFloorDb = -140;

/// Power per bin, linear, relative to full scale (|x| = 1 gives 1.0 in total over all bins: white noise of
/// power P has P / bins in each). Bins run from low to high frequency. Spans are borrowed for the call and
/// have one length; `kurtosis` and `minimum` may be empty when they were not asked for.
struct SpectrumFrame {
  std::span<const float> mean;
  std::span<const float> max;
  std::span<const float> minimum;
  std::span<const float> kurtosis;  ///< spectral kurtosis estimate, 1 for Gaussian noise, 0 for a steady tone
  std::span<const std::uint32_t> apd;  ///< apd_channels histograms of kApdSteps: transforms by channel power
  int apd_channels = 0;                ///< of equal width, from low to high frequency
  float floor = 0.0F;                  ///< noise power per bin, linear; 0: not estimated
  float floor_sigma_db = 0.0F;         ///< one standard deviation of `floor`, its statistics only
  double f0_hz = 0.0;                  ///< centre of bin 0
  double bin_hz = 0.0;
  double rbw_hz = 0.0;                ///< equivalent noise bandwidth of a bin
  std::int64_t t0_utc_ns = 0;         ///< of the first sample; 0 when unknown
  std::uint64_t first_sample = 0;     ///< of the stream
  std::uint64_t samples = 0;          ///< from there to the end of the last transform
  std::uint64_t clipped = 0;          ///< of these, samples at full scale
  std::uint32_t averages = 0;         ///< transforms
  float independent_averages = 0.0F;  ///< looks without overlap that would scatter as these do
  bool after_gap = false;             ///< samples are missing right before first_sample

  double frequency_hz(std::size_t bin) const { return f0_hz + static_cast<double>(bin) * bin_hz; }
};

/// Takes frames as they are made, on the thread that pushes samples.
class SpectrumSink {
 public:
  virtual ~SpectrumSink() = default;
  virtual void on_spectrum(const SpectrumFrame& frame) noexcept = 0;
};

}  // namespace sb::dsp
