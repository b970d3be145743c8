#include "dsp/synth/lte_sync_signals.hpp"

#include <cmath>
#include <numbers>

namespace sb::dsp::synth {
namespace {

constexpr int kPeriod = 31;
using MSequence = std::array<int, kPeriod>;

/// x(i+5) = sum of x(i + tap) modulo 2 from 0 0 0 0 1, as signs 1 - 2x.
template <std::size_t N>
constexpr MSequence m_sequence(const std::array<int, N>& taps) {
  std::array<int, kPeriod> x{};
  x[4] = 1;
  for (std::size_t i = 0; i + 5 < kPeriod; ++i) {
    for (const int tap : taps) x[i + 5] ^= x[i + static_cast<std::size_t>(tap)];
  }
  for (int& value : x) value = 1 - 2 * value;
  return x;
}

constexpr MSequence kS = m_sequence(std::array{2, 0});
constexpr MSequence kC = m_sequence(std::array{3, 0});
constexpr MSequence kZ = m_sequence(std::array{4, 2, 1, 0});

float shifted(const MSequence& sequence, int at) {
  return static_cast<float>(sequence[static_cast<std::size_t>(at % kPeriod)]);
}

}  // namespace

std::array<cf32, kSyncLength> primary_sync(int n_id_2) {
  constexpr std::array<int, 3> kRoots = {25, 29, 34};
  const int u = kRoots[static_cast<std::size_t>(n_id_2)];
  std::array<cf32, kSyncLength> d;
  for (int n = 0; n < kSyncLength; ++n) {
    const int product = n < 31 ? n * (n + 1) : (n + 1) * (n + 2);
    // The exponent is reduced modulo one turn before it becomes a float.
    const double angle = -std::numbers::pi * static_cast<double>(u * product % 126) / 63.0;
    d[static_cast<std::size_t>(n)] = static_cast<cf32>(std::polar(1.0, angle));
  }
  return d;
}

std::array<float, kSyncLength> secondary_sync(int pci, int subframe) {
  const int n1 = pci / 3;
  const int n2 = pci % 3;
  const int q1 = n1 / 30;
  const int q = (n1 + q1 * (q1 + 1) / 2) / 30;
  const int m = n1 + q * (q + 1) / 2;
  const int m0 = m % kPeriod;
  const int m1 = (m0 + m / kPeriod + 1) % kPeriod;
  const int even = subframe == 0 ? m0 : m1;  // shift of s on even places; z on odd places takes the same
  const int odd = subframe == 0 ? m1 : m0;
  std::array<float, kSyncLength> d;
  for (int n = 0; n < kPeriod; ++n) {
    const std::size_t at = 2 * static_cast<std::size_t>(n);
    d[at] = shifted(kS, n + even) * shifted(kC, n + n2);
    d[at + 1] = shifted(kS, n + odd) * shifted(kC, n + n2 + 3) * shifted(kZ, n + even % 8);
  }
  return d;
}

}  // namespace sb::dsp::synth
