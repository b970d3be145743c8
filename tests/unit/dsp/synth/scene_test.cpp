#include "dsp/synth/scene.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/crs.hpp"
#include "dsp/core/fft_plan.hpp"

namespace sb::dsp::synth {
namespace {

constexpr double kCentre = 1835e6;
constexpr double kSilence = -std::numeric_limits<double>::infinity();

SceneConfig one_cell(int n_prb = 50) {
  SceneConfig scene;
  scene.noise_dbfs_per_hz = kSilence;
  SceneCell cell;
  cell.cell.pci = 77;
  cell.cell.bandwidth_prb = static_cast<std::uint16_t>(n_prb);
  cell.cell.port_gain[1] = {};
  cell.frequency_hz = kCentre;
  cell.rsrp_dbfs = -60.0;
  scene.cells = {cell};
  return scene;
}

std::vector<cf32> render(const SceneConfig& config, double rate, double seconds, double centre = kCentre,
                         std::int64_t first = 0) {
  std::vector<cf32> samples(static_cast<std::size_t>(std::lround(rate * seconds)));
  Scene(config).render(centre, rate, first, samples);
  return samples;
}

double power(std::span<const cf32> x) {
  double sum = 0.0;
  for (const cf32 v : x) sum += std::norm(v);
  return sum / static_cast<double>(x.size());
}

double db(double linear) {
  return 10.0 * std::log10(linear);
}

/// Port-0 channel estimates of one subframe, as a receiver of known time and frequency sees them.
struct Estimate {
  double rsrp_db = 0.0;
  double delay_samples = 0.0;  ///< from the slope over subcarriers
  double offset_hz = 0.0;      ///< from the turn between the two slots
};

Estimate estimate(std::span<const cf32> samples, double rate, const SceneCell& cell, lte::CellSync sync,
                  int frame) {
  sync.pci = cell.cell.pci;
  const int fft = static_cast<int>(std::lround(rate / lte::kSubcarrierHz));
  lte::CellStream stream(samples, fft, cell.cell.bandwidth_prb, sync);
  const lte::CrsTable crs(cell.cell.pci, cell.cell.cp, cell.cell.bandwidth_prb);
  lte::SubframeGrid grid;
  if (!stream.read(frame, 3, grid)) throw std::runtime_error("subframe outside the samples");
  std::vector<std::complex<double>> h[2];
  const auto symbols = crs.symbols(3, 0);
  for (std::size_t s = 0; s < 2; ++s) {
    const auto& symbol = symbols[2 * s];  // first symbol of either slot
    for (std::size_t i = 0; i < symbol.value.size(); ++i) {
      const auto k = static_cast<std::size_t>(symbol.first_subcarrier) + 6 * i;
      h[s].emplace_back(grid.symbol(symbol.symbol)[k] * std::conj(symbol.value[i]));
    }
  }
  std::complex<double> slope;
  std::complex<double> turn;
  double sum = 0.0;
  for (std::size_t i = 0; i < h[0].size(); ++i) {
    sum += std::norm(h[0][i]);
    turn += h[1][i] * std::conj(h[0][i]);
    if (i > 0 && i != h[0].size() / 2) slope += h[0][i] * std::conj(h[0][i - 1]);  // not across DC
  }
  const double turns = 2.0 * std::numbers::pi;
  return {db(sum / static_cast<double>(h[0].size())),
          -std::arg(slope) / turns / (6 * lte::kSubcarrierHz) * rate, std::arg(turn) / turns / 0.5e-3};
}

// Rates that are 1, 5/3, 2 and 10/9 times the cell's, cells of three sizes.
TEST(Scene, LevelTimeAndFrequencyAreWhatWasAsked) {
  for (const int n_prb : {25, 50, 100}) {
    for (const double rate : {19.2e6, 23.04e6, 30.72e6}) {
      SceneConfig scene = one_cell(n_prb);
      SceneCell& cell = scene.cells[0];
      cell.delay_s = 1.23456789e-3;
      cell.cfo_hz = 321.0;
      lte::CellSync sync;
      sync.frame_start_s = cell.delay_s;
      sync.cfo_hz = cell.cfo_hz;
      const auto e =
          estimate(render(scene, rate, 12e-3), rate, cell, sync, 1);  // 0 is the frame cut off before
      EXPECT_NEAR(e.rsrp_db, -60.0, 0.05) << n_prb << ' ' << rate;
      EXPECT_NEAR(e.delay_samples, 0.0, 0.02) << n_prb << ' ' << rate;
      EXPECT_NEAR(e.offset_hz, 0.0, 1.0) << n_prb << ' ' << rate;
    }
  }
}

TEST(Scene, ACarrierBesideTheCentreIsWhereItShouldBe) {
  SceneConfig scene = one_cell(25);
  scene.cells[0].frequency_hz = kCentre + 5.1e6;
  lte::CellSync sync;
  sync.cfo_hz = 5.1e6;
  const auto e = estimate(render(scene, 19.2e6, 10e-3), 19.2e6, scene.cells[0], sync, 0);
  EXPECT_NEAR(e.rsrp_db, -60.0, 0.05);
  EXPECT_NEAR(e.offset_hz, 0.0, 1.0);
}

// 12 ppm over 100 ms are 1.2 us: 23 samples of 19.2 MS/s. A receiver that knows the clock finds nothing left.
TEST(Scene, ClockErrorStretchesFrames) {
  SceneConfig scene = one_cell();
  SceneCell& cell = scene.cells[0];
  cell.clock_ppm = 12.0;
  const double rate = 19.2e6;
  const auto samples = render(scene, rate, 110e-3);
  lte::CellSync sync;
  sync.sample_clock_ppm = 12.0;
  EXPECT_NEAR(estimate(samples, rate, cell, sync, 10).delay_samples, 0.0, 0.05);
  sync.sample_clock_ppm = 0.0;
  EXPECT_NEAR(estimate(samples, rate, cell, sync, 10).delay_samples, 12e-6 * 0.103 * rate, 0.2);
}

// 20 MS/s is no multiple of 15 kHz: the mean power must not know.
TEST(Scene, PowerDoesNotDependOnTheRate) {
  const auto scene = one_cell();
  const double at_23 = power(render(scene, 23.04e6, 20e-3));
  EXPECT_NEAR(db(power(render(scene, 20e6, 20e-3)) / at_23), 0.0, 0.02);
  EXPECT_NEAR(db(power(render(scene, 61.44e6, 20e-3)) / at_23), 0.0, 0.02);
}

TEST(Scene, SamplesDoNotDependOnTheCalls) {
  SceneConfig config = one_cell(15);
  config.noise_dbfs_per_hz = -120.0;
  config.cells[0].clock_ppm = -3.0;
  config.cells[0].fading = FadingProfile::kEva;
  config.cells[0].doppler_hz = 70.0;
  const double rate = 5e6;
  const std::int64_t first = -70001;
  const auto whole = render(config, rate, 30e-3, kCentre, first);
  Scene scene(config);
  std::vector<cf32> pieces(whole.size());
  std::size_t end = pieces.size();
  for (std::size_t size = 1; end > 0;
       size = size * 3 % 17011 + 1) {  // backwards, in odd sizes, with strangers between
    const std::size_t count = std::min(size, end);
    const auto piece = std::span(pieces).subspan(end - count, count);
    if (size % 5 == 0) scene.render(kCentre + 1e6, rate, 12345, piece);
    scene.render(kCentre, rate, first + static_cast<std::int64_t>(end - count), piece);
    end -= count;
  }
  EXPECT_EQ(pieces, whole);
}

TEST(Scene, SeedsAndPlacesHaveTheirOwnNoise) {
  SceneConfig config;
  config.noise_dbfs_per_hz = -100.0;
  const auto a = render(config, 10e6, 10e-3);
  config.seed = 2;
  const auto b = render(config, 10e6, 10e-3);
  const auto c = render(config, 10e6, 10e-3, kCentre + 1e6);
  for (const auto* other : {&b, &c}) {
    std::complex<double> product;
    for (std::size_t i = 0; i < a.size(); ++i) product += std::complex<double>(a[i] * std::conj((*other)[i]));
    EXPECT_LT(std::abs(product) / static_cast<double>(a.size()) / power(a), 0.01);
  }
}

TEST(Scene, NoiseIsGaussianAtTheAskedDensity) {
  SceneConfig config;
  config.noise_dbfs_per_hz = -140.0;
  const auto x = render(config, 10e6, 100e-3);
  EXPECT_NEAR(db(power(x)), -140.0 + 70.0, 0.02);
  double fourth = 0.0;
  std::complex<double> square;
  std::complex<double> lag;
  for (std::size_t i = 0; i < x.size(); ++i) {
    fourth += std::norm(x[i]) * std::norm(x[i]);
    square += std::complex<double>(x[i] * x[i]);
    if (i > 0) lag += std::complex<double>(x[i] * std::conj(x[i - 1]));
  }
  const double n = static_cast<double>(x.size());
  EXPECT_NEAR(fourth / n / (power(x) * power(x)), 2.0, 0.02);  // circular Gaussian
  EXPECT_LT(std::abs(square) / n / power(x), 0.005);
  EXPECT_LT(std::abs(lag) / n / power(x), 0.005);
}

/// Mean power of the spectrum between two frequencies, relative to the rate (Hann window, so that edges do
/// not leak).
double band_power(std::span<const cf32> x, double low, double high) {
  constexpr int kSize = 1024;
  FftPlan fft(kSize, FftDirection::kForward);
  double sum = 0.0;
  int bins = 0;
  for (std::size_t start = 0; start + kSize <= x.size(); start += kSize) {
    for (std::size_t i = 0; i < kSize; ++i) {
      const double turn = 2.0 * std::numbers::pi * static_cast<double>(i) / kSize;
      fft.input()[i] = x[start + i] * static_cast<float>(0.5 - 0.5 * std::cos(turn));
    }
    fft.execute();
    for (int i = 0; i < kSize; ++i) {
      const double f = (i < kSize / 2 ? i : i - kSize) / static_cast<double>(kSize);
      if (f < low || f > high) continue;
      sum += std::norm(fft.output()[static_cast<std::size_t>(i)]);
      ++bins;
    }
  }
  return sum / bins;
}

TEST(Scene, ACellBeyondTheEdgeIsCutAndDoesNotAlias) {
  SceneConfig scene = one_cell(50);
  scene.cells[0].cell.load = 1.0;
  const double rate = 10e6;
  scene.cells[0].frequency_hz = kCentre + 5e6;  // half of it is seen
  const auto half = render(scene, rate, 20e-3);
  const double inside = band_power(half, 0.10, 0.47);
  EXPECT_LT(db(band_power(half, -0.47, -0.05) / inside), -45.0);
  scene.cells[0].frequency_hz = kCentre + 10e6;
  EXPECT_EQ(power(render(scene, rate, 2e-3)), 0.0);
  scene.cells[0].frequency_hz = kCentre;  // all of it: the visible part keeps its level
  const auto whole = render(scene, 20e6, 20e-3);
  EXPECT_NEAR(db(inside / band_power(whole, -0.22, -0.04)), db(10.0 / 20.0), 0.1);
}

// Between neighbours: beyond a twentieth of the channel past its edge a cell is down as a base station's
// filter makes it.
TEST(Scene, ACellStaysInItsChannel) {
  SceneConfig scene = one_cell(50);
  scene.cells[0].cell.load = 1.0;
  const auto x = render(scene, 30e6, 20e-3);
  EXPECT_LT(db(band_power(x, 5.6 / 30, 0.49) / band_power(x, 0.01, 4.4 / 30)), -55.0);
}

TEST(Scene, ANarrowReceiverSeesTheMiddleOfAWideCell) {
  SceneConfig scene = one_cell(100);
  scene.cells[0].delay_s = 0.4e-3;
  lte::CellSync sync;
  sync.frame_start_s = 0.4e-3;
  const double rate = 1.92e6;
  SceneCell middle = scene.cells[0];
  const auto samples = render(scene, rate, 12e-3);
  sync.pci = middle.cell.pci;
  lte::CellStream stream(samples, 128, 6, sync);
  const lte::CrsTable crs(middle.cell.pci, middle.cell.cp, 6);
  lte::SubframeGrid grid;
  ASSERT_TRUE(stream.read(0, 4, grid));
  const auto& symbol = crs.symbols(4, 0)[0];
  std::complex<double> sum;
  for (std::size_t i = 0; i < symbol.value.size(); ++i) {
    sum += std::complex<double>(grid.symbol(0)[static_cast<std::size_t>(symbol.first_subcarrier) + 6 * i] *
                                std::conj(symbol.value[i]));
  }
  EXPECT_NEAR(db(std::norm(sum / 12.0)), -60.0, 0.1);
}

}  // namespace
}  // namespace sb::dsp::synth
