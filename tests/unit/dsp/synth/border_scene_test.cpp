#include "dsp/synth/border_scene.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "models/bandplan/lte_bands.hpp"

namespace sb::dsp::synth {
namespace {

const SceneCell* heard(const SceneConfig& scene, const BorderCell& cell) {
  for (const SceneCell& candidate : scene.cells) {
    if (candidate.cell.cell_identity == cell.cell_identity && candidate.frequency_hz == cell.frequency_hz)
      return &candidate;
  }
  return nullptr;
}

TEST(BorderScene, FrequenciesAreTheirEarfcnsAndEverythingDiffers) {
  std::set<std::uint32_t> identities;
  std::set<std::uint16_t> pcis;
  for (const BorderCell& cell : border_cells()) {
    EXPECT_EQ(models::lte_frequency_hz(cell.earfcn), cell.frequency_hz);
    ASSERT_NE(models::lte_band_of(cell.earfcn), nullptr);
    EXPECT_EQ(models::lte_band_of(cell.earfcn)->number, cell.band);
    EXPECT_TRUE(identities.insert(cell.cell_identity).second);
    EXPECT_TRUE(pcis.insert(cell.pci).second);
  }
}

// Licensed downlink blocks, MHz (facts/bands.csv).
TEST(BorderScene, LicensedCellsStayInTheirBlocks) {
  const std::multimap<std::string_view, std::pair<double, double>> blocks = {{"VNPT", {1805, 1825}},
                                                                             {"Viettel", {1825, 1845}},
                                                                             {"Viettel", {943.4, 951.7}},
                                                                             {"MobiFone", {1845, 1865}},
                                                                             {"China Unicom", {1830, 1860}}};
  for (const BorderCell& cell : border_cells()) {
    const double half_mhz = cell.bandwidth_prb * 0.1;
    const double centre = cell.frequency_hz / 1e6;
    const auto [first, last] = blocks.equal_range(cell.operator_name);
    EXPECT_TRUE(std::any_of(first, last, [&](const auto& block) {
      return block.second.first <= centre - half_mhz + 1e-6 &&
             centre + half_mhz <= block.second.second + 1e-6;
    })) << cell.operator_name;
  }
}

TEST(BorderScene, EveryNodeHearsWhatItShould) {
  const auto cells = border_cells();
  const auto of_role = [&](BorderRole role) {
    return *std::find_if(cells.begin(), cells.end(), [&](const BorderCell& c) { return c.role == role; });
  };
  const BorderCell foreign = of_role(BorderRole::kForeign);
  const BorderCell rogue = of_role(BorderRole::kFalse);
  EXPECT_EQ(models::to_string(foreign.plmn), "460-01");
  EXPECT_EQ(models::to_string(rogue.plmn), "452-04");
  EXPECT_EQ(rogue.cell_identity, 257U);
  EXPECT_EQ(rogue.tac, 1);
  EXPECT_EQ(rogue.pci, 1);
  EXPECT_EQ(rogue.bandwidth_prb, 25);

  const SceneConfig nodes[] = {border_scene(0, 1), border_scene(1, 1), border_scene(2, 1)};
  ASSERT_NE(heard(nodes[0], foreign), nullptr);
  ASSERT_NE(heard(nodes[1], foreign), nullptr);
  EXPECT_EQ(heard(nodes[2], foreign), nullptr);
  EXPECT_GT(heard(nodes[0], foreign)->rsrp_dbfs - heard(nodes[1], foreign)->rsrp_dbfs, 3.0);
  EXPECT_EQ(heard(nodes[0], rogue), nullptr);
  EXPECT_EQ(heard(nodes[1], rogue), nullptr);
  ASSERT_NE(heard(nodes[2], rogue), nullptr);
  for (const BorderCell& cell : cells) {
    if (cell.role != BorderRole::kDomestic) continue;
    for (const SceneConfig& node : nodes) EXPECT_NE(heard(node, cell), nullptr) << cell.operator_name;
    // The foreign cell lies under the domestic one whose channel it shares.
    const bool shares = std::abs(cell.frequency_hz - foreign.frequency_hz) < 6e6;
    for (int i = 0; shares && i < 2; ++i) {
      EXPECT_GT(heard(nodes[i], cell)->rsrp_dbfs, heard(nodes[i], foreign)->rsrp_dbfs + 3.0);
    }
  }
}

TEST(BorderScene, NothingClipsAndUnknownNodesAreRefused) {
  for (int node = 0; node < kBorderNodes; ++node) {
    Scene scene(border_scene(node, 5));
    for (const double centre : {1815e6, 1835e6, 1855e6, 947.5e6}) {
      std::vector<cf32> x(23040 * 2);
      scene.render(centre, 23.04e6, 0, x);
      double peak = 0.0;
      for (const cf32 v : x) peak = std::max(peak, static_cast<double>(std::abs(v)));
      EXPECT_LT(peak, 0.9);
      EXPECT_GT(peak, 1e-3);
    }
  }
  EXPECT_THROW(border_scene(3, 1), std::invalid_argument);
  EXPECT_THROW(border_scene(-1, 1), std::invalid_argument);
}

}  // namespace
}  // namespace sb::dsp::synth
