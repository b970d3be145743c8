#pragma once
// Decision feedback: what a strong cell sends beyond its known signals, as the constellation points its
// elements lie nearest to. TS 36.211 §6.3.4, §7.1.
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/cell/lte/cancel/element_map.hpp"
#include "dsp/cell/lte/channel_estimate.hpp"
#include "dsp/cell/lte/subframe_grid.hpp"

namespace sb::dsp::lte {

/// The image of a cell in one subframe, laid out like SubframeGrid::re.
struct SubframeImage {
  std::vector<cf32> re;       ///< what the cell is taken to contribute
  std::vector<float> weight;  ///< 1; less where the cell's contribution could not be told: there the rest
                              ///< is to be scaled by it
};

/// Decides one cell's elements group by group; holds scratch.
class ElementDecider {
 public:
  explicit ElementDecider(int ports) : ports_(ports) {}

  /// Fills `image` where `map` has groups. `floor`: power of everything else in one element. Each data group
  /// is empty, of QPSK, 16QAM or 64QAM with a power of its own, or undecided when no constellation fits it:
  /// then its weight becomes floor over its power, which is the weight of a maximum-ratio sum. Cost: about 30
  /// operations an element and constellation.
  void decide(const SubframeGrid& grid, const ChannelEstimate& channel, const ElementMap& map, float floor,
              SubframeImage& image);

  /// Adds `symbols` (unit power) times their best common amplitude to the image at `elements`; the elements'
  /// power that is left over what they had comes back.
  float put(const SubframeGrid& grid, const ChannelEstimate& channel, std::span<const ReIndex> elements,
            std::span<const cf32> symbols, std::span<cf32> image);
  /// Signs of both axes of every element's symbol, as symbols of unit power.
  void slice_qpsk(const SubframeGrid& grid, const ChannelEstimate& channel, std::span<const ReIndex> elements,
                  std::vector<cf32>& symbols);

 private:
  enum class Outcome : std::uint8_t { kEmpty, kDecided, kUndecided };
  struct Decision {
    Outcome outcome = Outcome::kEmpty;
    int levels = 0;  ///< of an axis: 2, 4 or 8
    float amplitude = 0.0F;
  };
  void combine(const SubframeGrid& grid, const ChannelEstimate& channel, std::span<const ReIndex> elements);
  void spread(const ChannelEstimate& channel, std::span<const ReIndex> elements, float amplitude,
              std::span<cf32> image) const;
  float slice(int levels, float amplitude);
  Decision judge(float floor, int most_levels, float tolerance);
  void decide_data(const SubframeGrid& grid, const ChannelEstimate& channel, const ElementGroup& group,
                   float floor, Decision& decision, SubframeImage& image);
  void decide_leading(const SubframeGrid& grid, const ChannelEstimate& channel,
                      const ElementMap::Leading& leading, float floor, SubframeImage& image);

  int ports_;
  std::vector<cf32> received_;    ///< symbols of the group after combining
  std::vector<float> gain_;       ///< power with which a symbol of unit power arrives in an element
  std::vector<cf32> decided_;     ///< unit power
  float mean_gain_ = 0.0F;        ///< over the group
  std::vector<Decision> blocks_;  ///< of the subframe's data groups
  std::vector<cf32> other_;       ///< image of a leading symbol taken as data
};

}  // namespace sb::dsp::lte
