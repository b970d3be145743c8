#pragma once
// All cells of one carrier: PSS candidates, SSS, and the proof by reference signals that keeps ghosts out.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/cell/lte/crs_check.hpp"
#include "dsp/cell/lte/pss_search.hpp"
#include "dsp/cell/lte/sss_search.hpp"

namespace sb::dsp::lte {

/// What speaks for a cell besides its MIB, when that decodes.
enum class Proof : std::uint8_t {
  kNone,   ///< likely at best: to be believed only with a MIB
  kNoise,  ///< cannot come from noise, but could from something that repeats: to be believed where no other
           ///< cell is
  kFull,   ///< cannot come from another cell either
};

struct FoundCell {
  double window_hz = 0.0;  ///< offset of the window it was found in; sync.cfo_hz counts from there
  int window_bin = 0;
  CrsCheck check;
  Proof proof = Proof::kNone;

  double offset_hz() const { return window_hz + check.sync.cfo_hz; }
};

/// What is already known of the receiver: its carrier offset and its clock are common to all cells.
struct SearchRange {
  double low_cfo_hz = 0.0;
  double high_cfo_hz = 0.0;
  double low_clock_ppm = -75.0;
  double high_clock_ppm = 75.0;
};

class CarrierSearch {
 public:
  /// The spectra outlive the search; scratch is kept.
  explicit CarrierSearch(SearchSpectra& spectra);
  ~CarrierSearch();
  CarrierSearch(CarrierSearch&&) noexcept;

  /// Cells whose carrier lies in `range` around a bin of the spectra. `quick`: only 40 ms are correlated and
  /// only clear peaks followed, for places where a carrier is not expected. `narrow`: once a cell is proven,
  /// what it says of the receiver's offset and clock is used to look for weaker ones; who goes on to
  /// search_co_channel() has that done there. The 1.92 MS/s samples are given by samples().
  std::vector<FoundCell> search(int centre_bin, const SearchRange& range, bool quick, int max_cells,
                                bool narrow = true);
  /// Of spectra that are a carrier's 1.92 MS/s samples out of which `known` cells (one at least; offsets from
  /// their 0 Hz) were taken: the cells beside those, within what the clearest of them says of the receiver.
  std::vector<FoundCell> search_beneath(std::span<const FoundCell> known);
  /// The window's samples at 1.92 MS/s; the last window asked for is kept.
  const std::vector<cf32>& samples(int centre_bin);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Two findings are one cell when identity, frequency (2 kHz) and time (15 us: within any channel's spread)
/// agree.
bool same_cell(const FoundCell& a, const FoundCell& b);

}  // namespace sb::dsp::lte
