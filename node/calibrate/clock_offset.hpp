#pragma once
// The error of the receiver's reference oscillator, from the carriers of domestic cells: a base station's
// clock is right to 0.05 ppm (3GPP TS 36.104 §6.5.1), a dongle's to some ppm that move with temperature.
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "node/calibrate/reference_cell.hpp"

namespace sb::node {

/// +x: our oscillator is x parts in 1e9 too fast, so that carriers appear x ppb too low.
struct ClockEstimate {
  double offset_ppb = 0.0;
  double sigma_ppb = 0.0;  ///< one standard deviation, that of the base stations' own clocks included
  std::size_t cells = 0;   ///< that agreed; 1 is a measurement without a witness
};

/// From the cells of one dwell (or of several within some seconds). Cells that disagree with the weighted
/// median by more than their uncertainty allows are left out: a false cell has a clock of its own. Nothing
/// when no reference cell was heard.
std::optional<ClockEstimate> measure_clock(std::span<const dsp::CellEvidence> cells,
                                           std::span<const ReferenceCell> references);

/// Follows the offset over time and temperature: a Kalman filter over offset and temperature coefficient.
class ClockTracker {
 public:
  struct Settings {
    double wander_ppb_per_sqrt_s = 0.3;    ///< of a crystal at one temperature
    double coefficient_ppb_per_k = 100.0;  ///< one standard deviation before anything is known
    double reference_c = 25.0;             ///< temperature that the offset is for
  };
  ClockTracker() : ClockTracker(Settings{}) {}
  explicit ClockTracker(Settings settings) : settings_(settings) {}

  /// `temperature_c`: of the receiver or its box; NaN where there is none.
  void measured(const ClockEstimate& estimate, double now_s, double temperature_c);
  /// What the offset is now; nothing before the first measurement.
  std::optional<ClockEstimate> at(double now_s, double temperature_c) const;

 private:
  double deviation_k(double temperature_c) const;

  Settings settings_;
  bool known_ = false;
  double last_s_ = 0.0;
  std::size_t cells_ = 0;
  double offset_ppb_ = 0.0, coefficient_ = 0.0;                         // state
  double var_offset_ = 0.0, covariance_ = 0.0, var_coefficient_ = 0.0;  // its covariance
};

}  // namespace sb::node
