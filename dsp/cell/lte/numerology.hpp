#pragma once
// Lengths of LTE's downlink in samples, for any sampling rate of 15 kHz x (a multiple of 128). TS 36.211 §4,
// §6.12.
#include <cstdint>

#include "dsp/core/detection.hpp"

namespace sb::dsp::lte {

inline constexpr double kSubcarrierHz = 15e3;
inline constexpr int kSubcarriersPerPrb = 12;
inline constexpr int kMaxPrb = 110;
inline constexpr int kSubframesPerFrame = 10;
inline constexpr double kFrameSeconds = 10e-3;
/// 1.92 MS/s: the rate of the cell search; holds the central 72 subcarriers that every bandwidth has.
inline constexpr int kSearchFftSize = 128;

/// Valid when fft_size is a multiple of 128: then every prefix is a whole number of samples.
struct Numerology {
  int fft_size = kSearchFftSize;
  CyclicPrefix cyclic_prefix = CyclicPrefix::kNormal;

  constexpr double sample_rate_hz() const { return kSubcarrierHz * fft_size; }
  constexpr int symbols_per_slot() const { return cyclic_prefix == CyclicPrefix::kNormal ? 7 : 6; }
  constexpr int symbols_per_subframe() const { return 2 * symbols_per_slot(); }
  constexpr int slot_samples() const { return fft_size * 15 / 2; }
  constexpr int subframe_samples() const { return fft_size * 15; }
  constexpr int frame_samples() const { return fft_size * 150; }
  /// Cyclic prefix of symbol `l` of a slot: 160, 144 ... or 512 at 2048 points.
  constexpr int prefix_samples(int l) const {
    if (cyclic_prefix == CyclicPrefix::kExtended) return fft_size / 4;
    return (l == 0 ? 160 : 144) * (fft_size / 128) / 16;
  }
  /// First sample after the prefix of symbol `l` (0 .. symbols_per_subframe - 1), from the start of the
  /// subframe.
  constexpr int symbol_start(int l) const {
    const int slot = l / symbols_per_slot();
    const int in_slot = l % symbols_per_slot();
    int at = slot * slot_samples() + prefix_samples(0);
    for (int i = 1; i <= in_slot; ++i) at += fft_size + prefix_samples(i);
    return at;
  }
};

/// Smallest FFT that holds a carrier with room for its edges: 128, 256, 512 (384 is enough), 768, 1152, 1536
/// for 6, 15, 25, 50, 75, 100 PRB. Not always a power of two; FFTW does not mind.
constexpr int fft_size_for(int bandwidth_prb) {
  const int occupied = bandwidth_prb * kSubcarriersPerPrb;
  return bandwidth_prb <= 6 ? 128 : (occupied * 9 / 8 + 127) / 128 * 128;
}

}  // namespace sb::dsp::lte
