#include "dsp/synth/lte_cell.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/crs.hpp"
#include "dsp/synth/lte_control.hpp"
#include "dsp/synth/lte_frame_structure.hpp"

namespace sb::dsp::synth {
namespace {

lte::CellSync perfect_sync(const LteCellConfig& c) {
  lte::CellSync sync;
  sync.pci = c.pci;
  sync.cyclic_prefix = c.cp;
  sync.duplex = c.duplex;
  return sync;
}

double energy(const LteGrid& grid, int symbol, int subcarrier) {
  double sum = 0.0;
  for (int port = 0; port < grid.ports; ++port) sum += std::norm(grid.at(port, symbol, subcarrier));
  return sum;
}

int count(const LteGrid& grid, LteChannel channel) {
  return static_cast<int>(std::count(grid.channel.begin(), grid.channel.end(), channel));
}

using Shape = std::tuple<int, int, CyclicPrefix, Duplex>;

class EveryShape : public ::testing::TestWithParam<Shape> {
 protected:
  static LteCellConfig config() {
    LteCellConfig c;
    const auto [n_prb, ports, cp, duplex] = GetParam();
    c.pci = 301;
    c.bandwidth_prb = static_cast<std::uint16_t>(n_prb);
    c.ports = static_cast<std::uint8_t>(ports);
    c.cp = cp;
    c.duplex = duplex;
    c.tdd_special = cp == CyclicPrefix::kNormal ? 7 : 5;
    c.load = 0.6;
    return c;
  }
};

// What a receiver of the standard's own numbers must find in samples: reference symbols of port 0 at
// amplitude 1.
TEST_P(EveryShape, ReferenceSymbolsAreTonesOfAmplitudeOne) {
  LteCellConfig c = config();
  c.port_gain = {cf32{1.0F, 0.0F}, {}, {}, {}};
  LteCell cell(c);
  std::vector<cf32> samples(static_cast<std::size_t>(cell.frame_samples()));
  cell.frame(3, samples);
  lte::CellStream stream(samples, cell.fft_size(), c.bandwidth_prb, perfect_sync(c));
  const lte::CrsTable crs(c.pci, c.cp, c.bandwidth_prb);
  lte::SubframeGrid grid;
  ASSERT_TRUE(stream.read(0, 0, grid));
  for (const auto& symbol : crs.symbols(0, 0)) {
    for (std::size_t i = 0; i < symbol.value.size(); ++i) {
      const auto k = static_cast<std::size_t>(symbol.first_subcarrier) + 6 * i;
      EXPECT_LT(std::abs(grid.symbol(symbol.symbol)[k] - symbol.value[i]), 1e-3F);
    }
  }
}

TEST_P(EveryShape, ChannelsHaveTheirSizesAndEnergy) {
  const LteCellConfig c = config();
  LteCell cell(c);
  LteGrid grid;
  cell.grid(0, 0, grid);
  EXPECT_EQ(count(grid, LteChannel::kPbch), c.cp == CyclicPrefix::kNormal ? 240 : 216);
  EXPECT_EQ(count(grid, LteChannel::kPcfich), 16);
  EXPECT_EQ(count(grid, LteChannel::kSss), 62);
  EXPECT_EQ(count(grid, LteChannel::kPss), c.duplex == Duplex::kFdd ? 62 : 0);
  cell.grid(0, 5, grid);
  EXPECT_GT(2 * count(grid, LteChannel::kSib1), 168 * 2);  // 168 bits at a code rate below 1/2
  EXPECT_GE(count(grid, LteChannel::kPdcch), 4 * 36);
  double qpsk = 0.0;
  for (int l = 0; l < grid.symbols; ++l) {
    for (int k = 0; k < grid.subcarriers; ++k) {
      const auto owner = grid.owner(l, k);
      if (owner == LteChannel::kSib1 || owner == LteChannel::kPdcch)
        qpsk = std::max(qpsk, std::abs(energy(grid, l, k) - 1.0));
      if (owner == LteChannel::kNothing || owner == LteChannel::kReserved) {
        EXPECT_EQ(energy(grid, l, k), 0.0);
      }
    }
  }
  EXPECT_LT(qpsk, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Lte, EveryShape,
                         ::testing::Combine(::testing::Values(6, 15, 25, 50, 75, 100),
                                            ::testing::Values(1, 2, 4),
                                            ::testing::Values(CyclicPrefix::kNormal, CyclicPrefix::kExtended),
                                            ::testing::Values(Duplex::kFdd, Duplex::kTdd)));

TEST(LteCell, GrantsOfEveryKindFitEveryBandwidth) {
  for (const int n_prb : {6, 15, 25, 50, 75, 100}) {
    for (const auto grant : {SiGrant::k1ALocalised, SiGrant::k1ADistributed, SiGrant::k1C}) {
      LteCellConfig c;
      c.bandwidth_prb = static_cast<std::uint16_t>(n_prb);
      c.si_grant = grant;
      c.plmns.assign(6, {452, 4, 2});
      for (int pci = 0; pci < 504; pci += 71) {
        c.pci = static_cast<std::uint16_t>(pci);
        EXPECT_NO_THROW(LteCell{c}) << n_prb << ' ' << pci;
      }
    }
  }
}

// TS 36.211 table 4.2-2, configuration 2: D S U D D D S U D D; special 7 has ten symbols downlink.
TEST(LteCell, UplinkAndGuardAreSilent) {
  LteCellConfig c;
  c.duplex = Duplex::kTdd;
  c.load = 1.0;
  LteCell cell(c);
  LteGrid grid;
  const auto last_used = [&](int subframe) {
    cell.grid(0, subframe, grid);
    int last = 0;
    for (int l = 0; l < grid.symbols; ++l) {
      for (int k = 0; k < grid.subcarriers; ++k) {
        if (energy(grid, l, k) > 0.0) last = l + 1;
      }
    }
    return last;
  };
  EXPECT_EQ(last_used(0), 14);
  EXPECT_EQ(last_used(1), 10);
  EXPECT_EQ(last_used(2), 0);
  EXPECT_EQ(last_used(6), 10);
  EXPECT_EQ(last_used(7), 0);
  EXPECT_EQ(last_used(9), 14);
}

// TS 36.331 §5.2.1.2: SIB1 in subframe 5 of even frames only.
TEST(LteCell, Sib1IsInSubframeFiveOfEvenFrames) {
  LteCellConfig c;
  c.sfn_at_zero = 1021;
  LteCell cell(c);
  LteGrid grid;
  for (const std::int64_t frame : {-3, 0, 1, 2, 3, 4}) {  // SFN 1018, 1021, 1022, 1023, 0, 1
    for (int subframe = 0; subframe < 10; ++subframe) {
      cell.grid(frame, subframe, grid);
      const bool expected = subframe == 5 && (frame + 1021) % 2 == 0;
      EXPECT_EQ(count(grid, LteChannel::kSib1) > 0, expected) << frame << ' ' << subframe;
    }
  }
}

TEST(LteCell, LoadIsTheShareOfLoadedElements) {
  for (const double load : {0.0, 0.3, 1.0}) {
    LteCellConfig c;
    c.bandwidth_prb = 100;
    c.load = load;
    LteCell cell(c);
    LteGrid grid;
    double loaded = 0.0;
    double free = 0.0;
    double power = 0.0;
    for (int subframe = 1; subframe < 5; ++subframe) {
      cell.grid(7, subframe, grid);
      for (int l = 3; l < grid.symbols; ++l) {
        for (int k = 0; k < grid.subcarriers; ++k) {
          loaded += grid.owner(l, k) == LteChannel::kData;
          free += grid.owner(l, k) == LteChannel::kNothing;
          if (grid.owner(l, k) == LteChannel::kData) power += energy(grid, l, k);
        }
      }
    }
    EXPECT_NEAR(loaded / (loaded + free), load, 0.08);
    if (load > 0.0) {
      EXPECT_NEAR(power / loaded, 1.0, 0.02);
    }
  }
}

TEST(LteCell, FramesAreFunctionsOfTheirNumberAndTheSeed) {
  LteCellConfig c;
  c.bandwidth_prb = 6;
  LteCell a(c);
  LteCell b(c);
  c.seed = 2;
  LteCell other(c);
  std::vector<cf32> x(static_cast<std::size_t>(a.frame_samples()));
  auto y = x;
  auto z = x;
  a.frame(9, x);
  for (const std::int64_t frame : {4, 10, 9}) b.frame(frame, y);
  other.frame(9, z);
  EXPECT_EQ(x, y);
  EXPECT_NE(x, z);
}

// With an extended PHICH the region has three symbols and its PHICH lie in all of them (§6.9.3).
TEST(LteCell, ExtendedPhichSpreadsOverThreeSymbols) {
  LteCellConfig c;
  c.phich_duration = PhichDuration::kExtended;
  c.cfi = 1;
  c.phich_load = 1.0;
  LteCell cell(c);
  LteGrid grid;
  cell.grid(0, 3, grid);
  std::set<int> symbols;
  for (int l = 0; l < grid.symbols; ++l) {
    for (int k = 0; k < grid.subcarriers; ++k) {
      if (grid.owner(l, k) == LteChannel::kPhich) symbols.insert(l);
    }
  }
  EXPECT_EQ(symbols, (std::set<int>{0, 1, 2}));
  EXPECT_EQ(count(grid, LteChannel::kPhich), 7 * 12);  // N_g = 1: ceil(50 / 8) groups
}

// Table 6.9-1 times ceil(N_g N / 8), twice as many with the extended prefix.
TEST(LteControl, PhichGroups) {
  LteCellConfig c;
  c.bandwidth_prb = 100;
  c.phich_resource = PhichResource::kSixth;
  EXPECT_EQ(phich_groups(c, 0), 3);
  c.cp = CyclicPrefix::kExtended;
  c.phich_resource = PhichResource::kTwo;
  EXPECT_EQ(phich_groups(c, 0), 50);
  c.cp = CyclicPrefix::kNormal;
  c.duplex = Duplex::kTdd;
  c.tdd_config = 0;
  EXPECT_EQ(phich_groups(c, 5), 50);
  EXPECT_EQ(phich_groups(c, 6), 25);
  c.tdd_config = 2;
  EXPECT_EQ(phich_groups(c, 5), 0);
}

TEST(LteCell, BrokenConfigurationsAreRefused) {
  const auto refused = [](auto change) {
    LteCellConfig c;
    change(c);
    EXPECT_THROW(LteCell{c}, std::invalid_argument);
  };
  refused([](LteCellConfig& c) { c.pci = 504; });
  refused([](LteCellConfig& c) { c.bandwidth_prb = 20; });
  refused([](LteCellConfig& c) { c.ports = 3; });
  refused([](LteCellConfig& c) { c.cfi = 4; });
  refused([](LteCellConfig& c) { c.load = 1.5; });
  refused([](LteCellConfig& c) { c.sfn_at_zero = 1024; });
  refused([](LteCellConfig& c) { c.tdd_config = 7; });
  refused([](LteCellConfig& c) {
    c.bandwidth_prb = 6;  // one symbol of control region has no room for four elements
    c.cfi = 1;
  });
}

}  // namespace
}  // namespace sb::dsp::synth
