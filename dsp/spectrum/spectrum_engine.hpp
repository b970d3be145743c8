#pragma once
// Samples in, un-thresholded spectra out: convert -> window -> FFT -> mean, max-hold, minimum, spectral
// kurtosis and amplitude histograms in one pass through the cache. Nothing is decided here, so that a later
// rule can be replayed over what was kept.
#include <cstdint>
#include <memory>
#include <span>

#include "dsp/core/iq_block.hpp"
#include "dsp/core/spectrum_frame.hpp"
#include "dsp/spectrum/window.hpp"

namespace sb::dsp {

/// Raw samples as receivers deliver them. Full scale: 32768 and 128.
struct Ci16 {
  std::int16_t i, q;
};
struct Ci8 {
  std::int8_t i, q;
};

struct SpectrumSettings {
  double sample_rate_hz = 0.0;  ///< > 0
  double centre_hz = 0.0;
  int fft_size = 4096;  ///< a multiple of 16, 64..65536; powers of two are fast
  int hop = 0;          ///< samples between transforms; 0: fft_size (no overlap), half of it: 50 %
  int averages = 64;    ///< transforms in a frame, >= 1
  WindowKind window = WindowKind::kHann;
  int apd_channels = 0;  ///< histograms over the span; 0 or a power of two up to fft_size / 16
  bool floor = true;     ///< estimate the noise floor of every frame by FCME
};

class SpectrumEngine {
 public:
  /// Allocates and plans (tens of milliseconds for a size not seen before). Broken settings are the caller's
  /// mistake.
  explicit SpectrumEngine(const SpectrumSettings& settings);
  ~SpectrumEngine();
  SpectrumEngine(SpectrumEngine&&) noexcept;
  SpectrumEngine& operator=(SpectrumEngine&&) noexcept;

  const SpectrumSettings& settings() const;
  double bin_hz() const;
  double rbw_hz() const;

  /// Takes the samples from number `first_sample` of the stream on. Where they do not follow those before, no
  /// transform spans the gap: what is finished is given away with the averages that it has, and the next
  /// frame says after_gap. t0_utc_ns: of the first sample, 0 when unknown. Does not allocate or lock. Cost:
  /// little above that of the bare transforms (docs/performance/spectrum.md).
  void push(std::span<const cf32> samples, std::uint64_t first_sample, std::int64_t t0_utc_ns,
            SpectrumSink& sink) noexcept;
  void push(std::span<const Ci16> samples, std::uint64_t first_sample, std::int64_t t0_utc_ns,
            SpectrumSink& sink) noexcept;
  void push(std::span<const Ci8> samples, std::uint64_t first_sample, std::int64_t t0_utc_ns,
            SpectrumSink& sink) noexcept;
  /// Gives away the frame that is being made, if it has at least one transform. The stream may go on.
  void flush(SpectrumSink& sink) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp
