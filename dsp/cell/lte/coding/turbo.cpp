#include "dsp/cell/lte/coding/turbo.hpp"

#include <algorithm>
#include <cassert>

#include "dsp/cell/lte/coding/crc.hpp"
#include "dsp/cell/lte/coding/qpp.hpp"

namespace sb::dsp::lte {
namespace {

using States = float __attribute__((vector_size(32)));
constexpr std::size_t kTail = 3;
/// What max-log says too confidently is taken back by this much.
constexpr float kExtrinsicScale = 0.75F;
constexpr float kImpossible = -1e9F;
constexpr std::size_t kStepsBetweenNormalising = 16;

// A state is (s1 s2 s3), newest first, numbered 4 s1 + 2 s2 + s3. Input u enters as a = u + s2 + s3, the
// parity is a + s1 + s3, the next state (a s1 s2). The two branches into a state, and the two out of one,
// differ in both bits, so one metric with two signs serves each pair. Signs: +1 for bit 0.
constexpr States kBitInto{1, -1, 1, -1, -1, 1, -1, 1};  // of the branch from s3 = 0, by next state (a s1 s2)
constexpr States kParityInto{1, 1, -1, -1, -1, -1, 1, 1};  // a + s1
constexpr States kBitOut{1, -1, -1, 1, 1, -1, -1, 1};     // of the branch a = 0, by state (s1 s2 s3): s2 + s3
constexpr States kParityOut{1, -1, 1, -1, -1, 1, -1, 1};  // s1 + s3

inline States larger(States a, States b) {
  return a > b ? a : b;
}
inline States from_even(States a) {
  return __builtin_shufflevector(a, a, 0, 2, 4, 6, 0, 2, 4, 6);
}
inline States from_odd(States a) {
  return __builtin_shufflevector(a, a, 1, 3, 5, 7, 1, 3, 5, 7);
}
inline States to_low(States a) {
  return __builtin_shufflevector(a, a, 0, 0, 1, 1, 2, 2, 3, 3);
}
inline States to_high(States a) {
  return __builtin_shufflevector(a, a, 4, 4, 5, 5, 6, 6, 7, 7);
}
inline float largest(States a) {
  a = larger(a, __builtin_shufflevector(a, a, 4, 5, 6, 7, 0, 1, 2, 3));
  a = larger(a, __builtin_shufflevector(a, a, 2, 3, 0, 1, 6, 7, 4, 5));
  return std::max(a[0], a[1]);
}

}  // namespace

TurboDecoder::TurboDecoder(int k) : k_(k), order_(qpp_interleaver(k)) {
  const auto n = static_cast<std::size_t>(k);
  systematic_.resize(n);
  for (Input* in : {&first_, &second_}) {
    in->bit.resize(n + kTail);
    in->parity.resize(n + kTail);
  }
  extrinsic_first_.resize(n);
  extrinsic_second_.resize(n);
  backward_.resize(n + kTail + 1);
}

/// Sorts the twelve tail bits to their codes, TS 36.212 §5.1.3.2.2.
void TurboDecoder::load(std::span<const float> soft) {
  const auto n = static_cast<std::size_t>(k_);
  const auto d0 = soft.first(n + 4);
  const auto d1 = soft.subspan(n + 4, n + 4);
  const auto d2 = soft.subspan(2 * (n + 4), n + 4);
  std::copy_n(d0.begin(), n, systematic_.begin());
  std::copy_n(d1.begin(), n, first_.parity.begin());
  std::copy_n(d2.begin(), n, second_.parity.begin());
  std::size_t from = n;
  for (Input* in : {&first_, &second_}) {
    in->bit[n] = d0[from];
    in->bit[n + 1] = d2[from];
    in->bit[n + 2] = d1[from + 1];
    in->parity[n] = d1[from];
    in->parity[n + 1] = d0[from + 1];
    in->parity[n + 2] = d2[from + 1];
    from += 2;
  }
}

/// Soft in, soft out: what the code's structure says about each bit beyond the bit's own value.
void TurboDecoder::siso(const Input& in, std::span<float> extrinsic) {
  const std::size_t n = extrinsic.size();
  const std::size_t steps = n + kTail;
  constexpr States kOnlyZero{0,           kImpossible, kImpossible, kImpossible,
                             kImpossible, kImpossible, kImpossible, kImpossible};
  States beta = kOnlyZero;
  backward_[steps] = beta;
  for (std::size_t t = steps; t-- > 0;) {
    const States branch = kBitOut * (0.5F * in.bit[t]) + kParityOut * (0.5F * in.parity[t]);
    beta = larger(to_low(beta) + branch, to_high(beta) - branch);
    if (t % kStepsBetweenNormalising == 0) beta -= beta[0];
    backward_[t] = beta;
  }
  States alpha = kOnlyZero;
  for (std::size_t t = 0; t < n; ++t) {
    const States parity = kParityOut * (0.5F * in.parity[t]);
    const States low = alpha + to_low(backward_[t + 1]) + parity;
    const States high = alpha + to_high(backward_[t + 1]) - parity;
    const States zero = kBitOut > 0.0F ? low : high;
    const States one = kBitOut > 0.0F ? high : low;
    extrinsic[t] = largest(zero) - largest(one);
    const States branch = kBitInto * (0.5F * in.bit[t]) + kParityInto * (0.5F * in.parity[t]);
    alpha = larger(from_even(alpha) + branch, from_odd(alpha) - branch);
    if (t % kStepsBetweenNormalising == 0) alpha -= alpha[0];
  }
}

/// Hard decisions after the second code; true when they are a block.
bool TurboDecoder::decide(std::span<std::uint8_t> bits) const {
  for (std::size_t i = 0; i < bits.size(); ++i) {
    bits[order_[i]] = second_.bit[i] + extrinsic_second_[i] < 0.0F ? 1 : 0;
  }
  const bool any = std::ranges::any_of(bits, [](auto bit) { return bit != 0; });
  return any && crc_mask(bits, kCrc24A) == 0;
}

bool TurboDecoder::decode(std::span<const float> soft, std::span<std::uint8_t> bits) {
  const auto n = static_cast<std::size_t>(k_);
  assert(soft.size() == 3 * (n + 4) && bits.size() == n);
  load(soft);
  std::ranges::fill(extrinsic_second_, 0.0F);
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    for (std::size_t i = 0; i < n; ++i) {
      first_.bit[order_[i]] = systematic_[order_[i]] + kExtrinsicScale * extrinsic_second_[i];
    }
    siso(first_, extrinsic_first_);
    for (std::size_t i = 0; i < n; ++i) {
      second_.bit[i] = systematic_[order_[i]] + kExtrinsicScale * extrinsic_first_[order_[i]];
    }
    siso(second_, extrinsic_second_);
    if (decide(bits)) return true;
  }
  return false;
}

}  // namespace sb::dsp::lte
