// What is left of a removed cell, and what a cell under it keeps.
#include "dsp/cell/lte/cancel/removal.hpp"

#include <cmath>
#include <complex>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/cell/lte/cancel/element_map.hpp"
#include "dsp/synth/scene.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kRsrpDbfs = -40.0;
constexpr double kSnrDb = 25.0;

struct Case {
  const char* name;
  std::uint16_t n_prb;
  std::uint8_t ports;
  CyclicPrefix cp;
  Duplex duplex;
  double load;
  double rate_hz;
  synth::FadingProfile fading;
  double left_db;  ///< most that may be left of it over the noise, in its bandwidth
};

synth::SceneCell cell_of(const Case& c, std::uint16_t pci, double rsrp_dbfs) {
  synth::SceneCell cell;
  cell.cell.pci = pci;
  cell.cell.bandwidth_prb = c.n_prb;
  cell.cell.ports = c.ports;
  cell.cell.cp = c.cp;
  cell.cell.duplex = c.duplex;
  if (c.cp == CyclicPrefix::kExtended) cell.cell.tdd_special = 5;
  cell.cell.load = c.load;
  cell.cell.seed = pci;
  cell.cell.sfn_at_zero = 77;
  cell.rsrp_dbfs = rsrp_dbfs;
  cell.delay_s = 3.30021e-3;
  cell.cfo_hz = 1234.0;
  cell.clock_ppm = 3.0;
  cell.fading = c.fading;
  cell.doppler_hz = 5.0;
  return cell;
}

std::vector<cf32> render(std::vector<synth::SceneCell> cells, double rate_hz, double noise_db) {
  synth::SceneConfig scene;
  scene.cells = std::move(cells);
  scene.noise_dbfs_per_hz = noise_db - 10.0 * std::log10(15e3);
  std::vector<cf32> samples(static_cast<std::size_t>(0.08 * rate_hz));
  synth::Scene(scene).render(0.0, rate_hz, 0, samples);
  return samples;
}

CellSync sync_of(const synth::SceneCell& c) {
  CellSync sync;
  sync.pci = c.cell.pci;
  sync.cyclic_prefix = c.cell.cp;
  sync.duplex = c.cell.duplex;
  sync.cfo_hz = c.cfo_hz;
  sync.frame_start_s = c.delay_s;
  sync.sample_clock_ppm = c.clock_ppm;
  return sync;
}

/// Stream's frame 0 is the last before 1 ms: the scene's frame -1.
Mib mib_of(const synth::SceneCell& c) {
  Mib mib;
  mib.bandwidth_prb = c.cell.bandwidth_prb;
  mib.ports = c.cell.ports;
  mib.phich_resource = PhichResource::kOne;
  mib.sfn_frame0 = static_cast<std::uint16_t>(c.cell.sfn_at_zero - 1);
  return mib;
}

double power_db(std::span<const cf32> samples) {
  double sum = 0.0;
  for (const cf32& x : samples) sum += static_cast<double>(std::norm(x));
  return 10.0 * std::log10(sum / static_cast<double>(samples.size()));
}

class RemovalOf : public testing::TestWithParam<Case> {};

TEST_P(RemovalOf, LeavesLittleOverTheNoise) {
  const Case c = GetParam();
  const auto cell = cell_of(c, 88, kRsrpDbfs);
  auto samples = render({cell}, c.rate_hz, kRsrpDbfs - kSnrDb);
  const int fft_size = static_cast<int>(std::lround(c.rate_hz / 15e3));
  const auto middle = [&] {
    return std::span(samples).subspan(samples.size() / 20, samples.size() * 18 / 20);
  };
  const double before_db = power_db(middle());
  const Removal removal =
      remove_cell(samples, fft_size, view_width(c.n_prb, fft_size * 15 / 180), sync_of(cell), mib_of(cell));
  const double after_db = power_db(middle());
  const double noise_db = kRsrpDbfs - kSnrDb + 10.0 * std::log10(c.rate_hz / 15e3);
  RecordProperty("left_db", std::to_string(after_db - noise_db));
  EXPECT_LT(after_db, noise_db + c.left_db) << "from " << before_db - noise_db << " dB over the noise";
  EXPECT_GT(removal.before, removal.after);
  EXPECT_GT(removal.kept, 0.7);
}

