#include "node/source/synthetic_source.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace sb::node {
namespace {

using dsp::cf32;

/// Time passes only where somebody sleeps.
class FakeClock final : public Clock {
 public:
  std::int64_t utc_ns() const override { return 1'800'000'000'000'000'000 + now_; }
  std::int64_t steady_ns() const override { return now_; }
  dsp::TimeQuality quality() const override { return dsp::TimeQuality::kNtp; }
  void sleep_ns(std::int64_t duration) const override { now_ += std::max<std::int64_t>(duration, 0); }
  mutable std::int64_t now_ = 0;
};

constexpr double kRate = 1.92e6;

class SyntheticSourceTest : public ::testing::Test {
 protected:
  SyntheticSource noise(double dbfs_per_hz) {
    dsp::synth::SceneConfig config;
    config.noise_dbfs_per_hz = dbfs_per_hz;
    return SyntheticSource("noise", config, clock_);
  }
  std::vector<cf32> read(SyntheticSource& source, std::size_t count) {
    std::vector<cf32> buffer(count);
    IqLease lease{buffer};
    EXPECT_EQ(*source.read(lease), ReadStatus::kSamples);
    buffer.resize(lease.filled);
    clipped_ = lease.clipped;
    return buffer;
  }
  FakeClock clock_;
  std::uint64_t clipped_ = 0;
};

TEST_F(SyntheticSourceTest, PlaysInRealTime) {
  auto source = noise(-100.0);
  ASSERT_TRUE(source.open());
  ASSERT_TRUE(source.tune({800e6, kRate}));
  std::size_t samples = 0;
  for (int i = 0; i < 50; ++i) samples += read(source, 100'000).size();
  EXPECT_NEAR(static_cast<double>(clock_.now_) * 1e-9, static_cast<double>(samples) / kRate, 1e-3);
  EXPECT_EQ(samples, 50U * 38'400U);  // 20 ms at a time
}

TEST_F(SyntheticSourceTest, ItsNoiseHasTheDensityAskedFor) {
  auto source = noise(-90.0);
  ASSERT_TRUE(source.open());
  ASSERT_TRUE(source.tune({800e6, kRate}));
  double power = 0.0;
  const auto samples = read(source, 38'400);
  for (const cf32& x : samples) power += std::norm(x);
  EXPECT_NEAR(10.0 * std::log10(power / static_cast<double>(samples.size())),
              -90.0 + 10.0 * std::log10(kRate), 0.2);
}

TEST_F(SyntheticSourceTest, TheSameSeedIsTheSameScene) {
  auto a = noise(-100.0), b = noise(-100.0);
  for (auto* source : {&a, &b}) {
    ASSERT_TRUE(source->open());
    ASSERT_TRUE(source->tune({800e6, kRate}));
  }
  read(a, 10'000);
  const auto second_of_a = read(a, 5'000);
  read(b, 10'000);
  EXPECT_EQ(second_of_a, read(b, 5'000));
}

TEST_F(SyntheticSourceTest, ClipsAsAConverterDoes) {
  auto source = noise(-60.0);  // 2.8 dB above full scale
  ASSERT_TRUE(source.open());
  ASSERT_TRUE(source.tune({800e6, kRate}));
  for (const cf32& x : read(source, 10'000))
    EXPECT_LE(std::max(std::fabs(x.real()), std::fabs(x.imag())), 1.0F);
  EXPECT_GT(clipped_, 1000U);
}

TEST_F(SyntheticSourceTest, TimePassesWhileNobodyListens) {
  auto source = noise(-100.0);
  ASSERT_TRUE(source.open());
  ASSERT_TRUE(source.tune({800e6, kRate}));
  IqLease nowhere;
  EXPECT_EQ(*source.read(nowhere), ReadStatus::kSamples);
  EXPECT_EQ(nowhere.dropped_before, 19'200U);
  EXPECT_EQ(clock_.now_, 10'000'000);
}

TEST_F(SyntheticSourceTest, WordsThatMakeNoSceneAreRefused) {
  for (const char* bad : {"", "border", "border/", "border/3", "border/-1",
                          "border/0?seed=", "border/0?seed=x", "city/0", "border/0x"}) {
    EXPECT_EQ(make_synthetic_source(bad, clock_).error().code, ErrorCode::kInvalidArgument) << bad;
  }
  EXPECT_TRUE(make_synthetic_source("border/2", clock_));
}

TEST_F(SyntheticSourceTest, UntunedGivesNothing) {
  auto source = noise(-100.0);
  IqLease lease;
  EXPECT_FALSE(source.read(lease));
  ASSERT_TRUE(source.open());
  EXPECT_FALSE(source.tune({800e6, 0.0}));
  EXPECT_FALSE(source.read(lease));
}

}  // namespace
}  // namespace sb::node
