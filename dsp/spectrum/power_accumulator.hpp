#pragma once
// What is kept of many transforms: sums over |X|^2 and |X|^4, extremes and amplitude histograms. The inner
// loop of the spectrum engine.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp {

class PowerAccumulator {
 public:
  /// bins: a multiple of 8. apd_channels: 0, or a divisor of bins / 8. `scale` turns |X|^2 into power.
  PowerAccumulator(int bins, int apd_channels, float scale);

  /// Takes `count` spectra of `bins` values that lie one after the other, in the transform's order. Cost: one
  /// pass over them; the sums are read and written once for eight spectra. No allocation.
  void add(const cf32* spectra, int count);
  /// Writes scaled results from low to high frequency and begins anew. Spans may be empty, else have `bins`
  /// values. Kurtosis is (M+1)/(M-1) (M S2/S1^2 - 1), 1 where M < 2 (Nita and Gary 2010).
  void take(std::span<float> mean, std::span<float> max, std::span<float> minimum, std::span<float> kurtosis);
  /// Copies the histograms, low frequency first. They begin anew with take().
  void copy_apd(std::span<std::uint32_t> apd) const;
  int count() const { return count_; }

 private:
  template <int kSpectra, bool kHistograms>
  void add_together(const cf32* spectra);
  void reset();

  int bins_, channels_, count_ = 0;
  float scale_;
  std::vector<float> sum_, squares_, max_, min_;  // in the kernel's order of bins
  std::vector<std::uint32_t> apd_;
};

}  // namespace sb::dsp
