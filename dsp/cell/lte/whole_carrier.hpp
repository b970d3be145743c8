#pragma once
// The samples of one carrier at a rate that holds its bandwidth, with or without its stronger cells.
#include <optional>
#include <span>
#include <vector>

#include "dsp/cell/lte/cancel/co_channel.hpp"
#include "dsp/cell/lte/cancel/removal.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

class WholeCarrier {
 public:
  /// The carrier of `cell`, `n_prb` wide, out of the block less its mean `dc`; nothing where the block does
  /// not hold its bandwidth. A rate of whole subcarriers is kept, others are resampled.
  static std::optional<WholeCarrier> open(const IqBlock& block, cf32 dc, const FoundCell& cell, int n_prb);

  std::span<const cf32> samples() const { return samples_; }
  int fft_size() const { return fft_size_; }
  const CellSync& sync() const { return sync_; }  ///< of `cell` in samples()
  /// Removes another cell of the carrier as far as the bandwidth at hand goes, in the times given (all when
  /// empty). `mib` is the other cell's.
  void remove(const FoundCell& other, const Mib& mib, std::span<const TimeSpan> only);

 private:
  std::vector<cf32> samples_;
  int fft_size_ = 0;
  CellSync sync_;
  double own_offset_hz_ = 0.0;  ///< of the cell in the block
  double time_scale_ = 1.0;     ///< samples() over the block, by which their clocks differ
  int widest_prb_ = 0;          ///< that samples() hold around the carrier
};

}  // namespace sb::dsp::lte
