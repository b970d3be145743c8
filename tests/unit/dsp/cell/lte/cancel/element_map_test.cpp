// Our map of a subframe against the synthesiser's, which was written from the standard by itself.
#include "dsp/cell/lte/cancel/element_map.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "dsp/synth/lte_cell.hpp"

namespace sb::dsp::lte {
namespace {

using synth::LteChannel;

struct Shape {
  std::uint16_t pci;
  std::uint16_t n_prb;
  std::uint8_t ports;
  CyclicPrefix cp;
  Duplex duplex;
};

bool known_beforehand(LteChannel owner) {
  return owner == LteChannel::kReserved || owner == LteChannel::kCrs || owner == LteChannel::kPss ||
         owner == LteChannel::kSss || owner == LteChannel::kPbch;
}

class ElementMaps : public testing::TestWithParam<Shape> {};

TEST_P(ElementMaps, EveryElementIsKnownOrInOneGroupOfItsKind) {
  const Shape shape = GetParam();
  synth::LteCellConfig config;
  config.pci = shape.pci;
  config.bandwidth_prb = shape.n_prb;
  config.ports = shape.ports;
  config.cp = shape.cp;
  config.duplex = shape.duplex;
  if (shape.cp == CyclicPrefix::kExtended) config.tdd_special = 5;
  config.load = 1.0;
  synth::LteCell cell(config);
  const CellView view{shape.pci, shape.cp, shape.duplex, shape.ports, shape.n_prb, shape.n_prb};
  for (const int subframe : {0, 1, 5}) {
    synth::LteGrid grid;
    cell.grid(3, subframe, grid);
    const ElementMap map = map_elements(view, subframe);
    std::vector<int> as_data(grid.elements());
    std::vector<int> as_control(grid.elements());
    for (const auto& group : map.data) {
      for (const ReIndex e : group) ++as_data[e];
    }
    for (const auto& leading : map.leading) {
      for (const auto& group : leading.as_control) {
        EXPECT_TRUE(shape.ports == 1 || group.size() % 2 == 0);
        for (const ReIndex e : group) ++as_control[e];
      }
      for (const auto& group : leading.as_data) {
        for (const ReIndex e : group) ++as_data[e];
      }
    }
    const bool special = shape.duplex == Duplex::kTdd && subframe == 1;
    for (std::size_t e = 0; e < grid.elements(); ++e) {
      const LteChannel owner = grid.channel[e];
      if (known_beforehand(owner)) {
        EXPECT_TRUE(map.reserved[e]) << subframe << " " << e;
        EXPECT_EQ(as_data[e] + as_control[e], 0) << subframe << " " << e;
      }
      if (owner == LteChannel::kData || owner == LteChannel::kSib1) {
        EXPECT_EQ(as_data[e], 1) << subframe << " " << e;
      }
      if (owner == LteChannel::kPdcch || owner == LteChannel::kPcfich || owner == LteChannel::kPhich) {
        EXPECT_EQ(as_control[e], 1) << subframe << " " << e << (special ? " special" : "");
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, ElementMaps,
                         testing::Values(Shape{0, 6, 1, CyclicPrefix::kNormal, Duplex::kFdd},
                                         Shape{257, 6, 2, CyclicPrefix::kNormal, Duplex::kFdd},
                                         Shape{88, 25, 2, CyclicPrefix::kNormal, Duplex::kFdd},
                                         Shape{503, 50, 4, CyclicPrefix::kNormal, Duplex::kFdd},
                                         Shape{101, 15, 2, CyclicPrefix::kExtended, Duplex::kFdd},
                                         Shape{44, 50, 2, CyclicPrefix::kNormal, Duplex::kTdd},
                                         Shape{19, 25, 1, CyclicPrefix::kExtended, Duplex::kTdd}));

TEST(ElementMap, AViewHasWholeResourceBlocks) {
  EXPECT_EQ(view_width(6, 8), 6);
  EXPECT_EQ(view_width(50, 8), 8);
  EXPECT_EQ(view_width(25, 8), 7);
  EXPECT_EQ(view_width(100, 100), 100);
  EXPECT_EQ(view_width(100, 75), 74);
}

}  // namespace
}  // namespace sb::dsp::lte
