#include "node/evidence/snippet.hpp"

#include <algorithm>
#include <cmath>

namespace sb::node {
namespace {

constexpr double kUsable = 0.8;           ///< of the decimated rate that is free of aliases
constexpr std::size_t kTapsPerStep = 12;  ///< of the filter, for each sample that is left out
constexpr double kTwoPi = 6.283185307179586;

/// Low-pass with its edge between the usable band and what would alias into it: Blackman-windowed, 74 dB.
std::vector<float> low_pass(std::size_t decimation) {
  const std::size_t count = kTapsPerStep * decimation + 1;
  const double cutoff = 0.5 / static_cast<double>(decimation);  // of the sample rate
  std::vector<float> taps(count);
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i) - 0.5 * static_cast<double>(count - 1);
    const double sinc = x == 0.0 ? 2.0 * cutoff : std::sin(kTwoPi * cutoff * x) / (0.5 * kTwoPi * x);
    const double at = kTwoPi * static_cast<double>(i) / static_cast<double>(count - 1);
    taps[i] = static_cast<float>(sinc * (0.42 - 0.5 * std::cos(at) + 0.08 * std::cos(2.0 * at)));
    sum += static_cast<double>(taps[i]);
  }
  for (float& tap : taps) tap = static_cast<float>(static_cast<double>(tap) / sum);
  return taps;
}

std::vector<dsp::cf32> mixed(std::span<const dsp::cf32> samples, double cycles_per_sample) {
  std::vector<dsp::cf32> out(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = -kTwoPi * std::fmod(cycles_per_sample * static_cast<double>(i), 1.0);
    out[i] = samples[i] * dsp::cf32(static_cast<float>(std::cos(phase)), static_cast<float>(std::sin(phase)));
  }
  return out;
}

std::vector<dsp::cf32> decimated(std::span<const dsp::cf32> in, std::size_t by) {
  if (by == 1) return {in.begin(), in.end()};
  const auto taps = low_pass(by);
  std::vector<dsp::cf32> out;
  for (std::size_t at = 0; at + taps.size() <= in.size(); at += by) {
    dsp::cf32 sum{};
    for (std::size_t k = 0; k < taps.size(); ++k) sum += taps[k] * in[at + k];
    out.push_back(sum);
  }
  return out;
}

}  // namespace

Snippet cut_snippet(const dsp::IqBlock& block, double centre_hz, double bandwidth_hz,
                    const SnippetLimits& limits) {
  Snippet snippet;
  const double offset_hz = centre_hz - block.centre_hz;
  if (block.samples.empty() || std::fabs(offset_hz) > 0.5 * block.sample_rate_hz) return snippet;
  const double wanted_hz = std::clamp(limits.margin * bandwidth_hz / kUsable, 1.0, block.sample_rate_hz);
  const auto by = static_cast<std::size_t>(std::max(1.0, std::floor(block.sample_rate_hz / wanted_hz)));
  const std::size_t most = std::max<std::size_t>(1, limits.most_octets / 4) * by + kTapsPerStep * by;
  const auto samples = block.samples.first(std::min(most, block.samples.size()));
  const auto out = decimated(mixed(samples, offset_hz / block.sample_rate_hz), by);
  float largest = 1e-9F;
  for (const auto& sample : out)
    largest = std::max({largest, std::fabs(sample.real()), std::fabs(sample.imag())});
  const float scale = 32767.0F / largest;
  snippet.sample_rate_hz = block.sample_rate_hz / static_cast<double>(by);
  snippet.centre_hz = centre_hz;
  // The filter delays by half its length.
  const double delay_s = by == 1 ? 0.0 : 0.5 * static_cast<double>(kTapsPerStep * by) / block.sample_rate_hz;
  snippet.t0_utc_ns = block.t0_utc_ns == 0 ? 0 : block.t0_utc_ns + std::llround(delay_s * 1e9);
  snippet.full_scale_dbfs = 20.0F * std::log10(32768.0F / scale);
  const std::size_t kept = std::min(out.size(), limits.most_octets / 4);
  snippet.iq.reserve(2 * kept);
  for (std::size_t i = 0; i < kept; ++i) {
    snippet.iq.push_back(static_cast<std::int16_t>(std::lround(out[i].real() * scale)));
    snippet.iq.push_back(static_cast<std::int16_t>(std::lround(out[i].imag() * scale)));
  }
  return snippet;
}

}  // namespace sb::node
