#include "dsp/cell/lte/coding/convolutional.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace sb::dsp::lte {
namespace {

constexpr std::array<unsigned, 3> kGenerators{0133, 0171, 0165};
constexpr std::size_t kHalf = TailBitingDecoder::kStates / 2;
constexpr int kMaxCirculations = 4;

/// A register holds the newest bit in bit 6; a state is the six bits before it, so its successor is register
/// >> 1.
constexpr unsigned coded_bit(std::size_t generator, unsigned reg) {
  return static_cast<unsigned>(std::popcount(reg & kGenerators[generator])) & 1U;
}

/// Sign with which each soft bit enters the branch 2j -> j (input 0). Both end taps of every generator are
/// set, so the other three branches of the butterfly carry the same metric with signs - - +.
constexpr auto branch_signs() {
  std::array<std::array<float, kHalf>, 3> sign{};
  for (std::size_t g = 0; g < 3; ++g) {
    for (unsigned j = 0; j < kHalf; ++j) sign[g][j] = coded_bit(g, 2 * j) != 0 ? -1.0F : 1.0F;
  }
  return sign;
}
constexpr auto kSign = branch_signs();

}  // namespace

void convolutional_encode(std::span<const std::uint8_t> bits, std::span<std::uint8_t> coded) {
  const std::size_t n = bits.size();
  assert(n >= 6 && coded.size() == 3 * n);
  unsigned reg = 0;
  for (std::size_t i = n - 6; i < n; ++i) reg = reg >> 1U | static_cast<unsigned>(bits[i]) << 6U;
  for (std::size_t i = 0; i < n; ++i) {
    reg = reg >> 1U | static_cast<unsigned>(bits[i]) << 6U;
    for (std::size_t g = 0; g < 3; ++g) coded[g * n + i] = static_cast<std::uint8_t>(coded_bit(g, reg));
  }
}

TailBitingDecoder::TailBitingDecoder(int max_bits) : odd_(static_cast<std::size_t>(max_bits)) {}

void TailBitingDecoder::circulate(std::span<const float> soft, std::size_t n) {
  Metrics next;
  for (std::size_t t = 0; t < n; ++t) {
    const float l0 = soft[t];
    const float l1 = soft[n + t];
    const float l2 = soft[2 * n + t];
    auto& odd = odd_[t];
    for (std::size_t j = 0; j < kHalf; ++j) {
      const float branch = l0 * kSign[0][j] + l1 * kSign[1][j] + l2 * kSign[2][j];
      const float even_zero = metric_[2 * j] + branch;
      const float odd_zero = metric_[2 * j + 1] - branch;
      const float even_one = metric_[2 * j] - branch;
      const float odd_one = metric_[2 * j + 1] + branch;
      next[j] = std::max(even_zero, odd_zero);
      next[j + kHalf] = std::max(even_one, odd_one);
      odd[j] = odd_zero > even_zero ? 1 : 0;
      odd[j + kHalf] = odd_one > even_one ? 1 : 0;
    }
    metric_ = next;
  }
}

/// Follows the survivor that ends in `end`; returns the state it began in.
std::size_t TailBitingDecoder::trace(std::size_t end, std::span<std::uint8_t> bits) const {
  std::size_t state = end;
  for (std::size_t t = bits.size(); t-- > 0;) {
    bits[t] = static_cast<std::uint8_t>(state / kHalf);
    state = 2 * (state % kHalf) + odd_[t][state];
  }
  return state;
}

/// Of the survivors that end where they began, the one that gained most; `bits` keep their value when there
/// is none.
void TailBitingDecoder::best_tail_biting(const Metrics& start, std::span<std::uint8_t> bits) const {
  float best = -std::numeric_limits<float>::infinity();
  std::size_t end = kStates;
  for (std::size_t state = 0; state < kStates; ++state) {
    const float gain = metric_[state] - start[state];
    if (gain > best && trace(state, bits) == state) {
      best = gain;
      end = state;
    }
  }
  if (end == kStates) end = static_cast<std::size_t>(std::ranges::max_element(metric_) - metric_.begin());
  trace(end, bits);
}

void TailBitingDecoder::decode(std::span<const float> soft, std::span<std::uint8_t> bits) {
  const std::size_t n = bits.size();
  assert(soft.size() == 3 * n && n <= odd_.size());
  metric_.fill(0.0F);
  Metrics start{};
  for (int i = 0; i < kMaxCirculations; ++i) {
    start = metric_;
    circulate(soft, n);
    const auto end = static_cast<std::size_t>(std::ranges::max_element(metric_) - metric_.begin());
    if (trace(end, bits) == end) return;
  }
  best_tail_biting(start, bits);
}

}  // namespace sb::dsp::lte
