#pragma once
// What one decoded cell contributes to a subframe, element by element: its reference, synchronisation and
// broadcast signals, and by decision feedback its control and data.
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/cell/lte/cancel/decisions.hpp"
#include "dsp/cell/lte/cancel/element_map.hpp"
#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/channel_estimate.hpp"
#include "dsp/cell/lte/crs.hpp"
#include "dsp/cell/lte/mib.hpp"

namespace sb::dsp::lte {

/// The coded broadcast channel of one 40 ms period as symbols of unit power, frame by frame.
class BroadcastSymbols {
 public:
  BroadcastSymbols(const CellView& view, const Mib& mib);
  /// Symbols of the frame with this system frame number, 0..1023; borrowed until the next call.
  std::span<const cf32> frame(int sfn);

 private:
  std::array<std::uint8_t, 24> bits_of(int sfn) const;

  Mib mib_;
  std::vector<std::uint8_t> scrambling_;
  std::vector<std::uint16_t> buffer_;
  std::size_t per_frame_;
  int period_ = -1;
  std::vector<cf32> symbols_;
};

/// Images of one cell's subframes. observe() over some subframes, then fit(), then draw() for each in the
/// order of time.
class CellImager {
 public:
  CellImager(const CellView& view, const Mib& mib);

  /// Whether a subframe is downlink for certain, and so worth observing.
  bool certain(int subframe) const { return view_.duplex == Duplex::kFdd || subframe % 5 == 0; }
  void observe(const SubframeGrid& grid) { estimator_.observe(grid); }
  void fit();
  /// The image of the subframe; false where none of the cell's reference signals are in it (the uplink of
  /// TDD).
  bool draw(const SubframeGrid& grid, SubframeImage& image);
  /// Power of one element that is not the cell's.
  float floor() const { return floor_; }

 private:
  bool measure_channel(const SubframeGrid& grid);
  void hold_channel();
  bool has_references(const SubframeGrid& grid, int symbol) const;
  void put_references(const SubframeGrid& grid, SubframeImage& image) const;
  void put_sync(const SubframeGrid& grid, int symbol, std::span<const cf32> sequence,
                SubframeImage& image) const;
  void put_broadcast(const SubframeGrid& grid, SubframeImage& image);
  void weigh_reserved(const SubframeGrid& grid, const ElementMap& map, SubframeImage& image) const;
  const ElementMap& map_of(int subframe);

  CellView view_;
  Mib mib_;
  CrsTable references_;
  ChannelEstimator estimator_;
  ElementDecider decider_;
  BroadcastSymbols broadcast_;
  std::array<std::optional<ElementMap>, kSubframesPerFrame> maps_;
  std::vector<cf32> primary_;
  std::array<std::vector<cf32>, 2> secondary_;  ///< of subframes 0 and 5
  std::vector<ReIndex> broadcast_elements_;
  std::vector<cf32> sliced_;
  ChannelEstimate channel_;  ///< of the subframe at hand
  ChannelEstimate held_;     ///< the last symbol of the last good one, over a whole subframe
  bool have_held_ = false;
  float floor_ = 1.0F;
};

}  // namespace sb::dsp::lte
