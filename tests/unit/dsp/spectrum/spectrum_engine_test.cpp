#include "dsp/spectrum/spectrum_engine.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

struct Kept {
  std::vector<float> mean, max, minimum, kurtosis;
  std::vector<std::uint32_t> apd;
  SpectrumFrame frame;  // spans are no longer valid
};

class Keeper final : public SpectrumSink {
 public:
  void on_spectrum(const SpectrumFrame& frame) noexcept override {
    kept.push_back({{frame.mean.begin(), frame.mean.end()},
                    {frame.max.begin(), frame.max.end()},
                    {frame.minimum.begin(), frame.minimum.end()},
                    {frame.kurtosis.begin(), frame.kurtosis.end()},
                    {frame.apd.begin(), frame.apd.end()},
                    frame});
  }
  std::vector<Kept> kept;
};

SpectrumSettings settings(int fft_size, int averages) {
  SpectrumSettings s;
  s.sample_rate_hz = 1e6;
  s.centre_hz = 100e6;
  s.fft_size = fft_size;
  s.averages = averages;
  return s;
}

std::vector<cf32> noise(std::size_t count, double power, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> gauss(0.0F, static_cast<float>(std::sqrt(power / 2.0)));
  std::vector<cf32> x(count);
  for (cf32& v : x) v = {gauss(random), gauss(random)};
  return x;
}

std::vector<cf32> tone(std::size_t count, double amplitude, double hz, double rate) {
  std::vector<cf32> x(count);
  for (std::size_t n = 0; n < count; ++n) {
    const double phase = 2.0 * std::numbers::pi * hz / rate * static_cast<double>(n);
    x[n] = {static_cast<float>(amplitude * std::cos(phase)), static_cast<float>(amplitude * std::sin(phase))};
  }
  return x;
}

double db(double ratio) {
  return 10.0 * std::log10(ratio);
}

TEST(SpectrumEngine, NoisePowerIsSharedByAllBinsAndHasKurtosisOne) {
  SpectrumEngine engine(settings(256, 512));
  Keeper keeper;
  engine.push(noise(256 * 512, 1e-4, 1), 0, 0, keeper);
  ASSERT_EQ(keeper.kept.size(), 1U);
  const Kept& k = keeper.kept[0];
  EXPECT_NEAR(db(std::accumulate(k.mean.begin(), k.mean.end(), 0.0) / 1e-4), 0.0, 0.05);
  EXPECT_NEAR(db(k.frame.floor / (1e-4 / 256)), 0.0, 0.1);
  double kurtosis = 0.0;
  for (std::size_t i = 0; i < 256; ++i) {
    EXPECT_NEAR(db(k.mean[i] * 256 / 1e-4), 0.0, 1.0);  // 5 sigma of 512 looks
    EXPECT_NEAR(k.kurtosis[i], 1.0, 5.5 * std::sqrt(4.0 / 512));
    EXPECT_LE(k.minimum[i], k.mean[i]);
    EXPECT_GE(k.max[i], k.mean[i]);
    kurtosis += k.kurtosis[i] / 256;
  }
  EXPECT_NEAR(kurtosis, 1.0, 0.02);
  EXPECT_EQ(k.frame.averages, 512U);
  EXPECT_NEAR(k.frame.rbw_hz, 1.5 * 1e6 / 256, 1.0);
}

TEST(SpectrumEngine, ToneStandsAtItsFrequencyWithItsPower) {
  SpectrumEngine engine(settings(1024, 16));
  Keeper keeper;
  const double hz = 1e6 / 1024 * 200;
  engine.push(tone(16384, 0.5, hz, 1e6), 0, 0, keeper);
  ASSERT_EQ(keeper.kept.size(), 1U);
  const Kept& k = keeper.kept[0];
  const auto peak = static_cast<std::size_t>(std::max_element(k.mean.begin(), k.mean.end()) - k.mean.begin());
  EXPECT_NEAR(k.frame.frequency_hz(peak), 100e6 + hz, 0.5);
  // A tone of power 0.25 reads 0.25 / ENBW in its bin and 0.25 over its bins.
  EXPECT_NEAR(db(k.mean[peak] * 1.5 / 0.25), 0.0, 0.01);
  EXPECT_NEAR(db((k.mean[peak - 1] + k.mean[peak] + k.mean[peak + 1]) / 0.25), 0.0, 0.01);
  EXPECT_NEAR(k.kurtosis[peak], 0.0, 1e-2);
}

