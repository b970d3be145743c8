// Jammers over a synthetic cell, and the same cell without.
#include "dsp/detect/jamming.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "dsp/synth/scene.hpp"

namespace sb::dsp {
namespace {

using synth::JammerConfig;
using synth::JammerWave;

constexpr double kCentre_hz = 1815e6;
constexpr double kRate_hz = 1.92e6;
constexpr double kNoisePerHz_db = -97.0;  // 15 dB below a reference element of -40 dBFS
constexpr double kWidth_hz = 1.08e6;
constexpr double kBlock_s = 0.16;

double power_of_j_to_n(double j_to_n_db, double bandwidth_hz = kWidth_hz) {
  return j_to_n_db + kNoisePerHz_db + 10.0 * std::log10(bandwidth_hz);
}

struct Stand {
  synth::SceneConfig config;
  CellEvidence cell;

  explicit Stand(std::uint64_t seed, double load = 0.7) {
    synth::SceneCell c;
    c.cell.pci = static_cast<std::uint16_t>(seed % 504);
    c.cell.bandwidth_prb = 6;
    c.cell.load = load;
    c.cell.seed = seed;
    c.frequency_hz = kCentre_hz;
    c.rsrp_dbfs = -40.0;
    c.delay_s = 1e-3 * static_cast<double>(seed % 9);
    config.cells.push_back(c);
    config.noise_dbfs_per_hz = kNoisePerHz_db;
    config.seed = seed;
    cell.frequency_hz = kCentre_hz;
    cell.channel = 1300;
    cell.physical_id = c.cell.pci;
    cell.duplex = Duplex::kFdd;
    cell.cyclic_prefix = CyclicPrefix::kNormal;
    cell.bandwidth_prb = 6;
    cell.ports = 2;
    cell.rsrp_dbfs = -40.0F;
  }

  /// Blocks in a row through one detector; what it says of each.
  std::vector<std::vector<JammingEvidence>> watch(int blocks, bool cell_is_heard = true) {
    synth::Scene scene(config);
    JammingDetector detector;
    std::vector<std::vector<JammingEvidence>> said;
    std::vector<cf32> samples(static_cast<std::size_t>(kBlock_s * kRate_hz));
    for (int i = 0; i < blocks; ++i) {
      const auto first = static_cast<std::int64_t>(samples.size()) * i;
      scene.render(kCentre_hz, kRate_hz, first, samples);
      IqBlock block;
      block.samples = samples;
      block.first_sample = static_cast<std::uint64_t>(first);
      block.sample_rate_hz = kRate_hz;
      block.centre_hz = kCentre_hz;
      cell.first_s = config.cells[0].delay_s;  // 160 ms are 16 frames
      const bool heard = cell_is_heard || i < blocks - 2;
      said.push_back(detector.look(block, heard ? std::span(&cell, 1) : std::span<const CellEvidence>{}));
    }
    return said;
  }
};

JammerConfig jammer(JammerWave wave, double power_dbfs) {
  JammerConfig j;
  j.wave = wave;
  j.frequency_hz = kCentre_hz;
  j.power_dbfs = power_dbfs;
  j.bandwidth_hz = kWidth_hz;
  j.seed = 5;
  return j;
}

std::string reasons(const JammingEvidence& e) {
  std::string all;
  for (const auto& r : e.reasons) all += r + " ";
  return all;
}

TEST(Jamming, ACellAloneIsQuietAtAnyLoad) {
  for (const double load : {0.0, 0.3, 1.0}) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      for (const auto& block : Stand(seed, load).watch(3)) {
        for (const auto& e : block)
          ADD_FAILURE() << "load " << load << " seed " << seed << ": " << reasons(e);
      }
    }
  }
}

