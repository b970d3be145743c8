#include "dsp/synth/fading.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/synth/counter_random.hpp"

namespace sb::dsp::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr int kSinusoids = 24;

struct ProfileTap {
  double delay_ns;
  double power_db;
};

// Tables B.2.1-2, B.2.1-3, B.2.1-4.
constexpr ProfileTap kEpaTaps[] = {{0, 0},    {30, -1},     {70, -2},    {90, -3},
                                   {110, -8}, {190, -17.2}, {410, -20.8}};
constexpr ProfileTap kEvaTaps[] = {{0, 0},      {30, -1.5}, {150, -1.4}, {310, -3.6},  {370, -0.6},
                                   {710, -9.1}, {1090, -7}, {1730, -12}, {2510, -16.9}};
constexpr ProfileTap kEtuTaps[] = {{0, -1},  {50, -1},   {120, -1},  {200, 0},  {230, 0},
                                   {500, 0}, {1600, -3}, {2300, -5}, {5000, -7}};

std::span<const ProfileTap> taps_of(FadingProfile profile) {
  if (profile == FadingProfile::kEpa) return kEpaTaps;
  if (profile == FadingProfile::kEva) return kEvaTaps;
  return kEtuTaps;
}

/// Gain of one tap at a time: sinusoids from random directions, unit mean power.
std::complex<double> rayleigh(std::uint64_t key, double doppler_hz, double time_s) {
  std::complex<double> sum;
  for (std::uint64_t i = 0; i < kSinusoids; ++i) {
    const double direction = kTurn * uniform_at(key, 2 * i);
    const double phase = uniform_at(key, 2 * i + 1) + doppler_hz * std::cos(direction) * time_s;
    sum += std::polar(1.0, kTurn * (phase - std::floor(phase)));
  }
  return sum / std::sqrt(static_cast<double>(kSinusoids));
}

/// Adds a path to the response of subcarriers around DC.
void add_path(std::complex<double> gain, double delay_s, std::span<cf32> response) {
  const auto step = std::polar(1.0, -kTurn * lte::kSubcarrierHz * delay_s);
  const auto half = response.size() / 2;
  auto turn = gain * std::polar(1.0, kTurn * lte::kSubcarrierHz * delay_s * static_cast<double>(half));
  for (std::size_t k = 0; k < response.size(); ++k) {
    if (k == half) turn *= step;  // DC is not among them
    response[k] += static_cast<cf32>(turn);
    turn *= step;
  }
}

}  // namespace

ChannelResponse fading_response(FadingProfile profile, double doppler_hz, CyclicPrefix cp,
                                std::uint64_t key) {
  const auto taps = taps_of(profile);
  double total = 0.0;
  for (const ProfileTap& tap : taps) total += std::pow(10.0, tap.power_db / 10.0);
  const double symbol_s = 1e-3 / (cp == CyclicPrefix::kNormal ? 14.0 : 12.0);
  return [=](int port, std::int64_t symbol, std::span<cf32> response) {
    std::fill(response.begin(), response.end(), cf32{});
    const double time_s = static_cast<double>(symbol) * symbol_s;
    for (std::size_t i = 0; i < taps.size(); ++i) {
      const double amplitude = std::sqrt(std::pow(10.0, taps[i].power_db / 10.0) / total);
      const std::uint64_t tap_key = derive_key(key, static_cast<std::uint64_t>(port) * 64 + i);
      add_path(amplitude * rayleigh(tap_key, doppler_hz, time_s), taps[i].delay_ns * 1e-9, response);
    }
  };
}

}  // namespace sb::dsp::synth
