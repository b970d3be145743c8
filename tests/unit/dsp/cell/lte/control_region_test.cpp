#include "dsp/cell/lte/control_region.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "dsp/cell/lte/pcfich.hpp"

namespace sb::dsp::lte {
namespace {

ControlLayout layout_of(int n_prb, int ports, PhichResource resource) {
  ControlLayout layout;
  layout.pci = 88;
  layout.n_prb = n_prb;
  layout.ports = ports;
  layout.phich_resource = resource;
  return layout;
}

std::size_t groups(const ControlLayout& layout, int symbols) {
  return pdcch_elements(layout, symbols).size() / 4;
}

// By hand, 50 PRB: symbol 0 has 100 groups, symbols 1 and 2 have 150 (100 in symbol 1 with four ports).
// PCFICH takes 4; PHICH with N_g = 1/6 takes 3 ceil(50/48) = 6, with N_g = 2 takes 3 ceil(100/8) = 39.
TEST(ControlRegion, CountsGroupsByHand) {
  EXPECT_EQ(groups(layout_of(50, 2, PhichResource::kSixth), 1), 90U);
  EXPECT_EQ(groups(layout_of(50, 2, PhichResource::kSixth), 2), 240U);
  EXPECT_EQ(groups(layout_of(50, 1, PhichResource::kTwo), 3), 100U - 4 - 39 + 300);
  EXPECT_EQ(groups(layout_of(50, 4, PhichResource::kSixth), 2), 190U);
  // 6 PRB, CFI 3, four symbols: 12 - 4 - 3 + 3 x 18; extended prefix has references in the fourth: 12.
  auto narrow = layout_of(6, 1, PhichResource::kOne);
  EXPECT_EQ(control_symbols(6, 3), 4);
  EXPECT_EQ(groups(narrow, 4), 12U - 4 - 3 + 54);
  narrow.cyclic_prefix = CyclicPrefix::kExtended;
  EXPECT_EQ(groups(narrow, 4), 12U - 4 - 3 + 36 + 12);
}

TEST(ControlRegion, PhichFactorOfTdd) {
  auto layout = layout_of(100, 2, PhichResource::kOne);  // 13 units, 39 groups
  layout.phich_factor = 0;
  EXPECT_EQ(groups(layout, 1), 196U);
  layout.phich_factor = 2;
  EXPECT_EQ(groups(layout, 1), 196U - 78);
}

TEST(ControlRegion, ExtendedPhichSpreadsOverThreeSymbols) {
  auto layout = layout_of(100, 2, PhichResource::kOne);
  layout.phich_duration = PhichDuration::kExtended;
  EXPECT_TRUE(pdcch_elements(layout, 2).empty());
  EXPECT_EQ(groups(layout, 3), 200U - 4 + 600 - 39);
}

TEST(ControlRegion, NoElementIsUsedTwiceOrIsAReference) {
  for (const int n_prb : {6, 15, 25, 50, 75, 100}) {
    for (const int pci : {0, 41, 166, 503}) {
      auto layout = layout_of(n_prb, 4, PhichResource::kHalf);
      layout.pci = static_cast<std::uint16_t>(pci);
      auto elements = pdcch_elements(layout, max_control_symbols(n_prb));
      const auto pcfich = pcfich_elements(layout);
      EXPECT_EQ(pcfich.size(), 16U);
      elements.insert(elements.end(), pcfich.begin(), pcfich.end());
      const std::set<ReIndex> unique(elements.begin(), elements.end());
      EXPECT_EQ(unique.size(), elements.size());
      for (const auto at : unique) {
        const int symbol = at / (12 * n_prb);
        const int k = at % (12 * n_prb);
        EXPECT_FALSE(symbol < 2 && k % 3 == pci % 3);
      }
    }
  }
}

TEST(Pcfich, RanksByTheStandardsCodeWords) {
  // TS 36.212 table 5.3.4-1, rows CFI 1, 2, 3.
  constexpr const char* kRows[] = {"01101101101101101101101101101101", "10110110110110110110110110110110",
                                   "11011011011011011011011011011011"};
  for (int cfi = 1; cfi <= 3; ++cfi) {
    std::array<float, kPcfichBits> soft{};
    for (std::size_t i = 0; i < soft.size(); ++i) soft[i] = kRows[cfi - 1][i] == '1' ? -1.0F : 1.0F;
    EXPECT_EQ(rank_cfi(soft)[0], cfi);
  }
}

}  // namespace
}  // namespace sb::dsp::lte
