#include "tests/integration/budget/air.hpp"

#include <cmath>
#include <optional>

#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/emitter.hpp"
#include "dsp/synth/gaussian.hpp"
#include "dsp/synth/scene.hpp"

namespace sb::budget {
namespace {

using dsp::cf32;
using dsp::synth::CounterRandom;
using dsp::synth::derive_key;

constexpr double kRate = 1.92e6;
constexpr std::size_t kBlock = 307'200;
constexpr float kNoise = 0.01F;  // rms of a block's noise
constexpr std::array<double, 4> kQuietCentres{150e6, 1575.42e6, 1747.5e6, 1842.5e6};

double centre_of(Air air, std::uint64_t seed) {
  switch (air) {
    case Air::kNoise:
      return kQuietCentres[seed % kQuietCentres.size()];
    case Air::kBusyLte:
      return 1842.5e6;
    case Air::kTdd:
      return 2350e6;
    case Air::kIsm:
      return 433.92e6;
    case Air::kPhones:
      return 1747.5e6;
  }
  return 0.0;
}

std::optional<dsp::synth::SceneConfig> scene_of(Air air, std::uint64_t seed) {
  using dsp::synth::FadingProfile;
  if (air != Air::kBusyLte && air != Air::kTdd) return std::nullopt;
  CounterRandom random(derive_key(seed, 5));
  dsp::synth::SceneConfig config;
  config.seed = seed;
  config.noise_dbfs_per_hz = -103.0;
  const auto add = [&](double rsrp_dbfs) {
    dsp::synth::SceneCell c;
    c.cell.pci = static_cast<std::uint16_t>(random.next() % 504U);
    c.cell.bandwidth_prb = 6;
    c.cell.load = 0.2 + 0.8 * random.uniform();
    c.cell.duplex = air == Air::kTdd ? dsp::Duplex::kTdd : dsp::Duplex::kFdd;
    c.cell.band = air == Air::kTdd ? 40 : 3;
    c.cell.seed = random.next();
    c.frequency_hz = centre_of(air, seed);
    c.rsrp_dbfs = rsrp_dbfs;
    c.delay_s = 0.009 * random.uniform();
    c.fading = random.uniform() < 0.5 ? FadingProfile::kEpa : FadingProfile::kEva;
    c.doppler_hz = 5.0;
    config.cells.push_back(c);
  };
  add(-45.0 - 10.0 * random.uniform());
  if (air == Air::kBusyLte && random.uniform() < 0.5)
    add(config.cells[0].rsrp_dbfs - 6.0 - 9.0 * random.uniform());
  return config;
}

}  // namespace

std::string_view name_of(Air air) {
  constexpr std::array<std::string_view, 5> kNames{"noise", "busy LTE", "TDD", "ISM", "phones"};
  return kNames[static_cast<std::size_t>(air)];
}

struct Site::State {
  State(Air the_air, std::uint64_t the_seed) : air(the_air), seed(the_seed), samples(kBlock) {
    if (auto config = scene_of(air, seed)) scene.emplace(std::move(*config));
  }
  void add_noise();
  void add_packets();
  void add_phones();
  std::vector<dsp::CellEvidence> decoded() const;

