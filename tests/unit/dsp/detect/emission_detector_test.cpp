#include "dsp/detect/emission_detector.hpp"

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

constexpr double kRate = 2e6;
constexpr std::size_t kBlock = 200'000;  // 100 ms

/// What a receiver hears: white noise of -60 dBFS and whatever a test adds.
class Air {
 public:
  explicit Air(unsigned seed) : random_(seed) {}
  std::vector<cf32> noise(double power_db = -60.0) {
    std::normal_distribution<float> gauss(
        0.0F, static_cast<float>(std::sqrt(std::pow(10.0, power_db / 10.0) / 2.0)));
    std::vector<cf32> x(kBlock);
    for (cf32& v : x) v = {gauss(random_), gauss(random_)};
    return x;
  }
  static void add_tone(std::vector<cf32>& x, double hz, double power_db, std::uint64_t first = 0,
                       std::size_t from = 0, std::size_t to = kBlock) {
    const double amplitude = std::pow(10.0, power_db / 20.0);
    for (std::size_t n = from; n < to; ++n) {
      const double phase =
          2.0 * std::numbers::pi * std::fmod(hz / kRate * static_cast<double>(first + n), 1.0);
      x[n] += cf32(static_cast<float>(amplitude * std::cos(phase)),
                   static_cast<float>(amplitude * std::sin(phase)));
    }
  }
  /// QPSK of 20 kBd, square pulses.
  void add_keyed(std::vector<cf32>& x, double hz, double power_db, std::size_t from, std::size_t to) {
    const double amplitude = std::pow(10.0, power_db / 20.0);
    double turn = 0.0;
    for (std::size_t n = from; n < to; ++n) {
      if ((n - from) % 100 == 0) turn = 0.25 * static_cast<double>(random_() % 4);
      const double phase =
          2.0 * std::numbers::pi * (std::fmod(hz / kRate * static_cast<double>(n), 1.0) + turn);
      x[n] += cf32(static_cast<float>(amplitude * std::cos(phase)),
                   static_cast<float>(amplitude * std::sin(phase)));
    }
  }

 private:
  std::mt19937 random_;
};

IqBlock block_of(const std::vector<cf32>& x, std::uint64_t first, double centre_hz = 400e6) {
  IqBlock block;
  block.samples = x;
  block.first_sample = first;
  block.sample_rate_hz = kRate;
  block.centre_hz = centre_hz;
  return block;
}

TEST(EmissionDetector, SteadyCarrierHasItsPlacePowerAndName) {
  Air air(1);
  EmissionDetector detector;
  std::vector<EmissionEvidence> found;
  for (std::uint64_t first = 0; first < 3 * kBlock; first += kBlock) {
    auto x = air.noise();
    Air::add_tone(x, 312.5e3, -70.0, first);
    found = detector.look(block_of(x, first));
    ASSERT_EQ(found.size(), 1U);
  }
  const EmissionEvidence& e = found[0];
  EXPECT_NEAR(e.centre_hz, 400e6 + 312.5e3, 100.0);
  EXPECT_LT(e.bandwidth_hz, 5e3);
  EXPECT_NEAR(e.power_dbfs, -70.0, 0.5);
  EXPECT_EQ(e.duty, 1.0F);
  EXPECT_EQ(e.bursts, 1U);
  EXPECT_EQ(e.first_s, 0.0);
  EXPECT_NEAR(e.last_s, 0.3, 1e-3);
  EXPECT_EQ(e.label, "carrier");
}

TEST(EmissionDetector, BurstsAreCountedTimedAndMeasured) {
  Air air(2);
  EmissionDetector detector;
  auto x = air.noise();
  for (std::size_t k = 0; k < 10; ++k) air.add_keyed(x, -250e3, -40.0, 5000 + k * 20'000, 9000 + k * 20'000);
  const auto found = detector.look(block_of(x, 0));
  ASSERT_EQ(found.size(), 1U);
  const EmissionEvidence& e = found[0];
  EXPECT_EQ(e.bursts, 10U);
  EXPECT_NEAR(*e.burst_length_s, 2e-3, 1e-4);
  EXPECT_NEAR(*e.burst_interval_s, 10e-3, 1e-4);
  EXPECT_NEAR(e.duty, 0.2F, 0.01F);
  EXPECT_NEAR(e.power_dbfs, -40.0, 1.0);
  EXPECT_NEAR(e.centre_hz, 400e6 - 250e3, 20e3);
  EXPECT_GT(e.bandwidth_hz, 30e3);
  EXPECT_EQ(e.label, "burst");
}

