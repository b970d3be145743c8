// What the search promises: how well it measures, how weak a cell it finds, and how rarely it invents one.
#include "dsp/cell/lte/carrier_search.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/core/mixer.hpp"
#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/scene.hpp"
#include "tests/support/binomial_bound.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kRate = 1.92e6;
constexpr double kRsrpDbfs = -40.0;

synth::SceneCell cell(std::uint16_t pci, double delay_s = 0.0) {
  synth::SceneCell c;
  c.cell.pci = pci;
  c.cell.bandwidth_prb = 6;
  c.cell.ports = 1;
  c.cell.load = 0.6;
  c.cell.seed = pci + 1U;
  c.rsrp_dbfs = kRsrpDbfs;
  c.delay_s = delay_s;
  return c;
}

/// SNR of a reference element: noise in one subcarrier's 15 kHz.
std::vector<cf32> render(std::vector<synth::SceneCell> cells, double snr_db, double seconds,
                         std::uint64_t seed) {
  synth::SceneConfig scene;
  scene.cells = std::move(cells);
  scene.noise_dbfs_per_hz = kRsrpDbfs - snr_db - 10.0 * std::log10(15e3);
  scene.seed = seed;
  std::vector<cf32> samples(static_cast<std::size_t>(seconds * kRate));
  synth::Scene(scene).render(0.0, kRate, 0, samples);
  return samples;
}

SearchRange within(double hz) {
  SearchRange range;
  range.low_cfo_hz = -hz;
  range.high_cfo_hz = hz;
  return range;
}

std::vector<FoundCell> search(std::span<const cf32> samples, const SearchRange& range) {
  SearchSpectra spectra(samples, kRate, {}, 1.0);
  CarrierSearch carrier(spectra);
  auto found = carrier.search(0, range, false, 32);
  std::erase_if(found, [](const FoundCell& f) { return f.proof == Proof::kNone; });
  return found;
}

const FoundCell* find(const std::vector<FoundCell>& found, int pci) {
  const auto it = std::ranges::find_if(found, [&](const FoundCell& f) { return f.check.sync.pci == pci; });
  return it == found.end() ? nullptr : &*it;
}

struct Accuracy {
  double snr_db;
  double time_samples;
  double offset_hz;
  double clock_ppm;
  double level_db;
};

class SearchAccuracy : public testing::TestWithParam<Accuracy> {};

