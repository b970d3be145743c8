#include "dsp/cell/lte/mib.hpp"

#include <algorithm>
#include <cassert>

#include "dsp/cell/lte/channel_estimate.hpp"
#include "dsp/cell/lte/pbch.hpp"

namespace sb::dsp::lte {
namespace {

/// Frames combined at once: four 40 ms periods.
constexpr int kFramesCombined = 16;
constexpr std::array<std::uint16_t, 6> kBandwidths{6, 15, 25, 50, 75, 100};

unsigned field(const MibCandidate& mib, std::size_t first, std::size_t length) {
  unsigned value = 0;
  for (std::size_t i = first; i < first + length; ++i) value = value << 1U | mib.bits[i];
  return value;
}

/// `first_frame`: the stream's number of the first frame that was combined.
Mib to_mib(const MibCandidate& candidate, int ports, int first_frame) {
  Mib mib;
  mib.bandwidth_prb = kBandwidths[field(candidate, 0, 3)];
  mib.ports = static_cast<std::uint8_t>(ports);
  mib.phich_duration = static_cast<PhichDuration>(field(candidate, 3, 1));
  mib.phich_resource = static_cast<PhichResource>(field(candidate, 4, 2));
  for (std::size_t i = 0; i < mib.message.size(); ++i)
    mib.message[i] = static_cast<std::uint8_t>(field(candidate, 8 * i, 8));
  const int sfn = static_cast<int>(4 * field(candidate, 6, 8)) + candidate.phase;
  mib.sfn_frame0 = static_cast<std::uint16_t>(((sfn - first_frame) % 1024 + 1024) % 1024);
  return mib;
}

/// Soft values of the PBCH of every frame for one assumption about the ports.
std::vector<MibSearch::Frame> soft_frames(std::span<const std::optional<SubframeGrid>> grids,
                                          const CellSync& sync, int ports) {
  ChannelEstimator estimator(sync.pci, sync.cyclic_prefix, kWindowPrb, ports);
  for (const auto& grid : grids) {
    if (grid) estimator.observe(*grid);
  }
  estimator.fit();
  const PbchDescrambler descrambler(sync.pci, sync.cyclic_prefix);
  const auto elements = pbch_elements(sync.pci, sync.cyclic_prefix);
  std::vector<float> soft(2 * elements.size());
  ChannelEstimate channel;
  std::vector<MibSearch::Frame> frames;
  for (const auto& grid : grids) {
    auto& frame = frames.emplace_back();
    if (!grid) continue;
    estimator.estimate(*grid, channel);
    demap_qpsk(*grid, channel, ports, elements, soft);
    frame = descrambler.undo(soft);
  }
  return frames;
}

}  // namespace

std::optional<Mib> decode_mib(CellStream& central_six_prb) {
  assert(central_six_prb.n_prb() == kWindowPrb);
  MibSearch search;
  const int frames = central_six_prb.frame_count();
  for (int first = 0; first < frames; first += kFramesCombined) {
    std::vector<std::optional<SubframeGrid>> grids;
    for (int f = first; f < std::min(first + kFramesCombined, frames); ++f) {
      auto& grid = grids.emplace_back(SubframeGrid{});
      if (!central_six_prb.read(f, 0, *grid)) grid.reset();
    }
    if (std::ranges::none_of(grids, [](const auto& grid) { return grid.has_value(); })) continue;
    std::optional<MibCandidate> best;
    int best_ports = 0;
    for (const int ports : {1, 2, 4}) {
      const auto candidate = search.run(soft_frames(grids, central_six_prb.sync(), ports), ports);
      if (!candidate || (best && candidate->correlation <= best->correlation)) continue;
      best = candidate;
      best_ports = ports;
    }
    if (best) return to_mib(*best, best_ports, first);
  }
  return std::nullopt;
}

}  // namespace sb::dsp::lte
