#include "dsp/synth/emitter.hpp"

#include <cmath>
#include <numbers>

#include "dsp/synth/emitter_waves.hpp"

namespace sb::dsp::synth {
namespace {

std::unique_ptr<BasebandWave> make_wave(EmitterConfig& config) {
  switch (config.wave) {
    case EmitterWave::kFmBroadcast:
    case EmitterWave::kNbfm:
    case EmitterWave::kAm:
    case EmitterWave::kSingleSideband:
      return make_analogue(config);
    case EmitterWave::kOok:
    case EmitterWave::kFsk:
    case EmitterWave::kDigitalVoice:
    case EmitterWave::kDect:
    case EmitterWave::kManyTones:
      return make_keyed(config);
    default:
      return make_linear(config);
  }
}

}  // namespace

struct Emitter::State {
  EmitterConfig config;
  std::unique_ptr<BasebandWave> wave;
};

Emitter::Emitter(const EmitterConfig& config) : state_(std::make_unique<State>()) {
  state_->config = config;
  state_->wave = make_wave(state_->config);
}
Emitter::~Emitter() = default;
Emitter::Emitter(Emitter&&) noexcept = default;
Emitter& Emitter::operator=(Emitter&&) noexcept = default;

const EmitterConfig& Emitter::config() const {
  return state_->config;
}
double Emitter::bandwidth_hz() const {
  return state_->wave->bandwidth_hz();
}

void Emitter::add(double centre_hz, double sample_rate_hz, std::int64_t first, std::span<cf32> out) {
  const EmitterConfig& c = state_->config;
  const auto gain = static_cast<float>(std::pow(10.0, c.power_dbfs / 20.0));
  const double offset_hz = c.frequency_hz - centre_hz;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(first + static_cast<std::int64_t>(i)) / sample_rate_hz;
    if (t < c.start_s || t >= c.stop_s) continue;
    const double cycles = std::remainder(offset_hz * t, 1.0);
    out[i] +=
        gain * state_->wave->at(t) * static_cast<cf32>(std::polar(1.0, 2.0 * std::numbers::pi * cycles));
  }
}

void add_delayed_copy(std::span<cf32> samples, double sample_rate_hz, double delay_s, double gain_db,
                      double phase_cycles) {
  const auto delay = static_cast<std::size_t>(std::lround(delay_s * sample_rate_hz));
  const auto gain =
      static_cast<cf32>(std::polar(std::pow(10.0, gain_db / 20.0), 2.0 * std::numbers::pi * phase_cycles));
  for (std::size_t n = samples.size(); n-- > delay;) samples[n] += gain * samples[n - delay];
}

}  // namespace sb::dsp::synth
