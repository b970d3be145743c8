// The promise: how often noise alone is called something, counted, and what a flat emission needs to be
// found. Short forms run in every build. Long forms, whose figures stand in docs/performance/spectrum.md:
//   SB_BIN_TESTS=1e11 sb_unit_dsp_emission --gtest_filter='FalseAlarm.RateOfBin*'
//   SB_NOISE_BLOCKS=20000 sb_unit_dsp_emission --gtest_filter='FalseAlarm.NoiseBlocks*'
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <random>
#include <vector>

#include <boost/math/distributions/gamma.hpp>
#include <gtest/gtest.h>

#include "dsp/detect/emission_detector.hpp"
#include "dsp/spectrum/noise_floor.hpp"
#include "dsp/spectrum/spectrum_engine.hpp"
#include "dsp/synth/counter_random.hpp"
#include "tests/support/binomial_bound.hpp"

namespace sb::dsp {
namespace {

double from_environment(const char* name, double otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtod(text, nullptr) : otherwise;
}

/// Uniform octets, 2^8 levels: after a transform of 1024 they are Gaussian far into the tail (their excess
/// kurtosis, -1.2, is divided by 1024).
void fill_white(std::vector<Ci8>& samples, std::uint64_t key, std::uint64_t& counter) {
  auto* to = reinterpret_cast<unsigned char*>(samples.data());
  for (std::size_t i = 0; i < samples.size() * 2; i += 8) {
    const std::uint64_t bits = synth::random_at(key, counter++);
    std::memcpy(to + i, &bits, 8);
  }
}

/// Every transform's bins against three thresholds over the floor that FCME finds in 256 of them: the
/// strongest of 64 in each bin tells whether one was above.
class Counter final : public SpectrumSink {
 public:
  void on_spectrum(const SpectrumFrame& frame) noexcept override {
    tests += static_cast<double>(frame.averages) * static_cast<double>(frame.max.size());
    for (std::size_t k = 0; k < 3; ++k) {
      const float level = frame.floor * thresholds[k];
      for (const float p : frame.max) events[k] += static_cast<int>(p > level);
    }
    averaged_tests += static_cast<double>(frame.mean.size());
    const float level = frame.floor * averaged_threshold;
    for (const float p : frame.mean) averaged_events += static_cast<int>(p > level);
  }
  std::array<float, 3> thresholds{};
  float averaged_threshold = 0.0F;
  std::array<int, 3> events{};
  int averaged_events = 0;
  double tests = 0.0, averaged_tests = 0.0;
};

TEST(FalseAlarm, RateOfBinTestsIsAsDesigned) {
  const double wanted = from_environment("SB_BIN_TESTS", 2e8);
  SpectrumSettings settings;
  settings.sample_rate_hz = 1e6;
  settings.fft_size = 1024;
  settings.averages = 64;
  settings.window = WindowKind::kHann;
  SpectrumEngine engine(settings);
  Counter counter;
  constexpr std::array<double, 3> kDesign{1e-5, 1e-6, 1e-9};
  for (std::size_t k = 0; k < 3; ++k)
    counter.thresholds[k] = static_cast<float>(noise_threshold(1.0, std::log(kDesign[k])));
  counter.averaged_threshold = static_cast<float>(noise_threshold(64.0, std::log(1e-5)));
  std::vector<Ci8> samples(std::size_t{1} << 20);
  std::uint64_t random = 0;
  std::uint64_t first = 0;
  while (counter.tests < wanted) {
    fill_white(samples, 77, random);
    engine.push(samples, first, 0, counter);
    first += samples.size();
  }
  for (std::size_t k = 0; k < 3; ++k) {
    const double expected = kDesign[k] * counter.tests;
    std::cout << "design " << kDesign[k] << ": " << counter.events[k] << " of " << counter.tests
              << " tests, ratio " << counter.events[k] / expected << '\n';
    if (expected < 50.0) continue;
    EXPECT_NEAR(counter.events[k] / expected, 1.0, 0.5);
  }
  const double expected = 1e-5 * counter.averaged_tests;
  std::cout << "64 averages, design 1e-5: " << counter.averaged_events << " of " << counter.averaged_tests
            << " tests, ratio " << counter.averaged_events / expected << '\n';
  EXPECT_LT(std::fabs(counter.averaged_events - expected), 0.5 * expected + 4.0 * std::sqrt(expected));
}

/// SNR in dB at which an average of `looks` noise-like looks is above `threshold` with 90 %.
double bound_db(int looks, double threshold) {
  const boost::math::gamma_distribution<> powers(looks, 1.0 / looks);
  return 10.0 * std::log10(threshold / boost::math::quantile(powers, 0.1) - 1.0);
}

TEST(FalseAlarm, FlatEmissionIsFoundWithinHalfADecibelOfTheBound) {
  // Exact bounds of the energy detector: 0.1 and 1.1 dB at 64 looks (table of the anchor).
  EXPECT_NEAR(bound_db(64, noise_threshold(64, std::log(1e-6))), 0.1, 0.1);
  EXPECT_NEAR(bound_db(64, noise_threshold(64, std::log(1e-9))), 1.1, 0.1);
  constexpr std::size_t kBins = 512;
  constexpr int kTrials = 1000;
  for (const int looks : {16, 64, 256}) {
    for (const double design : {1e-6, 1e-9}) {
      const double threshold = noise_threshold(looks, std::log(design));
      const double snr = std::pow(10.0, (bound_db(looks, threshold) + 0.5) / 10.0);
      std::mt19937 random(static_cast<unsigned>(looks));
      std::gamma_distribution<float> noise(static_cast<float>(looks), 1.0F / static_cast<float>(looks));
      FcmeFloor fcme(kBins, {1e-3, 0.0, 0.1});
      std::vector<float> powers(kBins);
      int missed = 0;
      for (int trial = 0; trial < kTrials; ++trial) {
        for (std::size_t i = 0; i < kBins; ++i)
          powers[i] = noise(random) * (i >= 200 && i < 300 ? 1.0F + static_cast<float>(snr) : 1.0F);
        const float floor = fcme.estimate(powers, static_cast<float>(looks)).floor;
        missed += static_cast<int>(powers[250] <= floor * static_cast<float>(threshold));
      }
      EXPECT_LT(missed, kTrials / 10) << looks << " looks, " << design;
      EXPECT_LT(tests::upper_bound(missed, kTrials, 0.99), 0.12) << looks << " looks, " << design;
    }
  }
}

TEST(FalseAlarm, NoiseBlocksShowNoEmission) {
  const auto blocks = static_cast<int>(from_environment("SB_NOISE_BLOCKS", 120));
  EmissionSettings eager;
  eager.strong_false_alarm = eager.weak_false_alarm = 0.1;
  EmissionDetector node;
  EmissionScan at_a_tenth(1.92e6, eager);
  std::mt19937 random(11);
  std::normal_distribution<float> gauss(0.0F, 0.01F);
  std::vector<cf32> samples(153600);  // 80 ms
  IqBlock block;
  block.sample_rate_hz = 1.92e6;
  block.samples = samples;
  std::size_t emissions = 0;
  int at_a_tenth_blocks = 0;
  for (int i = 0; i < blocks; ++i) {
    for (cf32& x : samples) x = {gauss(random), gauss(random)};
    emissions += node.look(block).size();
    at_a_tenth_blocks += static_cast<int>(!at_a_tenth.look(block).empty());
    block.first_sample += samples.size();
  }
  std::cout << "default: " << emissions << " emissions in " << blocks
            << " blocks of 80 ms; design 0.1 a block: " << at_a_tenth_blocks << " blocks\n";
  EXPECT_EQ(emissions, 0U);
  EXPECT_LT(at_a_tenth_blocks, 0.1 * blocks * 1.5 + 6.0);
}

}  // namespace
}  // namespace sb::dsp
