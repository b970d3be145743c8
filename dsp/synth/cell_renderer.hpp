#pragma once
// One cell of a scene at a receiver's centre and rate: time, frequency, level and the receiver's band limits.
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "dsp/core/iq_block.hpp"
#include "dsp/synth/lte_cell.hpp"
#include "dsp/synth/polyphase_kernel.hpp"
#include "dsp/synth/scene.hpp"

namespace sb::dsp::synth {

/// Samples are made in blocks aligned to their index, so that a sample does not depend on where a call began.
inline constexpr std::int64_t kRenderBlock = 256;

class CellRenderer {
 public:
  /// `key` draws the fading.
  CellRenderer(const SceneCell& cell, std::uint64_t key);

  /// Prepares for a receiver. Designs the kernel: allocates.
  void tune(double centre_hz, double sample_rate_hz);
  /// Adds samples first .. first + out.size() - 1, all of one block: first / kRenderBlock is that of the
  /// last.
  void add(std::int64_t first, std::span<cf32> out);

 private:
  struct Block {
    std::int64_t origin;  ///< whole input samples at the block's first output sample
    double fraction;      ///< and the rest
    cf32 phasor;          ///< mixer and level at the block's first output sample
  };
  Block block_at(std::int64_t index) const;
  const std::vector<cf32>& frame(std::int64_t index);
  /// Input samples first .. first + count - 1, moved to the kernel's centre frequency.
  std::span<const cf32> input(std::int64_t first, std::size_t count);

  SceneCell scene_cell_;
  LteCell cell_;
  ChannelResponse fading_;
  std::map<std::int64_t, std::vector<cf32>> frames_;  ///< the newest few
  std::unique_ptr<PolyphaseKernel> kernel_;           ///< none while the cell is outside the receiver's span
  double sample_rate_hz_ = 0.0;
  double mix_hz_ = 0.0;    ///< from the kernel's centre to the receiver's
  double slice_hz_ = 0.0;  ///< centre of the visible part of the cell, relative to its carrier
  double step_ = 0.0;      ///< input samples per output sample
  float gain_ = 0.0F;
  std::array<cf32, kRenderBlock> mixer_{};
  std::vector<cf32> scratch_;
};

}  // namespace sb::dsp::synth
