#include "dsp/synth/scene.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "dsp/synth/cell_renderer.hpp"
#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/gaussian.hpp"

namespace sb::dsp::synth {
namespace {

constexpr std::uint64_t kNoisePurpose = 0;
constexpr std::uint64_t kFadingPurpose = 1;  // and one more per cell

/// Circular Gaussian samples of power sigma^2; sample n is a function of (key, n) alone.
void write_noise(std::uint64_t key, float sigma, std::int64_t first, std::span<cf32> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = sigma * gaussian_at(key, static_cast<std::uint64_t>(first) + i);
  }
}

}  // namespace

struct Scene::State {
  SceneConfig config;
  std::vector<CellRenderer> cells;
  std::vector<Jammer> jammers;
  double centre_hz = 0.0;
  double sample_rate_hz = 0.0;
  std::uint64_t noise_key = 0;
  float noise_sigma = 0.0F;

  explicit State(SceneConfig c);
  void tune(double centre, double rate);
};

Scene::State::State(SceneConfig c) : config(std::move(c)) {
  cells.reserve(config.cells.size());
  for (const SceneCell& cell : config.cells) {
    cells.emplace_back(cell, derive_key(config.seed, kFadingPurpose + cells.size()));
  }
  for (const JammerConfig& jammer : config.jammers) jammers.emplace_back(jammer);
}

void Scene::State::tune(double centre, double rate) {
  if (centre == centre_hz && rate == sample_rate_hz) return;
  centre_hz = centre;
  sample_rate_hz = rate;
  for (CellRenderer& cell : cells) cell.tune(centre, rate);
  const std::uint64_t place =
      scramble64(std::bit_cast<std::uint64_t>(centre)) ^ std::bit_cast<std::uint64_t>(rate);
  noise_key = derive_key(derive_key(config.seed, kNoisePurpose), place);
  noise_sigma = static_cast<float>(std::sqrt(std::pow(10.0, config.noise_dbfs_per_hz / 10.0) * rate));
}

Scene::Scene(SceneConfig config) : state_(std::make_unique<State>(std::move(config))) {}
Scene::~Scene() = default;
Scene::Scene(Scene&&) noexcept = default;
Scene& Scene::operator=(Scene&&) noexcept = default;

const SceneConfig& Scene::config() const {
  return state_->config;
}

void Scene::render(double centre_hz, double sample_rate_hz, std::int64_t first_sample, std::span<cf32> out) {
  state_->tune(centre_hz, sample_rate_hz);
  write_noise(state_->noise_key, state_->noise_sigma, first_sample, out);
  for (CellRenderer& cell : state_->cells) {
    for (std::size_t done = 0; done < out.size();) {
      const std::int64_t at = first_sample + static_cast<std::int64_t>(done);
      const std::int64_t in_block = (at % kRenderBlock + kRenderBlock) % kRenderBlock;
      const auto count = std::min(out.size() - done, static_cast<std::size_t>(kRenderBlock - in_block));
      cell.add(at, out.subspan(done, count));
      done += count;
    }
  }
  for (Jammer& jammer : state_->jammers) jammer.add(centre_hz, sample_rate_hz, first_sample, out);
}

}  // namespace sb::dsp::synth
