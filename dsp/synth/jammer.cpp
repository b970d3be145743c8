#include "dsp/synth/jammer.hpp"

#include <cassert>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "dsp/synth/band_train.hpp"
#include "dsp/synth/gaussian.hpp"

namespace sb::dsp::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kNoiseRollOff = 0.1;
constexpr double kHalfFrameS = 5e-3;
constexpr double kSymbolS = 1e-3 / 14.0;
constexpr double kNarrowShare = 0.08;  ///< of the bandwidth, each of kPairs' bands
constexpr double kNoisyToneShare = 0.2;

cf32 turned(double cycles) {
  return static_cast<cf32>(std::polar(1.0, kTurn * std::remainder(cycles, 1.0)));
}

double part_of(double t, double period) {
  return t / period - std::floor(t / period);
}

/// While a cell with normal prefix and frame start 0 sends SSS and PSS (symbols 5 and 6 of subframes 0 and 5)
/// and PBCH (symbols 7 to 10 of subframe 0). TS 36.211 §6.6, §6.11, FDD.
bool broadcast_is_on(double t, bool with_pbch) {
  const double at = t - kHalfFrameS * std::floor(t / kHalfFrameS);
  if (at >= 5 * kSymbolS && at < 7 * kSymbolS) return true;
  const double in_frame = t - 2 * kHalfFrameS * std::floor(t / (2 * kHalfFrameS));
  return with_pbch && in_frame >= 7 * kSymbolS && in_frame < 11 * kSymbolS;
}

}  // namespace

struct Jammer::State {
  JammerConfig config;
  std::uint64_t key;
  std::optional<BandTrain> noise, second;

  explicit State(const JammerConfig& c) : config(c), key(derive_key(c.seed, 7)) {
    assert(c.period_s > 0.0 && c.bandwidth_hz > 0.0);
    double rate = c.bandwidth_hz;
    if (c.wave == JammerWave::kPairs) rate *= kNarrowShare;
    if (c.wave == JammerWave::kNoisyTone) rate *= kNoisyToneShare;
    const auto values = [](std::uint64_t from) {
      return [from](std::int64_t k) { return gaussian_at(from, static_cast<std::uint64_t>(k)); };
    };
    noise.emplace(values(derive_key(key, 1)), rate, kNoiseRollOff);
    second.emplace(values(derive_key(key, 2)), rate, kNoiseRollOff);
  }

  cf32 multitone(double t) const;
  cf32 sweep(double t) const;
  cf32 hopper(double t) const;
  cf32 pairs(double t);
  cf32 noisy_tone(double t);
  /// Unit power while on, at 0 Hz.
  cf32 baseband(double t);
};

cf32 Jammer::State::multitone(double t) const {
  cf32 sum{};
  for (int i = 0; i < config.tones; ++i) {
    const double offset = config.bandwidth_hz * (static_cast<double>(i) / (config.tones - 1) - 0.5);
    sum += turned(offset * t + uniform_at(key, static_cast<std::uint64_t>(i)));
  }
  return sum / std::sqrt(static_cast<float>(config.tones));
}

cf32 Jammer::State::sweep(double t) const {
  const double b = config.bandwidth_hz;
  const double period = config.period_s;
  double u = part_of(t, period);
  if (!config.triangle) return turned(period * b * (0.5 * u * u - 0.5 * u));
  const bool back = u >= 0.5;
  u = back ? 2.0 - 2.0 * u : 2.0 * u;
  const double cycles = 0.5 * period * b * (0.5 * u * u - 0.5 * u);
  return turned(back ? -cycles : cycles);
}

cf32 Jammer::State::hopper(double t) const {
  const auto hop = static_cast<std::uint64_t>(std::floor(t / config.period_s));
  const double offset = config.bandwidth_hz * (uniform_at(derive_key(key, 3), hop) - 0.5);
  return turned(offset * t);
}

cf32 Jammer::State::pairs(double t) {
  const double offset = 0.5 * config.bandwidth_hz * (1.0 - kNarrowShare);
  return (noise->at(t) * turned(offset * t) + second->at(t) * turned(-offset * t)) *
         std::numbers::sqrt2_v<float> * 0.5F;
}

cf32 Jammer::State::noisy_tone(double t) {
  return cf32(
      std::numbers::sqrt2_v<float> * 0.5F * (1.0F + std::numbers::sqrt2_v<float> * noise->at(t).real()),
      0.0F);
}

cf32 Jammer::State::baseband(double t) {
  switch (config.wave) {
    case JammerWave::kBarrage:
      return noise->at(t);
    case JammerWave::kTone:
      return {1.0F, 0.0F};
    case JammerWave::kMultitone:
      return multitone(t);
    case JammerWave::kSweep:
      return sweep(t);
    case JammerWave::kPulse:
      return part_of(t, config.period_s) < config.duty ? noise->at(t) : cf32{};
    case JammerWave::kProtocol:
      return broadcast_is_on(t - config.frame_start_s, config.with_pbch) ? noise->at(t) : cf32{};
    case JammerWave::kHopper:
      return hopper(t);
    case JammerWave::kSineSweep:
      return turned(config.bandwidth_hz * config.period_s / (2.0 * kTurn) *
                    std::sin(kTurn * t / config.period_s));
    case JammerWave::kNoisyTone:
      return noisy_tone(t);
    case JammerWave::kPairs:
      return pairs(t);
  }
  return {};
}

Jammer::Jammer(const JammerConfig& config) : state_(std::make_unique<State>(config)) {}
Jammer::~Jammer() = default;
Jammer::Jammer(Jammer&&) noexcept = default;
Jammer& Jammer::operator=(Jammer&&) noexcept = default;

const JammerConfig& Jammer::config() const {
  return state_->config;
}

void Jammer::add(double centre_hz, double sample_rate_hz, std::int64_t first, std::span<cf32> out) {
  State& s = *state_;
  const JammerConfig& c = s.config;
  const bool white = c.wave == JammerWave::kBarrage && c.bandwidth_hz >= sample_rate_hz;
  const double density = white ? sample_rate_hz / c.bandwidth_hz : 1.0;
  const auto gain = static_cast<float>(std::sqrt(density * std::pow(10.0, c.power_dbfs / 10.0)));
  const double offset_hz = c.frequency_hz - centre_hz;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t n = first + static_cast<std::int64_t>(i);
    const double t = static_cast<double>(n) / sample_rate_hz;
    if (t < c.start_s || t >= c.stop_s) continue;
    const cf32 x = white ? gaussian_at(s.key, static_cast<std::uint64_t>(n)) : s.baseband(t);
    out[i] += gain * x * turned(offset_hz * t);
  }
}

}  // namespace sb::dsp::synth