// J/N -3 dB, over 160 ms (640 empty elements a block): found in the block it begins in or in the next.
TEST(Jamming, ABarrageAtMinus3DbIsSeenWithinTwoBlocks) {
  int seen = 0;
  constexpr int kTrials = 12;
  for (std::uint64_t seed = 1; seed <= kTrials; ++seed) {
    Stand stand(seed);
    JammerConfig j = jammer(JammerWave::kBarrage, power_of_j_to_n(-2.5));
    j.bandwidth_hz = kRate_hz;
    j.power_dbfs = power_of_j_to_n(-2.5, kRate_hz);
    j.start_s = 8.0 * kBlock_s;
    stand.config.jammers.push_back(j);
    const auto said = stand.watch(10);
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(said[static_cast<std::size_t>(i)].empty());
    if (said[9].empty()) continue;
    ++seen;
    EXPECT_NEAR(said[9][0].j_to_n_db, -2.5, 3.0 * said[9][0].j_to_n_sigma_db + 0.3);
    EXPECT_EQ(said[9][0].victims.at(0).channel, 1300U);
    EXPECT_NEAR(said[9][0].first_s, j.start_s, 1.1 * kBlock_s);
  }
  EXPECT_GE(seen, 10);
}

TEST(Jamming, AStrongBarrageIsMeasuredWithinHalfADecibel) {
  for (const double truth_db : {3.0, 10.0}) {
    Stand stand(3);
    JammerConfig j = jammer(JammerWave::kBarrage, power_of_j_to_n(truth_db, kRate_hz));
    j.bandwidth_hz = kRate_hz;
    j.start_s = 4.5 * kBlock_s;
    stand.config.jammers.push_back(j);
    const auto said = stand.watch(6);
    ASSERT_EQ(said[4].size(), 1U);
    EXPECT_NEAR(said[4][0].first_s, j.start_s, 0.011);
    ASSERT_EQ(said[5].size(), 1U) << truth_db;
    EXPECT_EQ(said[5][0].kind, JammingKind::kBarrage) << reasons(said[5][0]);
    EXPECT_NEAR(said[5][0].j_to_n_db, truth_db, 0.7);
    EXPECT_GT(said[5][0].confidence, 0.9F);
    EXPECT_EQ(said[5][0].model_hash.size(), 64U);
  }
}

struct Case {
  JammerWave wave;
  JammingKind kind;
  double j_to_s_db;  ///< over the cell's own power
};

TEST(Jamming, WavesAreCalledByTheirKind) {
  // The loaded cell: 72 elements of -40 dBFS, at 70 % load about -22.5 dBFS.
  for (const Case& c : {Case{JammerWave::kTone, JammingKind::kTone, -10.0},
                        Case{JammerWave::kMultitone, JammingKind::kMultitone, 0.0},
                        Case{JammerWave::kSweep, JammingKind::kSweep, 0.0},
                        Case{JammerWave::kPulse, JammingKind::kPulse, 12.0}}) {
    Stand stand(11);
    JammerConfig j = jammer(c.wave, -22.5 + c.j_to_s_db);
    j.bandwidth_hz = c.wave == JammerWave::kMultitone ? 0.7e6 : 0.9e6;
    j.period_s = c.wave == JammerWave::kPulse ? 730e-6 : 97e-6;
    j.duty = 0.12;
    j.tones = 7;
    if (c.wave == JammerWave::kTone) j.frequency_hz += 123.4e3;
    stand.config.jammers.push_back(j);
    const auto said = stand.watch(1);
    ASSERT_EQ(said[0].size(), 1U) << static_cast<int>(c.wave);
    const JammingEvidence& e = said[0][0];
    EXPECT_EQ(e.kind, c.kind) << static_cast<int>(c.wave) << " " << reasons(e);
    EXPECT_NEAR(e.power_dbfs, j.power_dbfs, 2.0) << static_cast<int>(c.wave);
    if (c.wave == JammerWave::kTone) {
      EXPECT_NEAR(e.centre_hz, j.frequency_hz, 2e3);
    }
    if (c.wave == JammerWave::kSweep) {
      EXPECT_NEAR(*e.period_s, j.period_s, 2e-6);
      EXPECT_NEAR(*e.sweep_hz_per_s, j.bandwidth_hz / j.period_s, 0.25 * j.bandwidth_hz / j.period_s);
      EXPECT_NEAR(e.bandwidth_hz, j.bandwidth_hz, 0.2 * j.bandwidth_hz);
    }
    if (c.wave == JammerWave::kPulse) {
      EXPECT_NEAR(*e.period_s, j.period_s, 10e-6);
      EXPECT_NEAR(e.duty, j.duty, 0.04);
    }
  }
}

