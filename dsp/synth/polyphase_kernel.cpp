#include "dsp/synth/polyphase_kernel.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>

namespace sb::dsp::synth {
namespace {

constexpr std::size_t kLanes = 16;  // floats summed side by side; 8 complex taps
constexpr double kStopDb = 60.0;
constexpr double kBeta = 0.1102 * (kStopDb - 8.7);  // Kaiser's formula

double kaiser(double x) {  // x in -1 .. 1
  return std::abs(x) > 1.0
             ? 0.0
             : std::cyl_bessel_i(0.0, kBeta * std::sqrt(1.0 - x * x)) / std::cyl_bessel_i(0.0, kBeta);
}

double sinc(double x) {
  return std::abs(x) < 1e-9 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

std::size_t tap_count(double transition) {
  const double needed = (kStopDb - 7.95) / (14.36 * transition) + 1.0;
  return (static_cast<std::size_t>(std::ceil(needed)) + kLanes / 2 - 1) / (kLanes / 2) * (kLanes / 2);
}

}  // namespace

// Positions are rounded to a phase: 1/2048 of a sample off at most for a signal that fills the band, which
// leaves an error 60 dB below it; narrower signals need proportionally fewer phases for the same.
PolyphaseKernel::PolyphaseKernel(double pass, double stop)
    : taps_(tap_count(stop - pass)),
      phases_(
          std::bit_ceil(static_cast<std::size_t>(std::ceil(1024.0 * std::clamp(2.5 * pass, 0.0625, 1.0))))),
      table_(2 * taps_ * phases_) {
  assert(0.0 < pass && pass < stop);
  const double cutoff = pass + stop;  // both sides
  const double half = static_cast<double>(taps_) / 2.0;
  std::vector<double> row(taps_);
  for (std::size_t phase = 0; phase < phases_; ++phase) {
    const double fraction = static_cast<double>(phase) / static_cast<double>(phases_);
    double sum = 0.0;
    for (std::size_t i = 0; i < taps_; ++i) {
      const double distance = fraction + half - 1.0 - static_cast<double>(i);
      row[i] = cutoff * sinc(cutoff * distance) * kaiser(distance / half);
      sum += row[i];
    }
    for (std::size_t i = 0; i < taps_; ++i) {
      const auto tap = static_cast<float>(row[i] / sum);
      table_[2 * (phase * taps_ + i)] = tap;
      table_[2 * (phase * taps_ + i) + 1] = tap;
    }
  }
}

PolyphaseKernel::Place PolyphaseKernel::place(double position) const {
  const double whole = std::floor(position);
  const auto phase = static_cast<std::size_t>(std::lround((position - whole) * static_cast<double>(phases_)));
  const std::int64_t carry = phase == phases_ ? 1 : 0;
  const std::int64_t first =
      static_cast<std::int64_t>(whole) + carry + 1 - static_cast<std::int64_t>(taps_ / 2);
  return {first, carry == 1 ? 0 : phase};
}

// Sixteen independent sums, so that the compiler may use vectors without being allowed to reorder a sum.
cf32 PolyphaseKernel::value(const cf32* samples, std::size_t phase) const {
  const float* tap = &table_[2 * phase * taps_];
  const auto* in =
      reinterpret_cast<const float*>(samples);  // array-oriented access, [complex.numbers.general]
  std::array<float, kLanes> sum{};
  for (std::size_t i = 0; i < 2 * taps_; i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) sum[j] += tap[i + j] * in[i + j];
  }
  cf32 out;
  for (std::size_t j = 0; j < kLanes; j += 2) out += cf32{sum[j], sum[j + 1]};
  return out;
}

}  // namespace sb::dsp::synth
