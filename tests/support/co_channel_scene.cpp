#include "tests/support/co_channel_scene.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "dsp/core/mixer.hpp"
#include "dsp/synth/gaussian.hpp"

namespace sb::tests {
namespace {

using dsp::cf32;
constexpr double kStreamSeconds = 0.5;
constexpr double kFrameSeconds = 10e-3;

std::vector<cf32> stream(const CoChannelSetup& setup, std::uint16_t pci, double load, int layers) {
  dsp::synth::SceneCell cell;
  cell.cell.pci = pci;
  cell.cell.bandwidth_prb = setup.bandwidth_prb;
  cell.cell.ports = setup.ports;
  cell.cell.load = load;
  cell.cell.data_layers = static_cast<std::uint8_t>(layers);
  cell.cell.seed = pci + 1U;
  cell.cell.tac = static_cast<std::uint16_t>(pci + 1000);
  cell.cell.cell_identity = pci + 0x100U;
  cell.rsrp_dbfs = CoChannelScene::kStrongDbfs;
  cell.fading = setup.fading;
  cell.doppler_hz = setup.doppler_hz;
  dsp::synth::SceneConfig scene;
  scene.cells = {cell};
  scene.noise_dbfs_per_hz = -std::numeric_limits<double>::infinity();
  scene.seed = dsp::synth::derive_key(setup.channel_seed, pci);
  std::vector<cf32> samples(static_cast<std::size_t>((kStreamSeconds + setup.seconds) * setup.rate_hz));
  dsp::synth::Scene(scene).render(0.0, setup.rate_hz, 0, samples);
  return samples;
}

}  // namespace

CoChannelScene::CoChannelScene(const CoChannelSetup& setup)
    : setup_(setup),
      strong_(stream(setup, setup.strong_pci, setup.load, setup.layers)),
      weak_(stream(setup, setup.weak_pci, setup.load / 2.0, 1)) {}

std::vector<cf32> CoChannelScene::mix(double weak_gain, std::uint64_t seed) const {
  dsp::synth::CounterRandom random(dsp::synth::derive_key(seed, 1));
  const auto length = static_cast<std::size_t>(setup_.seconds * setup_.rate_hz);
  const auto frame = static_cast<std::size_t>(kFrameSeconds * setup_.rate_hz);
  const auto most = static_cast<std::size_t>((kStreamSeconds - 2 * kFrameSeconds) * setup_.rate_hz);
  const auto any = [&](std::size_t below) { return static_cast<std::size_t>(random.next() % below); };
  const std::size_t strong_at = any(most);
  const auto microsecond = static_cast<std::size_t>(setup_.rate_hz * 1e-6);
  const std::size_t weak_at =
      setup_.synchronous ? any(most / frame) * frame + strong_at % frame + any(microsecond + 1) : any(most);
  const double cfo = (random.uniform() - 0.5) * 4e3;
  const double apart = (random.uniform() - 0.5) * 300.0;
  std::vector<cf32> sum(length);
  std::vector<cf32> other(length);
  dsp::mix(std::span(strong_).subspan(strong_at, length), cfo / setup_.rate_hz, {}, sum);
  dsp::mix(std::span(weak_).subspan(weak_at, length), (cfo + apart) / setup_.rate_hz, {}, other);
  const auto turn = static_cast<cf32>(std::polar(weak_gain, random.uniform() * 2.0 * std::numbers::pi));
  const double noise_db = kStrongDbfs - setup_.snr_db + 10.0 * std::log10(setup_.rate_hz / 15e3);
  const auto noise = static_cast<float>(std::pow(10.0, noise_db / 20.0));
  const std::uint64_t key = dsp::synth::derive_key(seed, 2);
  for (std::size_t i = 0; i < length; ++i)
    sum[i] += turn * other[i] + noise * dsp::synth::gaussian_at(key, i);
  return sum;
}

std::vector<cf32> CoChannelScene::draw(double below_db, std::uint64_t seed) const {
  return mix(std::pow(10.0, -below_db / 20.0), seed);
}

std::vector<cf32> CoChannelScene::draw_alone(std::uint64_t seed) const {
  return mix(0.0, seed);
}

}  // namespace sb::tests
