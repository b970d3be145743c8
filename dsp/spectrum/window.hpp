#pragma once
// Windows for spectra, with the two numbers that make levels right.
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp {

enum class WindowKind : std::uint8_t {
  kRectangular,     ///< sidelobes -13 dB: only for signals that fill the span
  kHann,            ///< -31 dB, falling 18 dB per octave; 1.50 bins
  kBlackmanHarris,  ///< -92 dB (Harris 1978, four terms); 2.00 bins: weak beside strong
};

/// Periodic (DFT-even) window of n >= 1 values.
std::vector<float> make_window(WindowKind kind, int n);

/// Equivalent noise bandwidth in bins: n * sum w^2 / (sum w)^2.
double enbw_bins(std::span<const float> window);

/// How many independent looks `averages` transforms that begin `hop` samples apart are worth: noise power
/// averaged over them has a relative variance of one over this (Welch 1967).
double independent_averages(std::span<const float> window, int hop, int averages);

}  // namespace sb::dsp
