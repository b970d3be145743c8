// Samples made by the synthetic downlink go back to the resource elements they were made of.
#include "dsp/cell/lte/cell_stream.hpp"

#include <cmath>
#include <complex>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/cell/lte/crs.hpp"
#include "dsp/synth/scene.hpp"

namespace sb::dsp::lte {
namespace {

struct Case {
  double rate;
  int n_prb;
  CyclicPrefix cp;
  double cfo_hz;
  double clock_ppm;
};

std::vector<cf32> render(const Case& c, double delay_s, double seconds) {
  synth::SceneConfig scene;
  synth::SceneCell cell;
  cell.cell.pci = 77;
  cell.cell.bandwidth_prb = static_cast<std::uint16_t>(c.n_prb);
  cell.cell.ports = 1;
  cell.cell.cp = c.cp;
  cell.rsrp_dbfs = -40.0;
  cell.cfo_hz = c.cfo_hz;
  cell.clock_ppm = c.clock_ppm;
  cell.delay_s = delay_s;
  scene.cells.push_back(cell);
  std::vector<cf32> samples(static_cast<std::size_t>(c.rate * seconds));
  synth::Scene(scene).render(0.0, c.rate, 0, samples);
  return samples;
}

class CellStreamCases : public testing::TestWithParam<Case> {};

TEST_P(CellStreamCases, ReferenceElementsComeBackAtTheirLevelAndPhase) {
  const Case c = GetParam();
  constexpr double kDelay = 3.2101e-3;
  const auto samples = render(c, kDelay, 75e-3);
  CellSync sync;
  sync.pci = 77;
  sync.cyclic_prefix = c.cp;
  sync.cfo_hz = c.cfo_hz;
  sync.frame_start_s = kDelay;
  sync.sample_clock_ppm = c.clock_ppm;
  CellStream stream(samples, static_cast<int>(std::lround(c.rate / kSubcarrierHz)), c.n_prb, sync);
  const CrsTable table(77, c.cp, c.n_prb);
  SubframeGrid grid;
  int subframes = 0;
  std::complex<double> first{};
  for (int frame = 0; frame < stream.frame_count(); ++frame) {
    for (const int sf : {0, 4, 5, 9}) {
      if (!stream.read(frame, sf, grid)) continue;
      ++subframes;
      for (const CrsSymbol& s : table.symbols(sf, 0)) {
        std::complex<double> mean{};
        double spread = 0.0;
        for (std::size_t i = 0; i < s.value.size(); ++i) {
          const cf32 h = grid.symbol(s.symbol)[static_cast<std::size_t>(s.first_subcarrier) + 6 * i] *
                         std::conj(s.value[i]);
          mean += std::complex<double>(h);
          spread += static_cast<double>(std::norm(h));
        }
        mean /= static_cast<double>(s.value.size());
        spread = spread / static_cast<double>(s.value.size()) - std::norm(mean);
        if (first == std::complex<double>{}) first = mean;
        ASSERT_NEAR(20.0 * std::log10(std::abs(mean)), -40.0, 0.3) << frame << ' ' << sf;
        ASSERT_LT(spread, 0.01 * std::norm(mean)) << frame << ' ' << sf;
        ASSERT_LT(std::abs(std::arg(mean / first)), 0.1) << frame << ' ' << sf;
      }
    }
  }
  EXPECT_GE(subframes, 27);
}

INSTANTIATE_TEST_SUITE_P(All, CellStreamCases,
                         testing::Values(Case{1.92e6, 6, CyclicPrefix::kNormal, 0.0, 0.0},
                                         Case{1.92e6, 6, CyclicPrefix::kExtended, -3210.0, 0.0},
                                         Case{1.92e6, 6, CyclicPrefix::kNormal, 54321.0, -60.0},
                                         Case{11.52e6, 50, CyclicPrefix::kNormal, -35000.0, 26.0},
                                         Case{19.2e6, 100, CyclicPrefix::kNormal, 26400.0, -17.0}));

TEST(CellStream, FrameThatBeginsWithTheCaptureCounts) {
  const Case c{1.92e6, 6, CyclicPrefix::kNormal, 0.0, 0.0};
  const auto samples = render(c, 0.0, 5e-3);
  CellSync sync;
  sync.frame_start_s = -0.4 / 1.92e6;  // as measured, half a sample before the first
  CellStream stream(samples, 128, 6, sync);
  SubframeGrid grid;
  EXPECT_EQ(stream.frame_count(), 1);
  EXPECT_TRUE(stream.read(0, 0, grid));
  EXPECT_TRUE(stream.read(0, 3, grid));
  EXPECT_FALSE(stream.read(0, 5, grid));
}

TEST(CellStream, NothingOutsideTheSamples) {
  const std::vector<cf32> samples(1920 * 3);
  CellSync sync;
  sync.frame_start_s = 9.5e-3;
  CellStream stream(samples, 128, 6, sync);
  SubframeGrid grid;
  int heard = 0;
  for (int frame = -1; frame <= stream.frame_count(); ++frame) {
    for (int sf = 0; sf < 10; ++sf) heard += stream.read(frame, sf, grid) ? 1 : 0;
  }
  EXPECT_EQ(heard, 2);  // -0.5 .. 9.5 ms less: subframes at 0.5 and 1.5 ms
}

}  // namespace
}  // namespace sb::dsp::lte
