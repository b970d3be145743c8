#pragma once
// The rules of jamming.hpp that look at one block and one band of it.
#include <optional>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"
#include "dsp/detect/features.hpp"
#include "dsp/detect/jamming_cell_watch.hpp"
#include "dsp/detect/jamming_periodic.hpp"

namespace sb::dsp {

/// Median power of a block's quietest twentieth of 256 bins, per hertz: its floor where some of the span is
/// empty, an upper bound of it elsewhere.
double quiet_density(const IqBlock& block);

/// A stretch of the block that a service uses.
struct WatchedBand {
  double centre_hz = 0.0;
  double width_hz = 0.0;
  IsolatedSignal signal;
};
WatchedBand watched_band(const IqBlock& block, double centre_hz, double width_hz, double noise_density);

/// Mean power per hertz within the band.
double band_density(const WatchedBand& band);

/// Narrow lines far over their surroundings that keep their phase: a carrier amid a downlink. `spared_hz`:
/// offsets from the band's centre that may hold one (the receiver's and the transmitter's own carrier leak).
std::optional<PeriodicWave> find_lines(const WatchedBand& band, std::span<const double> spared_hz);

/// Pulses that come again and again at a time that no cell's grid explains.
struct PulseTrain {
  double period_s = 0.0;
  double duty = 0.0;
  double on_over_off_db = 0.0;
  double power = 0.0;  ///< while on, over what is there between
  double off_power = 0.0;
};
std::optional<PulseTrain> find_pulses(const WatchedBand& band, bool cell_grid);

}  // namespace sb::dsp
