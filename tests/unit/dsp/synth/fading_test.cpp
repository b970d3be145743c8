#include "dsp/synth/fading.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp::synth {
namespace {

constexpr int kDraws = 3000;
constexpr std::size_t kSubcarriers = 240;

std::vector<cf32> response(FadingProfile profile, double doppler_hz, std::uint64_t key, int port,
                           std::int64_t symbol) {
  std::vector<cf32> h(kSubcarriers);
  fading_response(profile, doppler_hz, CyclicPrefix::kNormal, key)(port, symbol, h);
  return h;
}

// R(df) = sum p_i exp(-j 2 pi df tau_i); for EPA at 1.5 MHz by hand from table B.2.1-2: close to 0.77 in
// magnitude, and less for the longer profiles.
TEST(Fading, PowerIsOneAndFrequencyCorrelationIsTheProfiles) {
  struct Tap {
    double delay_ns, power_db;
  };
  const std::vector<Tap> epa = {{0, 0}, {30, -1}, {70, -2}, {90, -3}, {110, -8}, {190, -17.2}, {410, -20.8}};
  std::complex<double> expected;
  double total = 0.0;
  for (const Tap& tap : epa) {
    const double p = std::pow(10.0, tap.power_db / 10.0);
    expected += std::polar(p, -2.0 * std::numbers::pi * 1.5e6 * tap.delay_ns * 1e-9);
    total += p;
  }
  expected /= total;
  double power = 0.0;
  std::complex<double> across;
  for (int i = 0; i < kDraws; ++i) {
    const auto h = response(FadingProfile::kEpa, 0.0, static_cast<std::uint64_t>(i), 0, 0);
    power += std::norm(h[10]);
    across += std::complex<double>(h[110] * std::conj(h[10]));
  }
  EXPECT_NEAR(power / kDraws, 1.0, 0.06);
  EXPECT_NEAR(std::abs(across / static_cast<double>(kDraws) - expected), 0.0, 0.06);
}

// Clarke: J0(2 pi f t); its first zero is at 2.405.
TEST(Fading, TimeCorrelationIsBessels) {
  const std::int64_t symbols = 134;  // 2.405 / (2 pi 40 Hz) = 9.57 ms
  std::complex<double> across;
  double fourth = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const auto key = static_cast<std::uint64_t>(i);
    const cf32 a = response(FadingProfile::kEva, 40.0, key, 0, 5)[0];
    const cf32 b = response(FadingProfile::kEva, 40.0, key, 0, 5 + symbols)[0];
    across += std::complex<double>(b * std::conj(a));
    fourth += std::norm(a) * std::norm(a);
  }
  EXPECT_NEAR(std::abs(across) / kDraws, 0.0, 0.06);
  EXPECT_NEAR(fourth / kDraws, 2.0, 0.25);  // Rayleigh
}

TEST(Fading, PortsAreIndependentAndZeroDopplerIsFrozen) {
  std::complex<double> across;
  for (int i = 0; i < kDraws; ++i) {
    const auto key = static_cast<std::uint64_t>(i);
    across += std::complex<double>(response(FadingProfile::kEtu, 0.0, key, 0, 0)[0] *
                                   std::conj(response(FadingProfile::kEtu, 0.0, key, 1, 0)[0]));
  }
  EXPECT_NEAR(std::abs(across) / kDraws, 0.0, 0.06);
  EXPECT_EQ(response(FadingProfile::kEtu, 0.0, 7, 0, 0), response(FadingProfile::kEtu, 0.0, 7, 0, 99999));
}

}  // namespace
}  // namespace sb::dsp::synth
