#pragma once
// The state behind jamming.hpp, shared by the files that implement it.
#include <optional>
#include <span>
#include <vector>

#include "dsp/detect/jamming.hpp"
#include "dsp/detect/jamming_cell_watch.hpp"
#include "dsp/detect/jamming_rules.hpp"
#include "models/bandplan/protected_services.hpp"
#include "models/jammer_classifier/jammer_classifier.hpp"

namespace sb::dsp {

inline constexpr double kMiddleWidthHz = 1.08e6;  ///< 6 PRB
inline constexpr int kBlocksOfLoss = 2;      ///< one block not decoded is an accident of the receiver's own
inline constexpr int kBlocksBeforeLoss = 3;  ///< heard so often, a carrier or a quiet floor is known

/// A carrier that was decoded in this tuning.
struct WatchedCarrier {
  double frequency_hz = 0.0;
  std::uint16_t physical_id = 0;
  std::uint32_t channel = 0;
  double width_hz = kMiddleWidthHz;
  EmptyLooks quiet;
  double reference_power = 0.0;
  int blocks = 0;
  int lost = 0;                          ///< blocks in a row in which it was not decoded
  std::optional<double> jammed_since_s;  ///< stream clock
};

/// A band without cells whose floor is remembered.
struct QuietBand {
  double centre_hz = 0.0, rate_hz = 0.0;
  double density = 0.0;
  int blocks = 0;
  int raised = 0;
  double raised_since_s = 0.0;
};

struct JammingDetector::State {
  models::Classifier classifier = models::load_jammer_classifier();
  std::vector<WatchedCarrier> carriers;
  std::vector<QuietBand> bands;

  struct Look {
    const IqBlock& block;
    double began_s;
    double ended_s;
    double noise_density;
    std::vector<JammingEvidence> found;
  };

  JammingEvidence evidence(const Look& look, JammingKind kind, double centre_hz, double width_hz) const;
  void set_level(JammingEvidence& e, double power, double noise_density) const;
  void name(JammingEvidence& e, const IsolatedSignal& signal, bool may_rename) const;
  void add_wave(Look& look, const WatchedBand& band, const PeriodicWave& wave, const char* rule,
                const Victim* victim) const;
  bool judge_wave(Look& look, const WatchedBand& band, std::span<const double> spared,
                  const Victim* victim) const;
  bool judge_pulses(Look& look, const WatchedBand& band, bool cell_grid, const Victim* victim) const;
  /// `others`: the most that the channel's other cells can put into one resource element, relative to full
  /// scale.
  void judge_cell(Look& look, const CellEvidence& cell, double others);
  bool judge_level(Look& look, const CellEvidence& cell, const CellWatch& watch, WatchedCarrier& carrier,
                   double others);
  void judge_losses(Look& look, std::span<const CellEvidence> cells);
  void judge_band(Look& look, models::Service service);
  WatchedCarrier& carrier_of(const CellEvidence& cell, double width_hz);
};

/// 10 log10, of at least 1e-20.
float to_decibel(double power);

}  // namespace sb::dsp