  Air air;
  std::uint64_t seed;
  std::vector<cf32> samples;
  std::optional<dsp::synth::Scene> scene;
  std::uint64_t blocks = 0;
};

/// Coloured by 0.5 dB over the span, with the receiver's own carrier 20 dB under it.
void Site::State::add_noise() {
  const float tilt = 0.03F;
  cf32 before{};
  for (std::size_t n = 0; n < kBlock; ++n) {
    const cf32 white = kNoise * dsp::synth::gaussian_at(derive_key(seed, 1), blocks * kBlock + n);
    samples[n] = white + tilt * before + cf32(0.001F, 0.0F);
    before = white;
  }
}

void Site::State::add_packets() {
  using dsp::synth::EmitterWave;
  CounterRandom random(derive_key(derive_key(seed, 2), blocks));
  const double began_s = static_cast<double>(blocks) * kBlockS;
  const int packets = static_cast<int>(random.next() % 4U);
  for (int i = 0; i < packets; ++i) {
    dsp::synth::EmitterConfig config;
    const double kind = random.uniform();
    config.wave = kind < 0.5 ? EmitterWave::kOok : kind < 0.9 ? EmitterWave::kFsk : EmitterWave::kChirpSpread;
    config.frequency_hz = 433.92e6 + 1.2e6 * (random.uniform() - 0.5);
    config.power_dbfs = -45.0 + 35.0 * random.uniform();
    config.start_s = began_s + kBlockS * random.uniform();
    config.stop_s = config.start_s + 0.005 + 0.1 * random.uniform();
    config.seed = random.next();
    dsp::synth::Emitter(config).add(433.92e6, kRate, static_cast<std::int64_t>(blocks * kBlock), samples);
  }
}

/// One to four resource blocks for whole subframes, as a scheduler would grant them.
void Site::State::add_phones() {
  CounterRandom random(derive_key(derive_key(seed, 3), blocks));
  const double began_s = static_cast<double>(blocks) * kBlockS;
  const int bursts = static_cast<int>(random.next() % 24U);
  for (int i = 0; i < bursts; ++i) {
    dsp::synth::JammerConfig config;  // a band of noise is what a burst of many symbols is
    config.wave = dsp::synth::JammerWave::kBarrage;
    config.bandwidth_hz = 180e3 * (1.0 + std::floor(4.0 * random.uniform()));
    config.frequency_hz = 1747.5e6 + 180e3 * std::round((random.uniform() - 0.5) * 4.0);
    config.power_dbfs = -40.0 + 25.0 * random.uniform();
    config.start_s = began_s + 1e-3 * std::floor(150.0 * random.uniform());
    config.stop_s = config.start_s + 1e-3 * (1.0 + std::floor(8.0 * random.uniform()));
    config.seed = random.next();
    dsp::synth::Jammer(config).add(1747.5e6, kRate, static_cast<std::int64_t>(blocks * kBlock), samples);
  }
}

std::vector<dsp::CellEvidence> Site::State::decoded() const {
  if (!scene || (air == Air::kTdd && blocks % 2 == 1)) return {};
  const auto& c = scene->config().cells[0];
  dsp::CellEvidence cell;
  cell.level = dsp::DecodeLevel::kMib;
  cell.frequency_hz = c.frequency_hz;
  cell.channel = air == Air::kTdd ? 39150U : 1575U;
  cell.physical_id = c.cell.pci;
  cell.duplex = c.cell.duplex;
  cell.cyclic_prefix = dsp::CyclicPrefix::kNormal;
  cell.bandwidth_prb = c.cell.bandwidth_prb;
  cell.ports = c.cell.ports;
  cell.rsrp_dbfs = static_cast<float>(c.rsrp_dbfs);
  cell.first_s = c.delay_s;  // a block is sixteen frames
  return {cell};
}

Site::Site(Air air, std::uint64_t seed) : state_(std::make_unique<State>(air, seed)) {}
Site::~Site() = default;

Site::Heard Site::next() {
  State& s = *state_;
  const double centre_hz = centre_of(s.air, s.seed);
  const std::uint64_t first = s.blocks * kBlock;
  if (s.scene) {
    s.scene->render(centre_hz, kRate, static_cast<std::int64_t>(first), s.samples);
  } else {
    s.add_noise();
  }
  if (s.air == Air::kIsm) s.add_packets();
  if (s.air == Air::kPhones) s.add_phones();
  Heard heard;
  heard.block.samples = s.samples;
  heard.block.first_sample = first;
  heard.block.sample_rate_hz = kRate;
  heard.block.centre_hz = centre_hz;
  heard.block.t0_utc_ns = 1'795'348'800'000'000'000 + std::llround(static_cast<double>(first) / kRate * 1e9);
  heard.cells = s.decoded();
  ++s.blocks;
  return heard;
}

}  // namespace sb::budget
