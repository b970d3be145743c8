#pragma once
// Overlapping spectra of a capture, made once: any 1.92 MHz window of it can then be correlated with a known
// sequence by taking its bins, with no mixing or resampling, and a carrier offset is a shift by whole bins.
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/core/fft_plan.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

class SearchSpectra {
 public:
  /// Length of the known sequence: one OFDM symbol at 1.92 MS/s.
  static constexpr int kSequence = 128;

  /// `dc` is taken off first. Only the first `seconds` are used. Cost: one FFT of about 0.5 ms of samples per
  /// 0.47 ms.
  SearchSpectra(std::span<const cf32> samples, double rate_hz, cf32 dc, double seconds);
  /// Bin nearest to a frequency of the capture.
  int bin_of(double offset_hz) const;

  int block_count() const { return blocks_; }
  /// Bins of a 1.92 MHz window, about 1024; also the length of the windows in time.
  int window_bins() const { return window_bins_; }
  /// Samples at the window's rate between blocks: window_bins() minus the overlap.
  int hop() const { return hop_; }
  /// Samples at the window's rate in which a sequence of kSequence can begin.
  int length() const { return length_; }
  double bin_hz() const { return bin_hz_; }
  /// The window's rate over 1.92 MS/s; 1 for every rate in use.
  double rate_ratio() const { return rate_ratio_; }
  double rate_hz() const { return rate_hz_; }
  /// Bins centre - count/2 .. centre + count/2 - 1 of a block; centre is counted from 0 Hz and may be
  /// negative. Outside the capture's span the spectrum repeats. count <= window_bins().
  std::span<const cf32> bins(int block, int centre, int count) const;
  /// Mean power per bin over the capture (all bins together: the mean of |sample|^2), from the lowest
  /// frequency to the highest; 0 Hz is at size() / 2.
  std::vector<float> mean_power() const;
  /// The capture at the window's rate with bin `centre` at 0 Hz: flat to +-0.66 MHz, nothing beyond +-0.94
  /// MHz, no delay. Cost: one inverse FFT a block.
  std::vector<cf32> window(int centre);

 private:
  double rate_hz_;
  int window_bins_ = 0;
  int wide_bins_ = 0;
  int hop_ = 0;
  int blocks_ = 0;
  int length_ = 0;
  double bin_hz_ = 0.0;
  double rate_ratio_ = 1.0;
  FftPlan to_time_;
  std::vector<float> taper_;  ///< of the window's bins, rising frequency
  std::vector<cf32>
      rows_;  ///< per block: wide_bins_ in rising frequency with window_bins_ / 2 repeated on either side
};

}  // namespace sb::dsp::lte
