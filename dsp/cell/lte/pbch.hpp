#pragma once
// Physical broadcast channel: from resource elements to the 24 bits of the MasterInformationBlock.
// TS 36.211 §6.6, TS 36.212 §5.3.1.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/cell/lte/coding/convolutional.hpp"
#include "dsp/cell/lte/transmit_diversity.hpp"

namespace sb::dsp::lte {

inline constexpr std::size_t kMibBits = 24;
inline constexpr std::size_t kPbchBlockBits = kMibBits + 16;       ///< with CRC
inline constexpr std::size_t kPbchCodedBits = 3 * kPbchBlockBits;  ///< before repetition

/// Elements of the PBCH in subframe 0 of a six-PRB grid: 240 (216 with extended prefix).
std::vector<ReIndex> pbch_elements(std::uint16_t pci, CyclicPrefix cyclic_prefix);

/// Soft values of the 120 coded bits that one frame's PBCH carries when it is frame `phase` (0..3) of its 40
/// ms.
using PbchSoftBits = std::array<float, kPbchCodedBits>;

/// Undoes scrambling and repetition for all four phases.
class PbchDescrambler {
 public:
  PbchDescrambler(std::uint16_t pci, CyclicPrefix cyclic_prefix);
  /// `soft`: two values per PBCH element as received.
  std::array<PbchSoftBits, 4> undo(std::span<const float> soft) const;

 private:
  std::vector<float> sign_;
  std::vector<std::uint16_t> buffer_;
};

struct MibCandidate {
  std::array<std::uint8_t, kMibBits> bits{};  ///< of the first 40 ms period that was combined
  int phase = 0;                              ///< of the first frame in its period
  float correlation =
      0.0F;  ///< of the soft values with the code word found, 0..1; 0.61 is what noise alone gives
};

/// Searches phase and count of the SFN for consecutive frames whose soft values are given for each phase; an
/// empty optional stands for a frame that was not received. `ports` selects the CRC mask. The best candidate
/// that passes CRC and plausibility, if any. Cost: 4 phases x (1, 8, 15, ...) SFN carries x one Viterbi
/// decoding of 40 bits.
class MibSearch {
 public:
  using Frame = std::optional<std::array<PbchSoftBits, 4>>;
  MibSearch() : decoder_(static_cast<int>(kPbchBlockBits)) {}
  std::optional<MibCandidate> run(std::span<const Frame> frames, int ports);

 private:
  std::optional<MibCandidate> try_counts(std::span<const PbchSoftBits> periods, int ports);
  TailBitingDecoder decoder_;
};

}  // namespace sb::dsp::lte
