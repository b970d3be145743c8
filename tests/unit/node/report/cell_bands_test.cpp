#include "node/report/cell_bands.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

dsp::CellEvidence cell(double frequency_hz, std::optional<std::uint16_t> prb) {
  dsp::CellEvidence evidence;
  evidence.frequency_hz = frequency_hz;
  evidence.bandwidth_prb = prb;
  return evidence;
}

dsp::EmissionEvidence emission(double centre_hz, double bandwidth_hz) {
  dsp::EmissionEvidence evidence;
  evidence.centre_hz = centre_hz;
  evidence.bandwidth_hz = bandwidth_hz;
  return evidence;
}

TEST(CellBands, ACellsOwnEnergyIsExplained) {
  CellBands bands;
  bands.heard(cell(1815e6, 100), 0);
  EXPECT_TRUE(bands.explain(emission(1814.9951e6, 17.8e6), 1));
  EXPECT_FALSE(bands.explain(emission(1855e6, 17.8e6), 1)) << "where no cell was decoded";
}

TEST(CellBands, SomethingNarrowInsideACellIsNotTheCell) {
  CellBands bands;
  bands.heard(cell(1815e6, 100), 0);
  EXPECT_FALSE(bands.explain(emission(1815e6, 200e3), 1));
  EXPECT_FALSE(bands.explain(emission(1821e6, 10e6), 1)) << "half of it, to one side";
}

TEST(CellBands, ARiseWithinACellIsItsLoadAndItsRepeaterIsNot) {
  CellBands bands;
  bands.heard(cell(1815e6, 100), 0);
  auto e = emission(1817e6, 600e3);
  e.label = "level_rise";
  EXPECT_TRUE(bands.explain(e, 1));
  e.centre_hz = 1824e6;
  EXPECT_FALSE(bands.explain(e, 1)) << "reaches over its edge";
  e = emission(1815e6, 18e6);
  e.label = "repeater";
  EXPECT_FALSE(bands.explain(e, 1));
}

TEST(CellBands, ACellWithoutABandwidthExplainsNothing) {
  CellBands bands;
  bands.heard(cell(1815e6, {}), 0);
  EXPECT_FALSE(bands.explain(emission(1815e6, 1.08e6), 1));
}

TEST(CellBands, ACellThatIsGoneExplainsNothingForLong) {
  CellBands bands;
  bands.heard(cell(1815e6, 100), 0);
  EXPECT_TRUE(bands.explain(emission(1815e6, 18e6), CellBands::kRememberedNs));
  EXPECT_FALSE(bands.explain(emission(1815e6, 18e6), CellBands::kRememberedNs + 1));
}

}  // namespace
}  // namespace sb::node