TEST(SpectrumEngine, PulsesRaiseTheMaximumAndTheKurtosis) {
  SpectrumEngine engine(settings(64, 256));
  auto x = noise(64 * 256, 1e-6, 2);
  const auto carrier = tone(x.size(), 0.1, 1e6 / 64 * 10, 1e6);
  for (std::size_t t = 0; t < 256; t += 10) {  // on for one transform in ten: kurtosis 1/d - 1 = 9
    for (std::size_t i = 0; i < 64; ++i) x[t * 64 + i] += carrier[t * 64 + i];
  }
  Keeper keeper;
  engine.push(x, 0, 0, keeper);
  ASSERT_EQ(keeper.kept.size(), 1U);
  EXPECT_NEAR(keeper.kept[0].kurtosis[32 + 10], 1.0 / (26.0 / 256.0) - 1.0, 0.3);
  EXPECT_NEAR(db(keeper.kept[0].max[42] / keeper.kept[0].mean[42]), 9.9, 0.5);
}

TEST(SpectrumEngine, IntegerSamplesReadAsTheirFloats) {
  const auto x = noise(4096, 1e-2, 3);
  std::vector<Ci16> wide(x.size());
  std::vector<Ci8> narrow(x.size());
  std::vector<cf32> as16(x.size());
  std::vector<cf32> as8(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    wide[i] = {static_cast<std::int16_t>(x[i].real() * 32768),
               static_cast<std::int16_t>(x[i].imag() * 32768)};
    narrow[i] = {static_cast<std::int8_t>(x[i].real() * 128), static_cast<std::int8_t>(x[i].imag() * 128)};
    as16[i] = cf32(wide[i].i, wide[i].q) / 32768.0F;
    as8[i] = cf32(narrow[i].i, narrow[i].q) / 128.0F;
  }
  const auto run = [](auto samples) {
    SpectrumEngine engine(settings(256, 16));
    Keeper keeper;
    engine.push(samples, 0, 0, keeper);
    return keeper.kept.at(0).mean;
  };
  const auto a = run(std::span<const Ci16>(wide)), b = run(std::span<const cf32>(as16));
  const auto c = run(std::span<const Ci8>(narrow)), d = run(std::span<const cf32>(as8));
  for (std::size_t i = 0; i < 256; ++i) {
    EXPECT_NEAR(a[i] / b[i], 1.0, 1e-4);
    EXPECT_NEAR(c[i] / d[i], 1.0, 1e-4);
  }
}

class Blocks : public ::testing::TestWithParam<int> {};

TEST_P(Blocks, HowTheStreamIsCutChangesNothing) {
  auto s = settings(128, 10);
  s.hop = GetParam();
  const auto x = noise(20000, 1.0, 4);
  SpectrumEngine whole(s);
  Keeper expected;
  whole.push(x, 500, 0, expected);
  SpectrumEngine cut(s);
  Keeper keeper;
  std::mt19937 random(5);
  for (std::size_t at = 0; at < x.size();) {
    const std::size_t length = std::min<std::size_t>(1 + random() % 300, x.size() - at);
    cut.push(std::span<const cf32>(x).subspan(at, length), 500 + at, 0, keeper);
    at += length;
  }
  ASSERT_EQ(keeper.kept.size(), expected.kept.size());
  ASSERT_GE(keeper.kept.size(), 9U);
  for (std::size_t f = 0; f < keeper.kept.size(); ++f) {
    EXPECT_EQ(keeper.kept[f].frame.first_sample, expected.kept[f].frame.first_sample);
    EXPECT_FALSE(keeper.kept[f].frame.after_gap);
    for (std::size_t i = 0; i < 128; ++i)
      EXPECT_FLOAT_EQ(keeper.kept[f].mean[i], expected.kept[f].mean[i]) << f;
  }
}
INSTANTIATE_TEST_SUITE_P(Hops, Blocks, ::testing::Values(0, 64, 37, 200));