TEST(Jamming, ANeighbourThatIsNotDecodedIsNoJammer) {
  Stand stand(21);
  auto neighbour = stand.config.cells[0];
  neighbour.cell.pci = static_cast<std::uint16_t>(neighbour.cell.pci + 7);
  neighbour.delay_s += 2.3e-3;  // out of step: its symbols lie on the empty elements beside our PSS and SSS
  neighbour.rsrp_dbfs -= 6.0;
  stand.config.cells.push_back(neighbour);
  for (const auto& block : stand.watch(4)) EXPECT_TRUE(block.empty()) << reasons(block[0]);
}

TEST(Jamming, ACellThatDrownsIsVotedJammedAndOneThatFallsSilentIsNot) {
  Stand drowned(31);
  JammerConfig j = jammer(JammerWave::kBarrage, -10.0);
  j.start_s = 4.0 * kBlock_s;
  drowned.config.jammers.push_back(j);
  const auto said = drowned.watch(6, false);
  ASSERT_EQ(said[5].size(), 1U);
  EXPECT_GT(said[5][0].confidence, 0.8F) << reasons(said[5][0]);

  Stand silent(31);
  silent.config.cells[0].rsrp_dbfs = -120.0;  // never really there: its blocks hold noise alone
  for (const auto& block : silent.watch(6, false)) EXPECT_TRUE(block.empty());
}

IqBlock block_of(const std::vector<cf32>& samples, double rate_hz, double centre_hz) {
  IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = rate_hz;
  block.centre_hz = centre_hz;
  return block;
}

/// The anchor's "chirp and 10 % pulses at +3 dB per bin": mean J/N over the swept bins, no cell needed.
TEST(Jamming, ChirpsAndPulsesInANavigationBandAreSeenAtThreeDecibels) {
  constexpr double kL1_hz = 1575.42e6;
  constexpr double kSpan_hz = 4e6;
  for (const JammerWave wave : {JammerWave::kSweep, JammerWave::kPulse}) {
    synth::SceneConfig config;
    config.noise_dbfs_per_hz = kNoisePerHz_db;
    JammerConfig j = jammer(wave, 0.0);
    j.frequency_hz = kL1_hz;
    j.bandwidth_hz = 3e6;
    j.duty = 0.1;
    j.period_s = wave == JammerWave::kPulse ? 1.1e-3 : 40e-6;
    const double mean_over_on_db = wave == JammerWave::kPulse ? 10.0 : 0.0;
    j.power_dbfs = power_of_j_to_n(3.0 + mean_over_on_db, j.bandwidth_hz);
    std::vector<cf32> samples(static_cast<std::size_t>(0.1 * kSpan_hz));
    synth::Scene(config).render(kL1_hz, kSpan_hz, 0, samples);
    EXPECT_TRUE(JammingDetector().look(block_of(samples, kSpan_hz, kL1_hz), {}).empty());
    config.jammers.push_back(j);
    synth::Scene(config).render(kL1_hz, kSpan_hz, 0, samples);
    const auto said = JammingDetector().look(block_of(samples, kSpan_hz, kL1_hz), {});
    ASSERT_EQ(said.size(), 1U) << static_cast<int>(wave);
    EXPECT_EQ(said[0].kind, wave == JammerWave::kPulse ? JammingKind::kPulse : JammingKind::kSweep);
  }
}

TEST(Jamming, AnUplinkWhoseFloorRisesForThreeBlocksIsReported) {
  constexpr double kUplink_hz = 900e6;
  JammingDetector detector;
  std::vector<cf32> samples(static_cast<std::size_t>(0.05 * kRate_hz));
  for (int i = 0; i < 10; ++i) {
    synth::SceneConfig config;
    config.seed = static_cast<std::uint64_t>(i);
    config.noise_dbfs_per_hz = kNoisePerHz_db + (i < 6 ? 0.0 : 6.0);
    synth::Scene(config).render(kUplink_hz, kRate_hz, 0, samples);
    const auto said = detector.look(block_of(samples, kRate_hz, kUplink_hz), {});
    EXPECT_EQ(said.size(), i < 8 ? 0U : 1U) << i;
    if (!said.empty()) {
      EXPECT_NEAR(said[0].j_to_n_db, 4.7, 1.0);
    }
  }
}

}  // namespace
}  // namespace sb::dsp