// Offset and clock are drawn apart: the receiver's LO and its sampling clock need not come from one crystal.
TEST_P(SearchAccuracy, TimeOffsetClockAndLevel) {
  const Accuracy limit = GetParam();
  synth::CounterRandom draw(17);
  for (int trial = 0; trial < 12; ++trial) {
    auto c = cell(static_cast<std::uint16_t>(draw.next() % 504), draw.uniform() * 10e-3);
    c.cfo_hz = (draw.uniform() - 0.5) * 110e3;
    c.clock_ppm = (draw.uniform() - 0.5) * 120.0;
    const auto samples = render({c}, limit.snr_db, 80e-3, static_cast<std::uint64_t>(trial));
    const auto found = search(samples, within(60e3));
    ASSERT_EQ(found.size(), 1U) << "trial " << trial;
    const CellSync& sync = found[0].check.sync;
    EXPECT_EQ(sync.pci, c.cell.pci);
    EXPECT_EQ(sync.duplex, Duplex::kFdd);
    EXPECT_EQ(sync.cyclic_prefix, CyclicPrefix::kNormal);
    const double late =
        std::remainder(sync.frame_start_s - c.delay_s, kFrameSeconds * (1.0 + c.clock_ppm * 1e-6));
    EXPECT_LT(std::abs(late) * kRate, limit.time_samples);
    EXPECT_LT(std::abs(sync.cfo_hz - c.cfo_hz), limit.offset_hz);
    EXPECT_LT(std::abs(sync.sample_clock_ppm - c.clock_ppm), limit.clock_ppm);
    EXPECT_NEAR(10.0 * std::log10(static_cast<double>(found[0].check.rsrp)), kRsrpDbfs, limit.level_db);
    if (limit.snr_db < 20.0) {
      EXPECT_NEAR(static_cast<double>(found[0].check.snr_db), limit.snr_db, limit.level_db);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Snr, SearchAccuracy,
                         testing::Values(Accuracy{25.0, 0.3, 8.0, 2.5, 0.5},
                                         Accuracy{0.0, 0.35, 15.0, 3.5, 0.7},
                                         Accuracy{-8.0, 0.7, 60.0, 6.0, 1.5}));

TEST(CarrierSearch, TellsDuplexAndPrefixApart) {
  for (const Duplex duplex : {Duplex::kFdd, Duplex::kTdd}) {
    for (const CyclicPrefix cp : {CyclicPrefix::kNormal, CyclicPrefix::kExtended}) {
      for (const std::uint16_t pci : std::initializer_list<std::uint16_t>{0, 100, 503}) {
        auto c = cell(pci, 4.321e-3);
        c.cell.duplex = duplex;
        c.cell.cp = cp;
        if (cp == CyclicPrefix::kExtended) c.cell.tdd_special = 5;
        const auto found = search(render({c}, 5.0, 60e-3, pci), within(20e3));
        ASSERT_EQ(found.size(), 1U) << pci;
        EXPECT_EQ(found[0].check.sync.pci, pci);
        EXPECT_EQ(found[0].check.sync.duplex, duplex);
        EXPECT_EQ(found[0].check.sync.cyclic_prefix, cp);
      }
    }
  }
}

// 277 and 271 share their PSS. Co-sited sectors arrive within a sample of each other; peers report one of
// them at best.
TEST(CarrierSearch, TwoCellsOfOneNid2ThatArriveTogether) {
  constexpr int kTrials = 30;
  int both = 0;
  synth::CounterRandom draw(5);
  for (int trial = 0; trial < kTrials; ++trial) {
    auto strong = cell(277, 2e-3);
    auto weak = cell(271, 2e-3 + draw.uniform() * 1e-6);
    weak.rsrp_dbfs -= 6.0;
    strong.cell.seed = static_cast<std::uint64_t>(trial);
    strong.cfo_hz = weak.cfo_hz = 35231.0;
    const auto found =
        search(render({strong, weak}, 15.0, 80e-3, static_cast<std::uint64_t>(trial)), within(60e3));
    both += find(found, 277) != nullptr && find(found, 271) != nullptr ? 1 : 0;
    EXPECT_EQ(found.size(), 2U) << "trial " << trial;
  }
  EXPECT_GE(both, kTrials - 1);
}

// Both cells carry data in 60 % of their blocks. 16 dB below is reached only under a nearly idle cell: data
// must be cancelled to go deeper.
TEST(CarrierSearch, WeakCellUnderAStrongOne) {
  for (const double below_db : {6.0, 10.0, 13.0}) {
    auto strong = cell(88, 1e-3);
    auto weak = cell(257, 1e-3 + 2111.7e-6);
    weak.rsrp_dbfs -= below_db;
    const auto found = search(render({strong, weak}, 25.0, 80e-3, 3), within(60e3));
    EXPECT_NE(find(found, 88), nullptr);
    EXPECT_NE(find(found, 257), nullptr) << below_db << " dB below";
    EXPECT_EQ(found.size(), 2U);
  }
}

// One rendered cell, another stretch of it, another offset and other noise in every trial: 20 ms at -6 dB a
// reference element.
TEST(CarrierSearch, DetectionIn20msAtMinus6dB) {
  constexpr int kTrials = 1000;
  constexpr std::size_t kLength = 38400;
  const auto clean = render({cell(301)}, 120.0, 0.5, 1);
  const auto sigma =
      static_cast<float>(std::pow(10.0, (kRsrpDbfs + 6.0) / 20.0) * std::sqrt(kRate / 15e3 / 2.0));
  std::mt19937 random(7);
  std::normal_distribution<float> noise(0.0F, sigma);
  int missed = 0;
  int wrong = 0;
  std::vector<cf32> samples(kLength);
  for (int trial = 0; trial < kTrials; ++trial) {
    const std::size_t at = random() % (clean.size() - kLength);
    mix(std::span(clean).subspan(at, kLength), (static_cast<double>(random() % 6000) - 3000.0) / kRate, {},
        samples);
    for (cf32& x : samples) x += cf32{noise(random), noise(random)};
    const auto found = search(samples, within(4e3));
    missed += find(found, 301) == nullptr ? 1 : 0;
    wrong += static_cast<int>(
        std::ranges::count_if(found, [](const FoundCell& f) { return f.check.sync.pci != 301; }));
  }
  EXPECT_LT(tests::upper_bound(missed, kTrials), 0.02) << missed << " missed";
  EXPECT_EQ(wrong, 0);
}

// The thresholds allow one false cell in 1e9 candidates of noise; what a thousand trials can show is that
// none came.
TEST(CarrierSearch, NoCellInAThousandCapturesOfNoise) {
  constexpr int kTrials = 1000;
  std::mt19937 random(11);
  std::normal_distribution<float> noise(0.0F, 0.1F);
  std::vector<cf32> samples(38400);
  int proved = 0;
  int suspected = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    for (cf32& x : samples) x = {noise(random), noise(random)};
    SearchSpectra spectra(samples, kRate, {}, 1.0);
    CarrierSearch carrier(spectra);
    for (const FoundCell& f : carrier.search(0, within(20e3), false, 32))
      ++(f.proof == Proof::kNone ? suspected : proved);
  }
  EXPECT_EQ(proved, 0);
  EXPECT_LT(tests::upper_bound(proved, kTrials), 0.005);
  EXPECT_LT(tests::upper_bound(suspected, kTrials), 0.01) << "each costs the time of a MIB decoder";
}

// A strong cell's own signals make peaks that never average out (cellular.md §0.2); none of them may become a
// cell.
TEST(CarrierSearch, StrongCellsMakeNoGhosts) {
  constexpr int kTrials = 100;
  synth::CounterRandom draw(23);
  int ghosts = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    auto c = cell(static_cast<std::uint16_t>(draw.next() % 504), draw.uniform() * 10e-3);
    c.cell.load = draw.uniform();
    c.cell.ports = draw.next() % 2 == 0 ? 1 : 2;
    c.cell.duplex = draw.next() % 3 == 0 ? Duplex::kTdd : Duplex::kFdd;
    c.cfo_hz = (draw.uniform() - 0.5) * 100e3;
    const auto found = search(render({c}, 30.0, 60e-3, static_cast<std::uint64_t>(trial)), within(60e3));
    EXPECT_NE(find(found, c.cell.pci), nullptr) << "trial " << trial;
    ghosts += static_cast<int>(
        std::ranges::count_if(found, [&](const FoundCell& f) { return f.check.sync.pci != c.cell.pci; }));
  }
  EXPECT_EQ(ghosts, 0);
}

}  // namespace
}  // namespace sb::dsp::lte
