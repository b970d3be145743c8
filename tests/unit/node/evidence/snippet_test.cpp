#include "node/evidence/snippet.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sb::node {
namespace {

constexpr double kRateHz = 10e6;
constexpr double kCentreHz = 900e6;

std::vector<dsp::cf32> tones(std::initializer_list<std::pair<double, float>> offsets_and_amplitudes,
                             std::size_t samples = 200'000) {
  std::vector<dsp::cf32> out(samples);
  for (const auto& [offset_hz, amplitude] : offsets_and_amplitudes) {
    for (std::size_t i = 0; i < samples; ++i) {
      out[i] += std::polar(
          amplitude,
          static_cast<float>(2.0 * M_PI * std::fmod(offset_hz / kRateHz * static_cast<double>(i), 1.0)));
    }
  }
  return out;
}

dsp::IqBlock block_of(const std::vector<dsp::cf32>& samples) {
  dsp::IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = kRateHz;
  block.centre_hz = kCentreHz;
  block.t0_utc_ns = 1'000'000'000;
  return block;
}

/// Power of one frequency in a snippet, dB of the receiver's full scale.
double level_dbfs(const Snippet& snippet, double frequency_hz) {
  std::complex<double> sum;
  const std::size_t count = snippet.iq.size() / 2;
  for (std::size_t i = 0; i < count; ++i) {
    const std::complex<double> sample(snippet.iq[2 * i], snippet.iq[2 * i + 1]);
    sum += sample * std::polar(1.0, -2.0 * M_PI * (frequency_hz - snippet.centre_hz) /
                                        snippet.sample_rate_hz * static_cast<double>(i));
  }
  const auto full_scale_dbfs = static_cast<double>(snippet.full_scale_dbfs);
  return 20.0 * std::log10(std::abs(sum) / static_cast<double>(count) / 32768.0) + full_scale_dbfs;
}

TEST(Snippet, HoldsTheBandAndNotTheNeighbour) {
  const auto samples = tones({{1.05e6, 0.01F}, {3.0e6, 0.5F}, {-2.0e6, 0.5F}});
  const auto snippet = cut_snippet(block_of(samples), 901e6, 200e3, {});
  EXPECT_NEAR(snippet.sample_rate_hz, 312.5e3, 1.0);  // 200 kHz * 1.25 / 0.8, by a whole number
  EXPECT_EQ(snippet.centre_hz, 901e6);
  EXPECT_NEAR(level_dbfs(snippet, 901.05e6), -40.0, 0.2);
  // 54 dB stronger neighbours would alias somewhere into the band: what is left of them is below -80 dBFS.
  double rest = 0.0;
  for (std::size_t i = 0; i < snippet.iq.size(); ++i)
    rest += static_cast<double>(snippet.iq[i]) * snippet.iq[i];
  const double total_dbfs = 10.0 * std::log10(rest / static_cast<double>(snippet.iq.size() / 2)) -
                            20.0 * std::log10(32768.0) + static_cast<double>(snippet.full_scale_dbfs);
  EXPECT_NEAR(total_dbfs, -40.0, 0.5);
}

TEST(Snippet, IsCappedAndDated) {
  const auto samples = tones({{0.0, 0.1F}});
  SnippetLimits limits;
  limits.most_octets = 4000;
  const auto snippet = cut_snippet(block_of(samples), 900e6, 1e6, limits);
  EXPECT_EQ(snippet.iq.size(), 2000U);
  EXPECT_NEAR(static_cast<double>(snippet.t0_utc_ns), 1e9 + 0.5 * 12 * 6 / kRateHz * 1e9, 2.0)
      << "the filter's delay";
}

TEST(Snippet, TheWholeBandIsNotFiltered) {
  const auto samples = tones({{4.0e6, 0.25F}});
  const auto snippet = cut_snippet(block_of(samples), 900e6, 9e6, {});
  EXPECT_EQ(snippet.sample_rate_hz, kRateHz);
  EXPECT_NEAR(level_dbfs(snippet, 904e6), -12.04, 0.1);
}

TEST(Snippet, ABandOutsideTheBlockIsNothing) {
  const auto samples = tones({{0.0, 0.1F}}, 1000);
  EXPECT_TRUE(cut_snippet(block_of(samples), 950e6, 1e6, {}).iq.empty());
  EXPECT_TRUE(cut_snippet({}, 900e6, 1e6, {}).iq.empty());
}

}  // namespace
}  // namespace sb::node
