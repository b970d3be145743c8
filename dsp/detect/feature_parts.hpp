#pragma once
// The groups of features.hpp; each fills its part.
#include <cstddef>
#include <span>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp {

inline constexpr std::size_t kMostFeatureSamples = std::size_t{1} << 19U;

struct FeatureInput {
  std::span<const cf32> x;
  double rate_hz, bandwidth_hz;
  float noise_power;
};

void burst_features(const FeatureInput& in, std::span<float> out);      ///< duty .. envelope_spread
void line_features(const FeatureInput& in, std::span<float> out);       ///< carrier_line .. envelope_rate
void spectrum_features(const FeatureInput& in, std::span<float> out);   ///< flatness .. ridge_direction
void frequency_features(const FeatureInput& in, std::span<float> out);  ///< frequency_spread .. _modes
void repeat_features(const FeatureInput& in, std::span<float> out);     ///< repeat, log_repeat_lag

}  // namespace sb::dsp
