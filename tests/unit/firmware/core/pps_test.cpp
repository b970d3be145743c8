// The pulse's timestamp against a true time that the test knows exactly.
#include "firmware/core/pps.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace sb::fw {
namespace {

constexpr std::uint32_t kRateHz = 64'000'000;

TEST(TickClock, CountsThroughWraps) {
  TickClock clock;
  std::uint64_t truth = 0;
  std::mt19937_64 random(3);
  for (int i = 0; i < 10'000; ++i) {
    truth += random() % 0xFFFFFFFFULL;
    ASSERT_EQ(clock.extend(static_cast<std::uint32_t>(truth)), truth);
    const std::uint64_t back = random() % std::min<std::uint64_t>(truth + 1, 0x7FFFFFFF);
    ASSERT_EQ(clock.at(static_cast<std::uint32_t>(truth - back)), truth - back) << "captured before";
    ASSERT_EQ(clock.at(static_cast<std::uint32_t>(truth + 1'000)), truth + 1'000) << "captured since";
  }
}

TEST(Pps, TheTimestampIsRightToTheTick) {
  // A crystal 7.3 ppm fast, a million seconds (15 000 wraps): the capture unit latches the whole ticks that
  // have passed; the loop looks a random while later. Errors are in ticks of true time.
  const double rate = kRateHz * (1 + 7.3e-6);
  TickClock clock;
  Pps pps(kRateHz);
  std::mt19937_64 random(5);
  double worst = 0;
  for (std::uint64_t second = 1; second <= 1'000'000; ++second) {
    const long double truth = static_cast<long double>(second) * rate;
    const auto captured = static_cast<std::uint64_t>(truth);
    const std::uint64_t late = random() % (kRateHz / 2);
    clock.extend(static_cast<std::uint32_t>(captured + late));
    const std::uint64_t seen = clock.at(static_cast<std::uint32_t>(captured));
    ASSERT_TRUE(pps.pulse(seen));
    worst = std::max(worst, static_cast<double>(std::abs(static_cast<long double>(seen) - truth)));
  }
  EXPECT_LE(worst, 1.0);
  std::printf("worst error of 1e6 pulses: %.4f ticks\n", worst);
  const PpsStatistics s = pps.statistics();
  EXPECT_EQ(s.pulses, 1'000'000U);
  EXPECT_EQ(s.missing + s.rejected, 0U);
  EXPECT_NEAR(s.measured_tick_rate_hz, rate, 1.0 / Pps::kWindow + 1e-3);
  EXPECT_LE(s.jitter_rms_ps, 1'000'000'000'000ULL / kRateHz / 2) << "nothing but the tick";
}

TEST(Pps, MeasuresJitter) {
  // Edges displaced by 40 ns rms: intervals by sqrt(2) of it.
  Pps pps(kRateHz);
  std::mt19937_64 random(6);
  std::normal_distribution<double> displaced(0, 40e-9 * kRateHz);
  double mean = 0;
  int count = 0;
  for (std::uint64_t second = 1; second <= 2'000; ++second) {
    pps.pulse(
        static_cast<std::uint64_t>(std::llround(static_cast<double>(second) * kRateHz + displaced(random))));
    if (second < 100) continue;
    mean += pps.statistics().jitter_rms_ps;
    ++count;
  }
  EXPECT_NEAR(mean / count, 40'000 * std::sqrt(2.0), 3'000);
  EXPECT_GT(pps.statistics().jitter_peak_ps, pps.statistics().jitter_rms_ps);
}

TEST(Pps, NoiseEdgesAreRejectedAndGapsCounted) {
  Pps pps(kRateHz);
  std::uint64_t t = kRateHz;
  EXPECT_TRUE(pps.pulse(t));
  EXPECT_TRUE(pps.pulse(t += kRateHz));
  EXPECT_FALSE(pps.pulse(t + kRateHz / 3)) << "an edge between seconds";
  EXPECT_TRUE(pps.pulse(t += kRateHz));
  EXPECT_TRUE(pps.pulse(t += 4ULL * kRateHz));
  EXPECT_FALSE(pps.pulse(t + kRateHz + kRateHz / 1'000)) << "a thousand ppm off is no pulse";
  const PpsStatistics s = pps.statistics();
  EXPECT_EQ(s.pulses, 4U);
  EXPECT_EQ(s.missing, 3U);
  EXPECT_EQ(s.rejected, 2U);
  EXPECT_EQ(s.pulse_ticks, t);
}

TEST(Pps, AReceiverThatRestartsWithAnotherSecondIsFollowed) {
  Pps pps(kRateHz);
  std::uint64_t t = kRateHz;
  for (int i = 0; i < 10; ++i) pps.pulse(t += kRateHz);
  t += kRateHz / 4;
  int refused = 0;
  for (int i = 0; i < 10; ++i) refused += pps.pulse(t += kRateHz) ? 0 : 1;
  EXPECT_EQ(refused, 3);
  t += 100ULL * kRateHz + 12'345;
  EXPECT_TRUE(pps.pulse(t)) << "after a long night without sky";
  EXPECT_EQ(pps.statistics().measured_tick_rate_hz, 0.0);
  EXPECT_TRUE(pps.pulse(t += kRateHz));
  EXPECT_EQ(pps.statistics().measured_tick_rate_hz, kRateHz);
}

TEST(Pps, SaysNothingBeforeTheFirstPulse) {
  const Pps pps(kRateHz);
  EXPECT_EQ(pps.statistics().pulses, 0U);
  EXPECT_EQ(pps.statistics().jitter_rms_ps, 0U);
}

}  // namespace
}  // namespace sb::fw
