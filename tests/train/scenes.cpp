#include "tests/train/scenes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>

#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/gaussian.hpp"

namespace sb::train {
namespace {

using dsp::cf32;
using dsp::IsolatedSignal;
using dsp::synth::CounterRandom;
using dsp::synth::derive_key;
using dsp::synth::Emitter;
using dsp::synth::EmitterConfig;
using dsp::synth::EmitterWave;
using dsp::synth::Jammer;
using dsp::synth::JammerConfig;
using dsp::synth::JammerWave;

constexpr double kMostSamples = 131072.0;

double draw(CounterRandom& random, Part part) {
  const double u = random.uniform();
  if (part == Part::kHeldOut) return 0.4 + 0.2 * u;
  return u < 0.5 ? 0.8 * u : 0.2 + 0.8 * u;
}

double between(CounterRandom& random, Part part, double low, double high) {
  return low * std::pow(high / low, draw(random, part));
}

/// What a place does to a signal: an echo, a mixer image, an offset, a converter's steps; and noise.
void pass_through_site(IsolatedSignal& signal, double snr_db, std::uint64_t seed) {
  CounterRandom random(derive_key(seed, 31));
  const auto echo = static_cast<cf32>(
      std::polar(std::pow(10.0, -(8.0 + 15.0 * random.uniform()) / 20.0), 6.28 * random.uniform()));
  const auto image = static_cast<float>(std::pow(10.0, -(28.0 + 15.0 * random.uniform()) / 20.0));
  const double offset = 0.06 * (random.uniform() - 0.5) * signal.bandwidth_hz / signal.rate_hz;
  const auto start = static_cast<std::uint64_t>(random.next() >> 8U);
  const auto noise =
      static_cast<float>(std::pow(10.0, -snr_db / 20.0) * std::sqrt(signal.rate_hz / signal.bandwidth_hz));
  const float step = random.uniform() < 0.5 ? 0.0F : (1.0F + noise) / 40.0F;
  cf32 before{};
  for (std::size_t n = 0; n < signal.samples.size(); ++n) {
    const double cycles = std::remainder(offset * static_cast<double>(n), 1.0);
    cf32 x = signal.samples[n] + echo * before;
    before = signal.samples[n];
    x = x * static_cast<cf32>(std::polar(1.0, 2.0 * std::numbers::pi * cycles));
    x += image * std::conj(x) + noise * dsp::synth::gaussian_at(derive_key(seed, 32), start + n);
    if (step > 0.0F) x = {step * std::round(x.real() / step), step * std::round(x.imag() / step)};
    signal.samples[n] = x;
  }
  signal.noise_power = noise * noise;
  signal.bandwidth_hz *= 0.85 + 0.35 * random.uniform();  // as an emission detector would be wrong
}

IsolatedSignal silence(double bandwidth_hz, double rate_hz, double seconds) {
  IsolatedSignal signal;
  signal.bandwidth_hz = bandwidth_hz;
  signal.rate_hz = rate_hz;
  signal.samples.resize(static_cast<std::size_t>(std::clamp(seconds * rate_hz, 4096.0, kMostSamples)));
  return signal;
}

void set_parameters(EmitterConfig& c, CounterRandom& random, Part part) {
  switch (c.wave) {
    case EmitterWave::kOok:
      c.symbol_rate_hz = between(random, part, 800.0, 9600.0);
      break;
    case EmitterWave::kFsk:
      c.symbol_rate_hz = between(random, part, 1200.0, 100e3);
      c.deviation_hz = c.symbol_rate_hz * between(random, part, 0.3, 1.5);
      break;
    case EmitterWave::kOfdm:
      c.symbol_rate_hz = between(random, part, 2e3, 80e3);
      c.order = static_cast<int>(between(random, part, 48.0, 600.0));
      c.prefix = between(random, part, 1.0 / 16.0, 0.25);
      break;
    case EmitterWave::kSingleCarrier:
      c.symbol_rate_hz = between(random, part, 10e3, 2e6);
      break;
    default:
      break;  // fixed by its standard, or by the voice
  }
}

struct Victim {
  double width_hz, rate_hz;
  IsolatedSignal empty;
};

Victim victim(CounterRandom& random, Part part) {
  Victim v{between(random, part, 0.9e6, 2e6), 0.0, {}};
  v.rate_hz = v.width_hz * (1.25 + 0.75 * random.uniform());
  v.empty = silence(v.width_hz, v.rate_hz, 0.025);
  return v;
}

/// A downlink under the jammer, weaker than it, in some of the scenes.
void add_downlink(IsolatedSignal& signal, CounterRandom& random) {
  if (random.uniform() > 0.4) return;
  EmitterConfig cell;
  cell.wave = EmitterWave::kOfdm;
  cell.symbol_rate_hz = 15e3;
  cell.prefix = 1.0 / 14.0;
  cell.order = static_cast<int>(signal.bandwidth_hz / 15e3);
  cell.power_dbfs = -4.0 - 16.0 * random.uniform();
  cell.seed = random.next();
  Emitter(cell).add(0.0, signal.rate_hz, 0, signal.samples);
}

void set_parameters(JammerConfig& c, double width_hz, CounterRandom& random, Part part) {
  const double share = between(random, part, 0.35, 1.0);
  c.bandwidth_hz = share * width_hz;
  c.frequency_hz = (1.0 - share) * width_hz * (random.uniform() - 0.5);
  switch (c.wave) {
    case JammerWave::kTone:
    case JammerWave::kNoisyTone:
      c.frequency_hz = 0.8 * width_hz * (random.uniform() - 0.5);
      c.bandwidth_hz = 0.5 * width_hz;
      break;
    case JammerWave::kMultitone:
      c.tones = static_cast<int>(between(random, part, 3.0, 20.0));
      break;
    case JammerWave::kSweep:
    case JammerWave::kSineSweep:
      c.period_s = between(random, part, 20.0, 2000.0) / c.bandwidth_hz;
      c.triangle = random.uniform() < 0.4;
      break;
    case JammerWave::kPulse:
      c.period_s = between(random, part, 30e-6, 2e-3);
      c.duty = between(random, part, 0.04, 0.35);
      break;
    case JammerWave::kHopper:
      c.period_s = between(random, part, 60.0, 2000.0) / c.bandwidth_hz;
      break;
    case JammerWave::kProtocol:
      c.bandwidth_hz = std::min(width_hz, 1.4e6);
      c.frequency_hz = 0.0;
      c.frame_start_s = 0.01 * random.uniform();
      c.with_pbch = random.uniform() < 0.5;
      break;
    default:
      break;
  }
}

using Scene = std::function<IsolatedSignal(double level_db, std::uint64_t seed)>;

using Extract = dsp::SignalFeatures (*)(const IsolatedSignal&);

std::vector<Example> examples(const std::vector<Scene>& scenes, Extract extract, int each, double low_db,
                              double high_db, std::uint64_t seed) {
  std::vector<Example> all;
  for (std::size_t label = 0; label < scenes.size(); ++label) {
    // The unknown is many things: three times as many examples.
    const int count = label + 1 == scenes.size() ? 3 * each : each;
    for (int i = 0; i < count; ++i) {
      const std::uint64_t own = derive_key(derive_key(seed, label), static_cast<std::uint64_t>(i));
      const double level_db = low_db + (high_db - low_db) * dsp::synth::uniform_at(own, 0);
      all.push_back({extract(scenes[label](level_db, own)), label});
    }
  }
  return all;
}

constexpr std::array kEmitterWaves{
    EmitterWave::kFmBroadcast, EmitterWave::kNbfm, EmitterWave::kAm,
    EmitterWave::kOok,         EmitterWave::kFsk,  EmitterWave::kDigitalVoice,
    EmitterWave::kDect,        EmitterWave::kOfdm, EmitterWave::kSingleCarrier};
constexpr std::array kJammerWaves{JammerWave::kBarrage, JammerWave::kTone,  JammerWave::kMultitone,
                                  JammerWave::kSweep,   JammerWave::kPulse, JammerWave::kProtocol};

}  // namespace

const std::vector<std::string>& emitter_classes() {
  static const std::vector<std::string> names{
      "fm_broadcast", "nbfm",           "am",     "ook", "fsk", "digital_voice", "dect",
      "ofdm",         "single_carrier", "unknown"};
  return names;
}

const std::vector<std::string>& jammer_classes() {
  static const std::vector<std::string> names{"barrage", "tone",     "multitone", "sweep",
                                              "pulse",   "protocol", "unknown"};
  return names;
}

IsolatedSignal emitter_scene(EmitterWave wave, double snr_db, std::uint64_t seed, Part part) {
  CounterRandom random(derive_key(seed, 33));
  EmitterConfig config;
  config.wave = wave;
  config.power_dbfs = 0.0;
  config.seed = seed;
  set_parameters(config, random, part);
  Emitter emitter(config);
  const double width = emitter.bandwidth_hz();
  IsolatedSignal signal = silence(width, width * (1.7 + 0.8 * random.uniform()), width > 300e3 ? 0.025 : 0.6);
  emitter.add(0.0, signal.rate_hz, static_cast<std::int64_t>(random.next() % 100000), signal.samples);
  pass_through_site(signal, snr_db, seed);
  return signal;
}

IsolatedSignal jammer_scene(JammerWave wave, double j_to_n_db, std::uint64_t seed, Part part) {
  CounterRandom random(derive_key(seed, 34));
  Victim v = victim(random, part);
  JammerConfig config;
  config.wave = wave;
  config.power_dbfs = 0.0;
  config.seed = seed;
  set_parameters(config, v.width_hz, random, part);
  Jammer(config).add(0.0, v.rate_hz, static_cast<std::int64_t>(random.next() % 1000000), v.empty.samples);
  add_downlink(v.empty, random);
  pass_through_site(v.empty, j_to_n_db, seed);
  return v.empty;
}

IsolatedSignal strange_to_jammers(double j_to_n_db, std::uint64_t seed, Part part) {
  // Training and test know different strangers.
  constexpr std::array kTaughtJammers{JammerWave::kHopper, JammerWave::kNoisyTone};
  constexpr std::array kTaughtEmitters{EmitterWave::kSingleCarrier, EmitterWave::kOfdm, EmitterWave::kFsk,
                                       EmitterWave::kDect};
  constexpr std::array kNewJammers{JammerWave::kPairs, JammerWave::kPairs};
  constexpr std::array kNewEmitters{EmitterWave::kPulsePosition, EmitterWave::kRepeatedCode,
                                    EmitterWave::kFmBroadcast, EmitterWave::kManyTones};
  const auto choice = static_cast<std::size_t>(dsp::synth::random_at(seed, 5) % 6);
  const bool taught = part == Part::kTraining;
  if (choice < 2) return jammer_scene((taught ? kTaughtJammers : kNewJammers)[choice], j_to_n_db, seed, part);
  return emitter_scene((taught ? kTaughtEmitters : kNewEmitters)[choice - 2], j_to_n_db, seed, part);
}

IsolatedSignal strange_to_emitters(double snr_db, std::uint64_t seed, Part part) {
  constexpr std::array kTaught{EmitterWave::kSingleSideband, EmitterWave::kNoiseBand};
  constexpr std::array kNew{EmitterWave::kChirpSpread, EmitterWave::kPulsePosition, EmitterWave::kManyTones,
                            EmitterWave::kRepeatedCode};
  if (part == Part::kHeldOut)
    return emitter_scene(kNew[dsp::synth::random_at(seed, 5) % 4], snr_db, seed, part);
  const auto choice = static_cast<std::size_t>(dsp::synth::random_at(seed, 5) % 5);
  if (choice < 2) return emitter_scene(kTaught[choice], snr_db, seed, part);
  constexpr std::array kJammers{JammerWave::kTone, JammerWave::kSweep, JammerWave::kHopper};
  return jammer_scene(kJammers[choice - 2], snr_db, seed, part);
}

std::vector<Example> calibration_strangers(bool to_emitters, int count, double low_db, double high_db,
                                           std::uint64_t seed) {
  constexpr std::array kToEmitters{JammerWave::kSineSweep, JammerWave::kNoisyTone, JammerWave::kPairs,
                                   JammerWave::kMultitone, JammerWave::kPulse};
  constexpr std::array kToJammers{EmitterWave::kNbfm, EmitterWave::kAm, EmitterWave::kDigitalVoice,
                                  EmitterWave::kChirpSpread, EmitterWave::kOok};
  std::vector<Example> all;
  for (int i = 0; i < count; ++i) {
    const std::uint64_t own = derive_key(seed, static_cast<std::uint64_t>(i));
    const double level_db = low_db + (high_db - low_db) * dsp::synth::uniform_at(own, 0);
    const auto choice = static_cast<std::size_t>(i) % 6;
    if (to_emitters) {
      const auto wave = kToEmitters[choice % kToEmitters.size()];
      all.push_back({dsp::signal_features(jammer_scene(wave, level_db, own, Part::kTraining)), 0});
    } else if (choice == 5) {
      all.push_back(
          {dsp::jammer_features(jammer_scene(JammerWave::kSineSweep, level_db, own, Part::kTraining)), 0});
    } else {
      all.push_back(
          {dsp::jammer_features(emitter_scene(kToJammers[choice], level_db, own, Part::kTraining)), 0});
    }
  }
  return all;
}

std::vector<Example> emitter_examples(int each, double low_db, double high_db, std::uint64_t seed,
                                      Part part) {
  std::vector<Scene> scenes;
  for (const EmitterWave wave : kEmitterWaves) {
    scenes.emplace_back([=](double db, std::uint64_t own) { return emitter_scene(wave, db, own, part); });
  }
  scenes.emplace_back([=](double db, std::uint64_t own) { return strange_to_emitters(db, own, part); });
  return examples(scenes, dsp::signal_features, each, low_db, high_db, seed);
}

std::vector<Example> jammer_examples(int each, double low_db, double high_db, std::uint64_t seed, Part part) {
  std::vector<Scene> scenes;
  for (const JammerWave wave : kJammerWaves) {
    scenes.emplace_back([=](double db, std::uint64_t own) { return jammer_scene(wave, db, own, part); });
  }
  scenes.emplace_back([=](double db, std::uint64_t own) { return strange_to_jammers(db, own, part); });
  return examples(scenes, dsp::jammer_features, each, low_db, high_db, seed);
}

}  // namespace sb::train
