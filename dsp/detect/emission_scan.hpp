#pragma once
// Everything in one block that noise does not explain: continuous emissions by their place in the mean
// spectrum, bursts by their place in time, each once, with what the receiver itself makes taken out.
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "dsp/core/iq_block.hpp"
#include "dsp/detect/artefacts.hpp"
#include "dsp/detect/emission_sighting.hpp"
#include "dsp/detect/row_map.hpp"
#include "dsp/detect/segments.hpp"
#include "dsp/detect/spur_map.hpp"

namespace sb::dsp {

struct EmissionSettings {
  double weak_false_alarm = 1e-3;    ///< per block, for tracks that have to be seen again to count
  double strong_false_alarm = 1e-9;  ///< per block, for what counts at once
  double ripple_db = 1.0;            ///< of the receiver's passband where no spur map has flattened it
  ArtefactSettings artefacts;
};

class EmissionScan {
 public:
  EmissionScan(double sample_rate_hz, const EmissionSettings& settings);
  ~EmissionScan();

  /// The receiver's own shape and spurs, learned on a terminated input; empty: none known.
  void set_spurs(SpurMap spurs) { spurs_ = std::move(spurs); }
  /// Low frequency first. Blocks of under 1024 samples show nothing. Allocates. Cost: two FFT passes and a
  /// few nanoseconds a sample.
  std::vector<EmissionSighting> look(const IqBlock& block);
  /// What was taken for the receiver's own doing in the last block.
  const ArtefactCounts& artefacts() const { return artefacts_; }

 private:
  class Spectrum;
  struct Mask;
  struct Found;
  void take_in(std::span<const cf32> samples);
  float floor_per_bin() const;
  Mask mark(float floor) const;
  std::vector<Found> find(const IqBlock& block, const Mask& mask, float floor) const;
  void drop_artefacts(double centre_hz, std::vector<Found>& found);
  void unite(const IqBlock& block, float floor, std::vector<Found>& found) const;
  EmissionSighting measure(const IqBlock& block, Segment segment, float floor) const;

  double rate_hz_;
  EmissionSettings settings_;
  RowMap map_;
  std::unique_ptr<Spectrum> spectrum_;
  SpurMap spurs_;
  std::vector<cf32> samples_;  // without their mean
  double power_ = 0.0, carrier_power_ = 0.0, clipped_share_ = 0.0;
  ArtefactCounts artefacts_;
};

}  // namespace sb::dsp
