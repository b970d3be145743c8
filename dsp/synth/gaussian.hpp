#pragma once
// Circular Gaussian samples as a function of (key, counter) alone.
#include <cmath>
#include <cstdint>
#include <numbers>

#include "dsp/core/iq_block.hpp"
#include "dsp/synth/counter_random.hpp"

namespace sb::dsp::synth {

/// Power 1 (Box-Muller); reaches 5.3 sigma.
inline cf32 gaussian_at(std::uint64_t key, std::uint64_t counter) {
  const std::uint64_t bits = random_at(key, counter);
  const float u = (static_cast<float>(bits >> 24U) + 0.5F) * 0x1p-40F;
  const float angle = static_cast<float>(bits & 0xFFFFFFU) * (2.0F * std::numbers::pi_v<float> * 0x1p-24F);
  const float radius = std::sqrt(-std::log(u));
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

}  // namespace sb::dsp::synth
