#pragma once
// Search for primary synchronisation signals over carrier offset, time and sampling clock at once. TS 36.211
// §6.11.1.
#include <memory>
#include <vector>

#include "dsp/cell/lte/search_spectra.hpp"

namespace sb::dsp::lte {

/// One place where a PSS repeats every half frame. A candidate: cells' own data make such peaks too.
struct PssPeak {
  int n_id_2 = 0;
  double time_s = 0.0;  ///< start of the symbol after its prefix, seconds after the first sample, 0 .. 5 ms
  double cfo_hz = 0.0;  ///< from the window's centre, to the search step
  double sample_clock_ppm =
      0.0;              ///< half frames are 5 ms x (1 + ppm 1e-6) long in the capture, to the search step
  float metric = 0.0F;  ///< statistic over its threshold, >= 1
  float power_ratio = 0.0F;  ///< statistic over its mean: noise 1, the signal alone about 60
};

struct PssWindow {
  int centre_bin = 0;  ///< of the spectra; offsets are counted from there
  double low_cfo_hz = 0.0;
  double high_cfo_hz = 0.0;
  double low_clock_ppm = -75.0;
  double high_clock_ppm = 75.0;
  double seconds = 0.16;  ///< how much of the capture is used
  int max_peaks_per_root = 12;
  double log_false_alarm =
      -11.5;  ///< ln of the probability that noise makes one given point of the search a peak
};

/// Holds scratch; one per thread. The spectra outlive it.
class PssSearch {
 public:
  explicit PssSearch(const SearchSpectra& spectra);
  ~PssSearch();
  PssSearch(PssSearch&&) noexcept;

  /// Peaks by falling metric. Each sample's correlation is divided by the energy of the window's samples
  /// under it, so that neither bursts, a downlink that pauses (TDD) nor clipping lift it: it lies in 0..1
  /// always. Cost: 3 x (offsets / 5.6 kHz) x blocks inverse FFTs of window_bins().
  std::vector<PssPeak> search(const PssWindow& window);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp::lte
