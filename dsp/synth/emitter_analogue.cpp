// Voices and music as sums of tones: their frequency modulation has a closed form.
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/emitter_waves.hpp"

namespace sb::dsp::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

struct AudioTone {
  double frequency_hz, amplitude, phase;
};

/// Harmonics of a voice between 300 and 3000 Hz, each split in three by syllables of a few hertz.
std::vector<AudioTone> voice(CounterRandom& random) {
  const double pitch = 90.0 + 160.0 * random.uniform();
  const double syllable = 1.5 + 3.0 * random.uniform();
  std::vector<AudioTone> tones;
  for (double f = pitch; f < 3000.0; f += pitch) {
    if (f < 300.0) continue;
    const double amplitude = (0.3 + random.uniform()) / std::sqrt(f / 300.0);
    const double phase = kTurn * random.uniform();
    tones.push_back({f, amplitude, phase});
    tones.push_back({f - syllable, 0.45 * amplitude, phase + 1.0});
    tones.push_back({f + syllable, 0.45 * amplitude, phase - 1.0});
  }
  return tones;
}

std::vector<AudioTone> music(CounterRandom& random) {
  std::vector<AudioTone> tones;
  for (int i = 0; i < 24; ++i) {
    const double f = 60.0 * std::pow(200.0, random.uniform());
    tones.push_back({f, (0.2 + random.uniform()) / std::sqrt(1.0 + f / 2000.0), kTurn * random.uniform()});
  }
  return tones;
}

void scale_to_rms(std::vector<AudioTone>& tones, double rms) {
  double power = 0.0;
  for (const AudioTone& tone : tones) power += 0.5 * tone.amplitude * tone.amplitude;
  for (AudioTone& tone : tones) tone.amplitude *= rms / std::sqrt(power);
}

class FrequencyModulated final : public BasebandWave {
 public:
  FrequencyModulated(std::vector<AudioTone> audio, double deviation_hz, double bandwidth_hz)
      : audio_(std::move(audio)), bandwidth_hz_(bandwidth_hz) {
    for (AudioTone& tone : audio_) tone.amplitude *= deviation_hz / tone.frequency_hz;
  }
  cf32 at(double t) override {
    double phase = 0.0;
    for (const AudioTone& tone : audio_) {
      phase += tone.amplitude * std::sin(kTurn * tone.frequency_hz * t + tone.phase);
    }
    return static_cast<cf32>(std::polar(1.0, phase));
  }
  double bandwidth_hz() const override { return bandwidth_hz_; }

 private:
  std::vector<AudioTone> audio_;
  double bandwidth_hz_;
};

class AmplitudeModulated final : public BasebandWave {
 public:
  AmplitudeModulated(std::vector<AudioTone> audio, double depth) : audio_(std::move(audio)) {
    scale_to_rms(audio_, depth / 3.0);
    gain_ = 1.0 / std::sqrt(1.0 + depth * depth / 9.0);
  }
  cf32 at(double t) override {
    double m = 1.0;
    for (const AudioTone& tone : audio_)
      m += tone.amplitude * std::cos(kTurn * tone.frequency_hz * t + tone.phase);
    return {static_cast<float>(gain_ * m), 0.0F};
  }
  double bandwidth_hz() const override { return 6000.0; }

 private:
  std::vector<AudioTone> audio_;
  double gain_ = 1.0;
};

class SingleSideband final : public BasebandWave {
 public:
  explicit SingleSideband(std::vector<AudioTone> audio) : audio_(std::move(audio)) {
    scale_to_rms(audio_, std::numbers::sqrt2 * 0.5);
  }
  cf32 at(double t) override {
    std::complex<double> sum{};
    for (const AudioTone& tone : audio_) {
      sum += std::polar(tone.amplitude, kTurn * (tone.frequency_hz - 1500.0) * t + tone.phase);
    }
    return static_cast<cf32>(sum);
  }
  double bandwidth_hz() const override { return 2800.0; }

 private:
  std::vector<AudioTone> audio_;
};

}  // namespace

std::unique_ptr<BasebandWave> make_analogue(EmitterConfig& config) {
  CounterRandom random(derive_key(config.seed, 11));
  if (config.wave == EmitterWave::kFmBroadcast) {
    if (config.deviation_hz == 0.0) config.deviation_hz = 75e3;
    auto audio = music(random);
    scale_to_rms(audio, 0.25 + 0.1 * random.uniform());
    audio.push_back({19e3, 0.09, 0.0});  // the pilot
    const std::size_t sides = 8;         // of the stereo difference around 38 kHz
    for (std::size_t i = 0; i < sides; ++i) {
      const double f = 100.0 + 8000.0 * random.uniform();
      const double amplitude = 0.08 * random.uniform();
      audio.push_back({38e3 - f, amplitude, kTurn * random.uniform()});
      audio.push_back({38e3 + f, amplitude, kTurn * random.uniform()});
    }
    return std::make_unique<FrequencyModulated>(std::move(audio), config.deviation_hz, 180e3);
  }
  auto audio = voice(random);
  if (config.wave == EmitterWave::kAm) {
    return std::make_unique<AmplitudeModulated>(std::move(audio), 0.5 + 0.45 * random.uniform());
  }
  if (config.wave == EmitterWave::kSingleSideband) return std::make_unique<SingleSideband>(std::move(audio));
  if (config.deviation_hz == 0.0) config.deviation_hz = random.uniform() < 0.5 ? 2500.0 : 5000.0;
  scale_to_rms(audio, 0.3 + 0.15 * random.uniform());
  return std::make_unique<FrequencyModulated>(std::move(audio), config.deviation_hz,
                                              2.0 * (config.deviation_hz + 3000.0));
}

}  // namespace sb::dsp::synth
