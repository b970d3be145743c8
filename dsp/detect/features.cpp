#include "dsp/detect/features.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "dsp/core/resampler.hpp"
#include "dsp/detect/feature_parts.hpp"

namespace sb::dsp {
namespace {

constexpr std::array<std::string_view, kFeatureCount> kNames{"log_bandwidth",
                                                             "duty",
                                                             "toggles",
                                                             "burst_repeat",
                                                             "log_burst_period",
                                                             "log_burst_length",
                                                             "envelope_kurt",
                                                             "envelope_spread",
                                                             "carrier_line",
                                                             "square_line",
                                                             "fourth_line",
                                                             "envelope_line",
                                                             "envelope_rate",
                                                             "flatness",
                                                             "asymmetry",
                                                             "fill",
                                                             "peaks",
                                                             "sk_median",
                                                             "sk_high",
                                                             "sk_low",
                                                             "max_over_mean",
                                                             "ridge_share",
                                                             "ridge_span",
                                                             "ridge_step",
                                                             "ridge_direction",
                                                             "frequency_spread",
                                                             "frequency_kurt",
                                                             "frequency_modes",
                                                             "repeat",
                                                             "log_repeat_lag"};

constexpr double kOversampling = 2.0;
constexpr double kNarrow =
    16.0;  // from here on a whole divisor of the rate: any ratio would need millions of taps

double isolated_rate_hz(double input_hz, double bandwidth_hz) {
  const double wanted_hz = std::min(input_hz, kOversampling * bandwidth_hz);
  const double divisor = std::floor(input_hz / wanted_hz);
  return divisor >= kNarrow ? input_hz / divisor : wanted_hz;
}

}  // namespace

std::span<const std::string_view> feature_names() {
  return kNames;
}

IsolatedSignal isolate(const IqBlock& block, double centre_hz, double bandwidth_hz, double noise_density) {
  IsolatedSignal signal;
  signal.bandwidth_hz = bandwidth_hz;
  const double rate = isolated_rate_hz(block.sample_rate_hz, bandwidth_hz);
  const double passband = std::min(0.6 * bandwidth_hz, 0.47 * rate);
  Resampler resampler(block.sample_rate_hz, rate, passband);
  const auto count = std::min(block.samples.size(),
                              static_cast<std::size_t>(std::ceil(static_cast<double>(kMostFeatureSamples) *
                                                                 block.sample_rate_hz / rate)));
  std::complex<double> leak{};  // the receiver's own carrier
  for (const cf32& x : block.samples.first(count)) leak += std::complex<double>(x);
  leak /= static_cast<double>(count);
  resampler.process(block.samples.first(count), centre_hz - block.centre_hz, static_cast<cf32>(leak),
                    signal.samples);
  signal.rate_hz = resampler.output_rate_hz();
  signal.noise_power = static_cast<float>(noise_density * 2.0 * passband);
  return signal;
}

SignalFeatures signal_features(const IsolatedSignal& signal) {
  assert(signal.samples.size() >= 2048);
  const auto count = std::min(signal.samples.size(), kMostFeatureSamples);
  const std::span<const cf32> x = std::span(signal.samples).first(count);
  const FeatureInput input{x, signal.rate_hz, signal.bandwidth_hz, signal.noise_power};
  SignalFeatures f{};
  f[0] = static_cast<float>(std::log10(signal.bandwidth_hz));
  const std::span<float> all(f);
  burst_features(input, all.subspan(1, 7));
  line_features(input, all.subspan(8, 5));
  spectrum_features(input, all.subspan(13, 12));
  frequency_features(input, all.subspan(25, 3));
  repeat_features(input, all.subspan(28, 2));
  for (float& value : f) {
    if (!std::isfinite(value)) value = 0.0F;
  }
  return f;
}

SignalFeatures jammer_features(const IsolatedSignal& signal) {
  SignalFeatures f = signal_features(signal);
  f[0] = 0.0F;
  return f;
}

}  // namespace sb::dsp
