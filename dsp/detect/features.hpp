#pragma once
// Thirty numbers that tell one kind of signal from another, all relative to its bandwidth except the first
// and the times of its bursts.
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp {

inline constexpr std::size_t kFeatureCount = 30;
using SignalFeatures = std::array<float, kFeatureCount>;

/// Names in the order of the values; the classifiers' weights carry them too.
std::span<const std::string_view> feature_names();

/// A signal moved to 0 Hz and freed from its neighbours.
struct IsolatedSignal {
  std::vector<cf32> samples;
  double rate_hz = 0.0;  ///< 1.2 to 4 bandwidths
  double bandwidth_hz = 0.0;
  float noise_power = 0.0F;  ///< in all of the samples' span; 0: not known
};

/// Cuts [centre - bandwidth / 2, centre + bandwidth / 2] out of a block. `centre_hz` is an RF frequency.
/// noise_density: power per hertz, 0 where unknown. Cost: one resampling of the block.
IsolatedSignal isolate(const IqBlock& block, double centre_hz, double bandwidth_hz, double noise_density);

/// At least 2048 samples, better 25 ms or more. Cost: about 100 ns a sample up to 2^19 samples; the rest is
/// not looked at. Allocates.
SignalFeatures signal_features(const IsolatedSignal& signal);
/// The same without the absolute bandwidth: a jammer is as wide as its victim, which tells nothing of its
/// kind.
SignalFeatures jammer_features(const IsolatedSignal& signal);

}  // namespace sb::dsp
