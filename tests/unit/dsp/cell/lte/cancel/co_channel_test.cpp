// Cells under a cell: found, read, and none invented. docs/performance/lte-cochannel.md has the table.
#include "dsp/cell/lte/cancel/co_channel.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/cell/lte/receiver.hpp"
#include "tests/support/binomial_bound.hpp"
#include "tests/support/co_channel_scene.hpp"

namespace sb::dsp::lte {
namespace {

std::vector<CellEvidence> scan(std::span<const cf32> samples, double rate_hz) {
  ReceiverOptions options;
  options.max_cfo_hz = 5e3;
  IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = rate_hz;
  return Receiver(options).scan(block);
}

struct Beneath {
  std::uint16_t weak_pci;  ///< 257: another N_ID_2 than 88; 274: the same, and the same reference comb
  bool synchronous;
  double load;
};

class CellsBeneath : public testing::TestWithParam<Beneath> {};

// The table's claim at its short form: -20 dB to the identity, -12 dB to SIB1.
TEST_P(CellsBeneath, AreFoundAndRead) {
  constexpr int kTrials = 8;
  tests::CoChannelSetup setup;
  setup.weak_pci = GetParam().weak_pci;
  setup.synchronous = GetParam().synchronous;
  setup.load = GetParam().load;
  const tests::CoChannelScene scene(setup);
  for (const double below_db : {12.0, 20.0}) {
    int found = 0;
    int read = 0;
    for (std::uint64_t seed = 0; seed < kTrials; ++seed) {
      const auto cells = scan(scene.draw(below_db, seed), setup.rate_hz);
      for (const CellEvidence& cell : cells) {
        EXPECT_TRUE(cell.physical_id == setup.weak_pci || cell.physical_id == setup.strong_pci)
            << "ghost " << cell.physical_id;
        if (cell.physical_id != setup.weak_pci) continue;
        ++found;
        read += cell.level == DecodeLevel::kSystemInformation ? 1 : 0;
        EXPECT_EQ(cell.under_id, setup.strong_pci);
        EXPECT_NEAR(static_cast<double>(cell.under_db), below_db, 2.5);
      }
    }
    EXPECT_GE(found, kTrials - 1) << below_db;
    if (below_db <= 12.0) {
      EXPECT_GE(read, kTrials - 1) << below_db;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scenes, CellsBeneath,
                         testing::Values(Beneath{257, false, 0.6}, Beneath{274, false, 0.6},
                                         Beneath{257, true, 0.6}, Beneath{274, true, 0.0}));

// What an imperfect removal leaves must not become a cell: a strong cell alone, its removal and the search of
// what is left, a thousand times.
TEST(CoChannel, NoGhostInAThousandResiduals) {
  constexpr int kTrials = 1000;
  tests::CoChannelSetup setup;
  setup.seconds = 0.03;
  setup.snr_db = 30.0;
  setup.load = 0.6;
  const tests::CoChannelScene scene(setup);
  int removed = 0;
  int ghosts = 0;
  for (std::uint64_t seed = 0; seed < kTrials; ++seed) {
    const auto samples = scene.draw_alone(seed);
    SearchSpectra spectra(samples, setup.rate_hz, {}, 1.0);
    CarrierSearch search(spectra);
    SearchRange range;
    range.low_cfo_hz = -2.5e3;
    range.high_cfo_hz = 2.5e3;
    range.low_clock_ppm = -5.0;
    range.high_clock_ppm = 5.0;
    auto found = search.search(0, range, true, 32, false);
    const auto carrier = search_co_channel(samples, std::move(found));
    removed += carrier.removed > 0 ? 1 : 0;
    ghosts += static_cast<int>(std::ranges::count_if(carrier.cells, [&](const CoChannelCell& c) {
      return c.cell.check.sync.pci != setup.strong_pci && (c.mib || c.cell.proof == Proof::kFull);
    }));
  }
  EXPECT_GT(removed, kTrials * 9 / 10);
  EXPECT_EQ(ghosts, 0);
  EXPECT_LT(tests::upper_bound(ghosts, kTrials), 0.005);
}

TEST(CoChannel, NothingIsDoneWhereNothingIsProven) {
  const std::vector<cf32> silence(38400);
  const auto carrier = search_co_channel(silence, {});
  EXPECT_TRUE(carrier.cells.empty());
  EXPECT_EQ(carrier.removed, 0);
}

}  // namespace
}  // namespace sb::dsp::lte
