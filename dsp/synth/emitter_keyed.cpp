// Keyed carriers: continuous-phase frequency keying with raised-cosine pulses over two symbols, and on-off
// keying.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/emitter_waves.hpp"

namespace sb::dsp::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

double part_of(double t, double period) {
  return t / period - std::floor(t / period);
}

/// When the carrier is on: `length_s` of every `period_s`; length 0 means always.
struct Bursts {
  double length_s = 0.0, period_s = 1.0, offset_s = 0.0;
  bool on(double t) const { return length_s == 0.0 || part_of(t - offset_s, period_s) * period_s < length_s; }
};

struct Keying {
  double symbol_rate_hz;
  double tone_spacing_hz;
  int levels;  ///< 2, 4, 16
  Bursts bursts;
};

class FrequencyKeyed final : public BasebandWave {
 public:
  FrequencyKeyed(const Keying& keying, std::uint64_t key) : keying_(keying), key_(key), sums_{0.0} {}

  cf32 at(double t) override {
    if (!keying_.bursts.on(t)) return {};
    const double position = t * keying_.symbol_rate_hz;
    const auto k = static_cast<std::size_t>(position);
    const double u = position - static_cast<double>(k);
    while (sums_.size() <= k) sums_.push_back(sums_.back() + level(sums_.size() - 1));
    // The pulse of symbol k runs over [k, k + 2]; its integral reaches 1/2 in the middle.
    double turned = k > 0 ? sums_[k - 1] + level(k - 1) * integral(u + 1.0) : 0.0;
    turned += level(k) * integral(u);
    return static_cast<cf32>(std::polar(1.0, kTurn * std::remainder(turned * step(), 1.0)));
  }
  double bandwidth_hz() const override {
    return keying_.tone_spacing_hz * (keying_.levels - 1) + 1.1 * keying_.symbol_rate_hz;
  }

 private:
  double step() const { return 0.5 * keying_.tone_spacing_hz / keying_.symbol_rate_hz; }
  double level(std::size_t k) const {
    const auto one_of = static_cast<std::uint64_t>(keying_.levels);
    return 2.0 * static_cast<double>(random_at(key_, k) >> 32U & (one_of - 1)) - (keying_.levels - 1);
  }
  /// Of the raised-cosine pulse (1 - cos(pi u)) / 2 over 0 .. 2, area 1.
  static double integral(double u) { return 0.5 * (u - std::sin(std::numbers::pi * u) / std::numbers::pi); }

  Keying keying_;
  std::uint64_t key_;
  std::vector<double> sums_;  ///< levels of all symbols before k
};

class OnOffKeyed final : public BasebandWave {
 public:
  OnOffKeyed(double chip_rate_hz, Bursts bursts, bool manchester, std::uint64_t key)
      : rate_(chip_rate_hz), bursts_(bursts), manchester_(manchester), key_(key) {}

  cf32 at(double t) override {
    if (!bursts_.on(t)) return {};
    const double position = t * rate_;
    const auto k = static_cast<std::uint64_t>(position);
    const double u = position - static_cast<double>(k);
    const bool now = chip(k);
    const bool before = k > 0 && chip(k - 1);
    const double rise = std::clamp(u / 0.1, 0.0, 1.0);
    return {static_cast<float>((now ? rise : 0.0) + (before ? 1.0 - rise : 0.0)), 0.0F};
  }
  double bandwidth_hz() const override { return 3.0 * rate_; }

 private:
  bool chip(std::uint64_t k) const {
    if (!manchester_) return (random_at(key_, k) >> 40U & 1U) != 0;
    const bool bit = (random_at(key_, k / 2) >> 40U & 1U) != 0;
    return bit == (k % 2 == 0);
  }
  double rate_;
  Bursts bursts_;
  bool manchester_;
  std::uint64_t key_;
};

Bursts packets(CounterRandom& random, double symbol_s) {
  const double length = (60.0 + 300.0 * random.uniform()) * symbol_s;
  return {length, length * (1.2 + 2.0 * random.uniform()), 0.0};
}

std::unique_ptr<BasebandWave> make_fsk(EmitterConfig& c, CounterRandom& random) {
  if (c.symbol_rate_hz == 0.0) c.symbol_rate_hz = 1200.0 * std::pow(80.0, random.uniform());
  if (c.deviation_hz == 0.0) c.deviation_hz = c.symbol_rate_hz * (0.25 + 1.25 * random.uniform());
  Keying keying{c.symbol_rate_hz, 2.0 * c.deviation_hz, 2, {}};
  if (random.uniform() < 0.6) keying.bursts = packets(random, 1.0 / c.symbol_rate_hz);
  return std::make_unique<FrequencyKeyed>(keying, derive_key(c.seed, 12));
}

/// Tone spacing 1296 Hz at 4800 baud (ETSI TS 102 361-1 §10.2.2: deviations 648 and 1944 Hz), 700 Hz at 2400
/// baud (TS 102 658 §10: 350 and 1050 Hz).
std::unique_ptr<BasebandWave> make_digital_voice(EmitterConfig& c, CounterRandom& random) {
  if (c.symbol_rate_hz == 0.0) c.symbol_rate_hz = random.uniform() < 0.7 ? 4800.0 : 2400.0;
  const double spacing = c.symbol_rate_hz == 2400.0 ? 700.0 : 1296.0;
  Keying keying{c.symbol_rate_hz, spacing, 4, {}};
  if (c.symbol_rate_hz == 4800.0 && random.uniform() < 0.5)
    keying.bursts = {0.0275, 0.06, 0.06 * random.uniform()};
  return std::make_unique<FrequencyKeyed>(keying, derive_key(c.seed, 13));
}

}  // namespace

std::unique_ptr<BasebandWave> make_keyed(EmitterConfig& c) {
  CounterRandom random(derive_key(c.seed, 14));
  switch (c.wave) {
    case EmitterWave::kFsk:
      return make_fsk(c, random);
    case EmitterWave::kDigitalVoice:
      return make_digital_voice(c, random);
    case EmitterWave::kDect: {
      // EN 300 175-2: 1.152 Mbit/s, BT 0.5, h about 0.5; 424 bits of a 416.7 us slot, 24 slots in 10 ms.
      const double slots = random.uniform() < 0.7 ? 1.0 : 2.0;
      const Keying keying{1.152e6, 576e3, 2, {368e-6 * slots, 10e-3, 10e-3 * random.uniform()}};
      return std::make_unique<FrequencyKeyed>(keying, derive_key(c.seed, 15));
    }
    case EmitterWave::kManyTones: {
      const double rate = 30.0 * std::pow(30.0, random.uniform());
      return std::make_unique<FrequencyKeyed>(Keying{rate, rate * (1.0 + random.uniform()), 16, {}},
                                              derive_key(c.seed, 16));
    }
    default: {
      if (c.symbol_rate_hz == 0.0) c.symbol_rate_hz = 800.0 * std::pow(12.0, random.uniform());
      const Bursts bursts = packets(random, 1.0 / c.symbol_rate_hz);
      return std::make_unique<OnOffKeyed>(c.symbol_rate_hz, bursts, random.uniform() < 0.5,
                                          derive_key(c.seed, 17));
    }
  }
}

}  // namespace sb::dsp::synth
