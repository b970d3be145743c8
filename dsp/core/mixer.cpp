#include "dsp/core/mixer.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

namespace sb::dsp {

void mix(std::span<const cf32> in, double cycles_per_sample, cf32 dc, std::span<cf32> out) {
  assert(in.size() == out.size());
  constexpr std::size_t kRun = 64;
  if (cycles_per_sample == 0.0) {
    for (std::size_t n = 0; n < in.size(); ++n) out[n] = in[n] - dc;
    return;
  }
  const auto phasor = [&](std::size_t n) {
    const double cycles = std::remainder(cycles_per_sample * static_cast<double>(n), 1.0);
    return static_cast<cf32>(std::polar(1.0, 2.0 * std::numbers::pi * cycles));
  };
  std::array<cf32, kRun> turn;
  for (std::size_t i = 0; i < kRun; ++i) turn[i] = phasor(i);
  for (std::size_t at = 0; at < in.size(); at += kRun) {
    const std::size_t count = std::min(kRun, in.size() - at);
    const cf32 start = phasor(at);
    for (std::size_t i = 0; i < count; ++i) out[at + i] = (in[at + i] - dc) * (start * turn[i]);
  }
}

}  // namespace sb::dsp