INSTANTIATE_TEST_SUITE_P(Cells, RemovalOf,
                         testing::Values(Case{"idle", 6, 2, CyclicPrefix::kNormal, Duplex::kFdd, 0.0, 1.92e6,
                                              synth::FadingProfile::kNone, 2.0},
                                         Case{"loaded", 6, 2, CyclicPrefix::kNormal, Duplex::kFdd, 1.0,
                                              1.92e6, synth::FadingProfile::kNone, 3.0},
                                         Case{"one_port", 6, 1, CyclicPrefix::kNormal, Duplex::kFdd, 0.6,
                                              1.92e6, synth::FadingProfile::kNone, 3.0},
                                         Case{"four_ports", 6, 4, CyclicPrefix::kNormal, Duplex::kFdd, 0.6,
                                              1.92e6, synth::FadingProfile::kNone, 3.0},
                                         Case{"extended", 6, 2, CyclicPrefix::kExtended, Duplex::kFdd, 0.6,
                                              1.92e6, synth::FadingProfile::kNone, 3.0},
                                         Case{"tdd", 6, 2, CyclicPrefix::kNormal, Duplex::kTdd, 0.6, 1.92e6,
                                              synth::FadingProfile::kNone, 4.0},
                                         Case{"wide", 25, 2, CyclicPrefix::kNormal, Duplex::kFdd, 0.6, 7.68e6,
                                              synth::FadingProfile::kNone, 3.0},
                                         Case{"epa", 6, 2, CyclicPrefix::kNormal, Duplex::kFdd, 0.6, 1.92e6,
                                              synth::FadingProfile::kEpa, 4.0},
                                         Case{"eva", 6, 2, CyclicPrefix::kNormal, Duplex::kFdd, 0.6, 1.92e6,
                                              synth::FadingProfile::kEva, 6.0}),
                         [](const auto& shape) { return std::string(shape.param.name); });

// A cell 15 dB below keeps its waveform: what is left correlates with it alone. A fifth of the strong cell's
// blocks are 64QAM, which cannot be decided 15 dB over the rest, and are erased.
TEST(Removal, KeepsTheCellUnderIt) {
  const Case c{"", 6, 2, CyclicPrefix::kNormal, Duplex::kFdd, 0.6, 1.92e6, synth::FadingProfile::kNone, 0.0};
  const auto strong = cell_of(c, 88, kRsrpDbfs);
  auto weak = cell_of(c, 257, kRsrpDbfs - 15.0);
  weak.delay_s += 1.7e-3;
  const auto alone = render({weak}, c.rate_hz, -400.0);
  auto samples = render({strong, weak}, c.rate_hz, kRsrpDbfs - 40.0);
  remove_cell(samples, 128, 6, sync_of(strong), mib_of(strong));
  std::complex<double> along{};
  double own = 0.0;
  double left = 0.0;
  for (std::size_t i = samples.size() / 20; i < samples.size() * 19 / 20; ++i) {
    along += std::complex<double>(samples[i] * std::conj(alone[i]));
    own += static_cast<double>(std::norm(alone[i]));
    left += static_cast<double>(std::norm(samples[i]));
  }
  EXPECT_GT(std::abs(along) / own, 0.7) << "amplitude kept";
  EXPECT_GT(std::norm(along) / (own * left), 0.5) << "share of what is left that is the weak cell's";
}

TEST(Removal, TouchesOnlyTheTimesAskedFor) {
  const Case c{"", 6, 1, CyclicPrefix::kNormal, Duplex::kFdd, 0.6, 1.92e6, synth::FadingProfile::kNone, 0.0};
  const auto cell = cell_of(c, 88, kRsrpDbfs);
  const auto before = render({cell}, c.rate_hz, kRsrpDbfs - kSnrDb);
  auto after = before;
  const std::vector<TimeSpan> only{{20e-3, 21e-3}};
  remove_cell(after, 128, 6, sync_of(cell), mib_of(cell), only);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double t = static_cast<double>(i) / c.rate_hz;
    if (t < 18e-3 || t > 23e-3) {
      ASSERT_EQ(before[i], after[i]) << t;
    }
  }
  const auto part = [](std::span<const cf32> x) { return x.subspan(38600, 1500); };
  EXPECT_LT(power_db(part(after)), power_db(part(before)) - 15.0);
}

TEST(Removal, OddInputsAreLeftAlone) {
  CellSync sync;
  Mib mib;
  std::vector<cf32> few(100, cf32{1.0F, 0.0F});
  const auto same = few;
  remove_cell(few, 128, 6, sync, mib);
  EXPECT_EQ(few, same);
  std::vector<cf32> none;
  remove_cell(none, 128, 6, sync, mib);
  std::vector<cf32> zeros(40000);
  remove_cell(zeros, 128, 6, sync, mib);
  for (const cf32& x : zeros) ASSERT_EQ(std::norm(x), 0.0F);
}

}  // namespace
}  // namespace sb::dsp::lte
