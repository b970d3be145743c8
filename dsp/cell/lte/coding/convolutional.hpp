#pragma once
// Tail-biting convolutional code of PBCH and PDCCH: rate 1/3, constraint length 7, generators 133 171 165
// (octal). TS 36.212 §5.1.3.1.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp::lte {

/// Coded bits of `bits` as three streams one after the other: d0[0..n) d1[0..n) d2[0..n).
void convolutional_encode(std::span<const std::uint8_t> bits, std::span<std::uint8_t> coded);

/// Soft decoder; soft bits are log P(0)/P(1), only their ratio matters.
/// The wrap-around Viterbi algorithm: circulates until the best path ends in the state it began in (four
/// times at most).
class TailBitingDecoder {
 public:
  static constexpr int kStates = 64;

  explicit TailBitingDecoder(int max_bits);
  /// `soft`: 3 n values ordered as convolutional_encode writes them; `bits`: n. Cost: 64 n
  /// add-compare-selects per circulation.
  void decode(std::span<const float> soft, std::span<std::uint8_t> bits);

 private:
  using Metrics = std::array<float, kStates>;
  void circulate(std::span<const float> soft, std::size_t n);
  std::size_t trace(std::size_t end, std::span<std::uint8_t> bits) const;
  void best_tail_biting(const Metrics& start, std::span<std::uint8_t> bits) const;

  Metrics metric_{};
  std::vector<std::array<std::uint8_t, kStates>> odd_;  ///< survivor came from the odd predecessor
};

}  // namespace sb::dsp::lte
