#include "node/schedule/noise_meter.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sb::node {
namespace {

std::vector<dsp::cf32> noise(std::size_t samples, float rms) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal(0.0F, rms / std::sqrt(2.0F));
  std::vector<dsp::cf32> out(samples);
  for (auto& sample : out) sample = {normal(random), normal(random)};
  return out;
}

TEST(NoiseMeter, MeasuresTheDensityBesideACarrier) {
  auto samples = noise(1 << 17, 0.01F);  // -40 dBFS in all
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto phase = static_cast<float>(std::fmod(0.1234 * static_cast<double>(i), 1.0) * 2.0 * M_PI);
    samples[i] += std::polar(0.3F, phase);
  }
  dsp::IqBlock block;
  block.samples = samples;
  NoiseMeter meter;
  for (const double rate_hz : {19.2e6, 1.92e6}) {
    block.sample_rate_hz = rate_hz;
    EXPECT_NEAR(meter.noise_dbfs_hz(block), -40.0 - 10.0 * std::log10(rate_hz), 0.3);
  }
}

TEST(NoiseMeter, TooShortIsNotMeasured) {
  const auto samples = noise(1000, 0.01F);
  dsp::IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = 19.2e6;
  EXPECT_TRUE(std::isnan(NoiseMeter().noise_dbfs_hz(block)));
}

}  // namespace
}  // namespace sb::node
