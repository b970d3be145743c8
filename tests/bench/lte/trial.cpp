#include "tests/bench/lte/trial.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <span>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/cell/lte/receiver.hpp"
#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/gaussian.hpp"
#include "dsp/synth/ofdm_modulator.hpp"

namespace sb::bench {
namespace {

using namespace dsp;

constexpr double kCentreHz = 1842.5e6;
constexpr double kNoiseDbfs = -60.0;  ///< in one resource element

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double even(synth::CounterRandom& random, double limit) {
  return (2.0 * random.uniform() - 1.0) * limit;
}

synth::SceneCell draw_cell(const Row& row, double snr_db, std::uint64_t seed) {
  synth::CounterRandom random(synth::derive_key(seed, 1));
  synth::SceneCell c;
  c.frequency_hz = kCentreHz;
  c.cell.pci = static_cast<std::uint16_t>(random.next() % 504);
  c.cell.bandwidth_prb = row.prb;
  c.cell.ports = row.ports;
  c.cell.plmns = {{457, 1, 2}};
  c.cell.tac = static_cast<std::uint16_t>(random.next() & 0xFFFFU);
  c.cell.cell_identity = static_cast<std::uint32_t>(random.next() & 0xFFFFFFFU);
  c.cell.sfn_at_zero = static_cast<std::uint16_t>(random.next() % 1024);
  c.cell.seed = random.next();
  if (row.prb >= 15) {
    // What the bounds of the table were computed for: eight blocks.
    c.cell.sib1.aggregation = 8;
    c.cell.sib1.first_block = 2;
    c.cell.sib1.block_count = 8;
  }
  c.delay_s = random.uniform() * 10e-3;
  c.cfo_hz = even(random, row.max_cfo_hz);
  c.clock_ppm = even(random, row.max_clock_ppm);
  c.fading = row.fading;
  c.doppler_hz = row.doppler_hz;
  c.rsrp_dbfs = kNoiseDbfs + snr_db;
  return c;
}

Outcome hear(std::span<const cf32> samples, double rate_hz, const synth::SceneCell* truth,
             DecodeLevel level) {
  IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = rate_hz;
  block.centre_hz = kCentreHz;
  lte::Receiver receiver;
  const double began = cpu_seconds();
  const auto cells = receiver.scan(block);
  Outcome outcome;
  outcome.cpu_s = cpu_seconds() - began;
  for (const CellEvidence& c : cells) {
    if (truth == nullptr || c.physical_id != truth->cell.pci || std::abs(c.frequency_hz - kCentreHz) > 1.0) {
      ++outcome.others;
      continue;
    }
    const auto& cell = truth->cell;
    const bool mib = c.level >= DecodeLevel::kMib;
    const bool sib1 = c.level == DecodeLevel::kSystemInformation;
    outcome.wrong = std::abs(static_cast<double>(c.cfo_hz) - truth->cfo_hz) > 500.0 ||
                    (mib && (c.bandwidth_prb != cell.bandwidth_prb || c.ports != cell.ports)) ||
                    (sib1 && (c.cell_id != cell.cell_identity || c.tac != cell.tac));
    outcome.heard = !outcome.wrong && c.level >= level;
  }
  return outcome;
}

/// Symbols with prefixes, carriers filled with random QPSK of amplitude 1.
void add_ofdm(std::span<cf32> samples, float amplitude, std::uint64_t key) {
  const lte::Numerology numerology{lte::kSearchFftSize, CyclicPrefix::kNormal};
  synth::OfdmModulator modulator(numerology);
  std::vector<cf32> subframe(static_cast<std::size_t>(numerology.subframe_samples()));
  std::vector<cf32> carriers(72);
  synth::CounterRandom random(key);
  for (std::size_t at = 0; at < samples.size(); at += subframe.size()) {
    for (int l = 0; l < numerology.symbols_per_subframe(); ++l) {
      for (cf32& c : carriers) {
        const std::uint64_t bits = random.next();
        c = cf32((bits & 1U) != 0 ? amplitude : -amplitude, (bits & 2U) != 0 ? amplitude : -amplitude) *
            0.70710678F;
      }
      modulator.write_symbol(carriers, l, subframe);
    }
    const std::size_t count = std::min(subframe.size(), samples.size() - at);
    for (std::size_t i = 0; i < count; ++i) samples[at + i] += subframe[i];
  }
}

std::vector<cf32> render(const std::vector<synth::SceneCell>& cells, double rate_hz, double seconds,
                         std::uint64_t seed) {
  synth::SceneConfig scene;
  scene.cells = cells;
  scene.noise_dbfs_per_hz = kNoiseDbfs - 10.0 * std::log10(lte::kSubcarrierHz);
  scene.seed = synth::derive_key(seed, 2);
  std::vector<cf32> samples(static_cast<std::size_t>(seconds * rate_hz));
  synth::Scene(scene).render(kCentreHz, rate_hz, 0, samples);
  return samples;
}

}  // namespace

Outcome try_row(const Row& row, double snr_db, std::uint64_t seed) {
  const synth::SceneCell truth = draw_cell(row, snr_db, seed);
  const auto samples = render({truth}, row.rate_hz, row.seconds, seed);
  return hear(samples, row.rate_hz, &truth, row.level);
}

std::optional<Nothing> nothing_named(std::string_view name) {
  if (name == "noise") return Nothing::kNoise;
  if (name == "ofdm") return Nothing::kOfdm;
  if (name == "offset") return Nothing::kOffsetCell;
  return std::nullopt;
}

Outcome try_nothing(Nothing what, std::uint64_t seed) {
  constexpr double kRateHz = 1.92e6;
  constexpr double kSeconds = 0.16;
  if (what == Nothing::kOffsetCell) {
    const Row row{"", DecodeLevel::kSync, 0.0, kSeconds};
    auto truth = draw_cell(row, 20.0, seed);
    truth.cfo_hz = 35e3;
    return hear(render({truth}, kRateHz, kSeconds, seed), kRateHz, &truth, DecodeLevel::kSync);
  }
  auto samples = render({}, kRateHz, kSeconds, seed);
  const auto amplitude = static_cast<float>(std::pow(10.0, (kNoiseDbfs + 10.0) / 20.0));
  if (what == Nothing::kOfdm) add_ofdm(samples, amplitude, synth::derive_key(seed, 3));
  return hear(samples, kRateHz, nullptr, DecodeLevel::kSync);
}

}  // namespace sb::bench