TEST(EmissionDetector, ABurstOverTwoBlocksIsOneAndGapsOfListeningCountNotAsSilence) {
  Air air(3);
  EmissionDetector detector;
  auto a = air.noise();
  air.add_keyed(a, 100e3, -40.0, 150'000, kBlock);
  auto b = air.noise();
  air.add_keyed(b, 100e3, -40.0, 0, 50'000);
  ASSERT_EQ(detector.look(block_of(a, 0)).size(), 1U);
  auto found = detector.look(block_of(b, kBlock));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].bursts, 1U);
  EXPECT_NEAR(found[0].first_s, 0.075, 1e-3);
  EXPECT_NEAR(found[0].last_s, 0.125, 1e-3);
  const float duty = found[0].duty;
  EXPECT_NEAR(duty, 0.25F, 0.01F);
  found = detector.look(block_of(b, 100 * kBlock));  // 10 s later
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].bursts, 2U);
  EXPECT_NEAR(found[0].duty, 0.25F, 0.01F);
}

TEST(EmissionDetector, WeakOneCountsOnlyWhenSeenAgain) {
  Air air(4);
  EmissionSettings settings;
  EmissionScan scan(kRate, settings);
  EmissionDetector detector(settings);
  // A level at which most looks are beyond the weak threshold and few beyond the strong one.
  int first_confirmed = -1;
  int strong_before = 0;
  for (int look = 0; look < 12 && first_confirmed < 0; ++look) {
    auto x = air.noise();
    Air::add_tone(x, 400e3, -89.3, static_cast<std::uint64_t>(look) * kBlock);
    const auto block = block_of(x, static_cast<std::uint64_t>(look) * kBlock);
    for (const auto& s : scan.look(block)) strong_before += static_cast<int>(s.strong);
    if (!detector.look(block).empty()) first_confirmed = look;
  }
  ASSERT_GE(first_confirmed, 0);
  EXPECT_GE(first_confirmed, strong_before == 0 ? 2 : 0);
}

TEST(EmissionDetector, ReceiverArtefactsAreNotReported) {
  Air air(5);
  EmissionDetector detector;
  auto x = air.noise();
  Air::add_tone(x, 300e3, -20.0);
  Air::add_tone(x, -300e3, -50.0);             // its image
  for (cf32& v : x) v += cf32(0.02F, -0.01F);  // the receiver's own carrier
  const auto found = detector.look(block_of(x, 0));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].centre_hz, 400.3e6, 100.0);
  EXPECT_EQ(detector.artefacts().image, 1U);
}

TEST(EmissionDetector, KnownSpursAreNotReportedAndStrongerOnesAre) {
  Air air(6);
  EmissionDetector detector;
  SpurMap map;
  map.sample_rate_hz = kRate;
  map.shape_db.assign(64, 0.0F);
  map.spurs.push_back({312.5e3, 3e3, 25.0F});
  detector.set_spurs(400e6, map);
  auto x = air.noise();
  Air::add_tone(x, 312.5e3, -75.0);
  EXPECT_TRUE(detector.look(block_of(x, 0)).empty());
  EXPECT_EQ(detector.artefacts().spur, 1U);
  auto y = air.noise();
  Air::add_tone(y, 312.5e3, -45.0);
  EXPECT_EQ(detector.look(block_of(y, kBlock)).size(), 1U);
}

TEST(EmissionDetector, PlacesAreKeptApart) {
  Air air(7);
  EmissionDetector detector;
  auto x = air.noise();
  Air::add_tone(x, 100e3, -40.0);
  const auto here = detector.look(block_of(x, 0, 400e6));
  const auto there = detector.look(block_of(x, kBlock, 800e6));
  ASSERT_EQ(here.size(), 1U);
  ASSERT_EQ(there.size(), 1U);
  EXPECT_NEAR(there[0].centre_hz, 800.1e6, 100.0);
  EXPECT_NEAR(there[0].first_s, 0.1, 1e-3);
  const auto again = detector.look(block_of(x, 2 * kBlock, 400e6));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].first_s, here[0].first_s);
}

TEST(EmissionDetector, DriftIsTheSlopeOfTheCentre) {
  Air air(8);
  EmissionDetector detector;
  std::vector<EmissionEvidence> found;
  for (int look = 0; look < 8; ++look) {
    auto x = air.noise();
    Air::add_tone(x, 200e3 + 200.0 * look, -40.0);  // 200 Hz every 0.1 s
    found = detector.look(block_of(x, static_cast<std::uint64_t>(look) * kBlock));
  }
  ASSERT_EQ(found.size(), 1U);
  ASSERT_TRUE(found[0].drift_hz_per_s);
  EXPECT_NEAR(*found[0].drift_hz_per_s, 2000.0, 200.0);
}

TEST(EmissionDetector, SilenceAndShortBlocksShowNothing) {
  EmissionDetector detector;
  const std::vector<cf32> silence(kBlock);
  EXPECT_TRUE(detector.look(block_of(silence, 0)).empty());
  const std::vector<cf32> few(100, cf32(1.0F, 0.0F));
  EXPECT_TRUE(detector.look(block_of(few, kBlock)).empty());
}

}  // namespace
}  // namespace sb::dsp
