#include "dsp/cell/lte/sync_sequences.hpp"

#include <complex>
#include <numbers>

#include "dsp/core/index.hpp"

namespace sb::dsp::lte {
namespace {

constexpr std::size_t kLength = 31;
using MSequence = std::array<float, kLength>;

/// 1 - 2 x(i) with x(i+5) = sum of x(i + tap) mod 2 over the taps set in `taps`, x = 0 0 0 0 1 to begin with.
MSequence m_sequence(unsigned taps) {
  std::array<unsigned, kLength> x{0, 0, 0, 0, 1};
  for (std::size_t i = 0; i + 5 < kLength; ++i) {
    for (std::size_t tap = 0; tap < 5; ++tap) x[i + 5] ^= (taps >> tap & 1U) & x[i + tap];
  }
  MSequence sequence{};
  for (std::size_t i = 0; i < kLength; ++i) sequence[i] = 1.0F - 2.0F * static_cast<float>(x[i]);
  return sequence;
}

}  // namespace

std::array<cf32, kSyncCarriers> pss_sequence(int n_id_2) {
  constexpr std::array<int, 3> kRoots{25, 29, 34};  // Table 6.11.1.1-1
  const int root = kRoots[static_cast<std::size_t>(n_id_2)];
  std::array<cf32, kSyncCarriers> d;
  for (int n = 0; n < 62; ++n) {
    const int product = n < 31 ? n * (n + 1) : (n + 1) * (n + 2);
    const double phase = -std::numbers::pi * (root * product % 126) / 63.0;
    d[static_cast<std::size_t>(n)] = static_cast<cf32>(std::polar(1.0, phase));
  }
  return d;
}

std::array<float, kSyncCarriers> sss_sequence(int n_id_1, int n_id_2, bool second) {
  static const MSequence s = m_sequence(0b00101);  // x(i+2) + x(i)
  static const MSequence c = m_sequence(0b01001);  // x(i+3) + x(i)
  static const MSequence z = m_sequence(0b10111);  // x(i+4) + x(i+2) + x(i+1) + x(i)
  const int q1 = n_id_1 / 30;
  const int q = (n_id_1 + q1 * (q1 + 1) / 2) / 30;
  const int m = n_id_1 + q * (q + 1) / 2;
  const int m0 = m % 31;
  const int m1 = (m0 + m / 31 + 1) % 31;
  const int even = second ? m1 : m0;
  const int odd = second ? m0 : m1;
  const auto at = [](const MSequence& x, int i) { return x[static_cast<std::size_t>(i) % kLength]; };
  std::array<float, kSyncCarriers> d;
  for (int n = 0; n < 31; ++n) {
    d[index(2 * n)] = at(s, n + even) * at(c, n + n_id_2);
    d[index(2 * n + 1)] = at(s, n + odd) * at(c, n + n_id_2 + 3) * at(z, n + even % 8);
  }
  return d;
}

}  // namespace sb::dsp::lte
