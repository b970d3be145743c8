#pragma once
// From a PSS peak to cells: secondary synchronisation signal, duplex, cyclic prefix, frame start. TS 36.211
// §6.11.2.
#include <memory>
#include <span>
#include <vector>

#include "dsp/cell/lte/cell_sync.hpp"
#include "dsp/cell/lte/pss_search.hpp"

namespace sb::dsp::lte {

struct SssCandidate {
  CellSync sync;
  double log_false_alarm =
      0.0;              ///< ln of the probability that noise gives this statistic in any of the hypotheses
  int half_frames = 0;  ///< averaged
};

/// Scratch and sequences; one per thread.
class SssSearch {
 public:
  SssSearch();
  ~SssSearch();
  SssSearch(SssSearch&&) noexcept;

  /// Cells that may stand behind `peak` in `carrier` (1.92 MS/s, centred where the peak's offset is counted
  /// from), most likely first, at most `limit`. Each of the 168 x 2 half frames x 2 duplexes x 2 prefixes is
  /// correlated at the PSS's place in every half frame, powers added. Cost: 5 FFTs of 128 points a half
  /// frame, and 0.08 M multiplications.
  std::vector<SssCandidate> search(std::span<const cf32> carrier, const PssPeak& peak, int limit);
  /// The same place again without the signals of `known` cells (all of the peak's N_ID_2 and near its time):
  /// finds cells of one N_ID_2 that arrive together. Delays of +-12 samples are tried.
  std::vector<SssCandidate> search_beside(std::span<const cf32> carrier, std::span<const CellSync> known,
                                          int limit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp::lte
