#pragma once
// Says when a received service is being disturbed on purpose, and how surely. Rules trigger; the classifier
// only adds a name. What a single receiver cannot tell is left out: a barrage that was there before the first
// sample, as wide as the receiver sees, is noise to it.
#include <memory>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp {

/// Looks at one block after another of one or more receiver tunings and remembers each carrier's quiet state.
/// Rules, by what they need:
///  - a decoded LTE cell: level of its empty resource elements against its own baseline (onset within the
///    block, or against earlier blocks), with the reference level steady and the SINR fallen, where no other
///    cell was decoded on its channel; waves that repeat; pulses off the cell's grid;
///  - a carrier that was decoded and no longer is: vote of models/service_loss on level and floor;
///  - a satellite navigation band: any carrier, comb, sweep or pulse train, and a rise of the floor;
///  - a mobile uplink: a lasting rise of the floor;
///  - a base-station downlink without any cell: sweeps and combs only.
class JammingDetector {
 public:
  JammingDetector();
  ~JammingDetector();
  static DetectorInfo info();

  /// One finding per disturbance that is on in this block; first_s is where it began, also in an earlier
  /// block. `cells`: those decoded in this block. Needs 30 ms or more. Cost: about 5 ms a cell and 20 ms a
  /// carrier for a block of 160 ms at 1.92 MS/s. Not thread-safe.
  std::vector<JammingEvidence> look(const IqBlock& block, std::span<const CellEvidence> cells);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp
