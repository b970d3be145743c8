#pragma once
// The LTE broadcast receiver: a block of samples in, every cell heard in it out.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

struct ReceiverOptions {
  double max_cfo_hz = 60e3;  ///< searched either side of each raster point
  int max_cells_per_carrier = 32;
  /// Called now and then with 0..1; may be empty.
  std::function<void(double)> progress;
};

/// Finds the carriers in the block (whole span, any sample rate), searches each raster point where energy is,
/// decodes MIB and SIB1 where the bandwidth allows, and returns each physical cell once, at its best level,
/// on its own frequency. Blocks of 80 to 170 ms are usual; at least 20 ms are needed for a MIB. The block's
/// samples are not changed.
class Receiver {
 public:
  explicit Receiver(ReceiverOptions options = {});
  ~Receiver();
  static DetectorInfo info();
  /// Allocates its scratch anew: about twice the block, for at most its first half second. Not thread-safe;
  /// one receiver per thread.
  std::vector<CellEvidence> scan(const IqBlock& block);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp::lte