TEST(SpectrumEngine, NoTransformSpansAGap) {
  SpectrumEngine engine(settings(64, 8));
  Keeper keeper;
  const auto x = noise(64 * 12, 1.0, 6);
  engine.push(std::span<const cf32>(x).first(64 * 3 + 20), 0, 0, keeper);
  engine.push(std::span<const cf32>(x).first(64 * 8), 1000, 5'000'000'000, keeper);
  ASSERT_EQ(keeper.kept.size(), 2U);
  EXPECT_EQ(keeper.kept[0].frame.averages, 3U);
  EXPECT_EQ(keeper.kept[0].frame.samples, 192U);
  EXPECT_FALSE(keeper.kept[0].frame.after_gap);
  EXPECT_EQ(keeper.kept[1].frame.averages, 8U);
  EXPECT_EQ(keeper.kept[1].frame.first_sample, 1000U);
  EXPECT_EQ(keeper.kept[1].frame.t0_utc_ns, 5'000'000'000);
  EXPECT_TRUE(keeper.kept[1].frame.after_gap);
  engine.push(std::span<const cf32>(x).first(64), 1000 + 64 * 8, 0, keeper);
  engine.flush(keeper);
  engine.flush(keeper);
  ASSERT_EQ(keeper.kept.size(), 3U);
  EXPECT_EQ(keeper.kept[2].frame.averages, 1U);
  EXPECT_FALSE(keeper.kept[2].frame.after_gap);
}

TEST(SpectrumEngine, AmplitudeHistogramsSeparatePulsesFromTheirFloor) {
  auto s = settings(64, 1000);
  s.apd_channels = 4;
  SpectrumEngine engine(s);
  auto x = noise(64 * 1000, 1e-7, 7);                            // -70 dBFS: -76 in a quarter of the span
  const auto carrier = tone(x.size(), 0.1, 1e6 / 64 * 24, 1e6);  // -20 dBFS in the highest quarter
  for (std::size_t t = 0; t < 1000; t += 50) {
    for (std::size_t i = 0; i < 64; ++i) x[t * 64 + i] += carrier[t * 64 + i];
  }
  Keeper keeper;
  engine.push(x, 0, 0, keeper);
  ASSERT_EQ(keeper.kept.size(), 1U);
  const auto& apd = keeper.kept[0].apd;
  ASSERT_EQ(apd.size(), 4U * kApdSteps);
  for (std::size_t channel = 0; channel < 4; ++channel) {
    const auto begin = apd.begin() + static_cast<std::ptrdiff_t>(channel) * kApdSteps;
    EXPECT_EQ(std::accumulate(begin, begin + kApdSteps, 0U), 1000U);
    const auto above = std::accumulate(begin + (-40 - kApdFloorDb), begin + kApdSteps, 0U);
    EXPECT_EQ(above, channel == 3 ? 20U : 0U) << channel;
    EXPECT_GT(std::accumulate(begin + (-82 - kApdFloorDb), begin + (-72 - kApdFloorDb), 0U), 950U);
  }
  // A transform of power 0.01 all in one channel is in the step of -20 dBFS (or the next below by rounding).
  EXPECT_EQ(apd[3 * kApdSteps + (-20 - kApdFloorDb)] + apd[3 * kApdSteps + (-21 - kApdFloorDb)], 20U);
}

TEST(SpectrumEngine, CountsClippedSamples) {
  auto x = noise(640, 1e-4, 8);
  for (std::size_t i = 100; i < 110; ++i) x[i] = {1.0F, 0.2F};
  SpectrumEngine engine(settings(64, 10));
  Keeper keeper;
  engine.push(x, 0, 0, keeper);
  EXPECT_EQ(keeper.kept.at(0).frame.clipped, 10U);
}

}  // namespace
}  // namespace sb::dsp
