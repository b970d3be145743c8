// What a measurement says of its own error must be its error: Monte Carlo against the stated deviations.
#include "dsp/cell/lte/measurement.hpp"

#include <cmath>
#include <cstdio>
#include <random>

#include <gtest/gtest.h>

#include "dsp/synth/gaussian.hpp"
#include "dsp/synth/lte_cell.hpp"

namespace sb::dsp::lte {
namespace {

struct Setting {
  const char* name;
  int n_prb;
  double snr_db;
  bool every_subframe;
  int trials;
};

constexpr int kFrames = 8;
constexpr int kFramesMade = 64;  ///< a trial begins at a frame of these by chance, so that traffic differs
constexpr double kStart_s = 0.5e-3;  ///< no subframe before it fits in

/// A cell that is heard through one path, and a store of noise.
class Air {
 public:
  explicit Air(int n_prb) : cell_(config(n_prb)) {
    const auto frame = static_cast<std::size_t>(cell_.frame_samples());
    signal_.resize(frame * kFramesMade);
    for (int f = 0; f < kFramesMade; ++f)
      cell_.frame(f, std::span(signal_).subspan(static_cast<std::size_t>(f) * frame, frame));
    noise_.resize(std::size_t{1} << 22U);
    for (std::size_t i = 0; i < noise_.size(); ++i) noise_[i] = synth::gaussian_at(99, i);
  }
  /// Eight frames, the first at kStart_s.
  std::vector<cf32> samples(double snr_db, std::mt19937_64& random) const {
    const auto frame = static_cast<std::size_t>(cell_.frame_samples());
    const auto before = static_cast<std::size_t>(std::lround(kStart_s * cell_.sample_rate_hz()));
    std::vector<cf32> out(before + kFrames * frame + 64);
    const std::size_t from =
        frame * std::uniform_int_distribution<std::size_t>(0, kFramesMade - kFrames - 1)(random);
    std::copy_n(signal_.begin() + static_cast<std::ptrdiff_t>(from), out.size() - before,
                out.begin() + static_cast<std::ptrdiff_t>(before));
    const std::size_t at = std::uniform_int_distribution<std::size_t>(0, noise_.size() - out.size())(random);
    const auto scale = static_cast<float>(std::pow(10.0, -snr_db / 20.0) * std::sqrt(cell_.fft_size()));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += scale * noise_[at + i];
    return out;
  }
  int fft_size() const { return cell_.fft_size(); }

 private:
  static synth::LteCellConfig config(int n_prb) {
    synth::LteCellConfig config;
    config.pci = 133;
    config.bandwidth_prb = static_cast<std::uint16_t>(n_prb);
    config.ports = 1;
    return config;
  }
  synth::LteCell cell_;
  std::vector<cf32> signal_, noise_;
};

/// Errors of one quantity and the deviations that were stated with them.
struct Tally {
  double sum = 0.0, squares = 0.0, stated = 0.0;
  int count = 0;
  void add(double error, double sigma) {
    sum += error;
    squares += error * error;
    stated += sigma * sigma;
    ++count;
  }
  double bias() const { return sum / count; }
  double spread() const { return std::sqrt(squares / count - bias() * bias()); }
  double ratio() const { return std::sqrt(stated / count) / spread(); }
};

class Measurement : public ::testing::TestWithParam<Setting> {};

TEST_P(Measurement, StatedDeviationsAreTheErrors) {
  const Setting& setting = GetParam();
  const Air air(setting.n_prb);
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(-1.0, 1.0);
  Tally rsrp, noise, snr, rssi, rsrq, offset, delay;
  for (int trial = 0; trial < setting.trials; ++trial) {
    const auto samples = air.samples(setting.snr_db, random);
    CellSync sync;  // as a search leaves it: a few hertz, a tenth of a microsecond, a fraction of a ppm off
    sync.pci = 133;
    sync.cfo_hz = 8.0 * unit(random);
    const double early_s = 100e-9 * unit(random);
    sync.frame_start_s = kStart_s - early_s;
    sync.sample_clock_ppm = 0.3 * unit(random);
    CellStream stream(samples, air.fft_size(), setting.n_prb, sync);
    const double at_s = stream.frame_start_s(0);
    const auto m = measure_cell(stream, setting.every_subframe, at_s);
    ASSERT_TRUE(m) << trial;
    rsrp.add(m->rsrp_dbfs.value, m->rsrp_dbfs.sigma);
    noise.add(m->noise_dbfs.value + setting.snr_db, m->noise_dbfs.sigma);
    snr.add(m->snr_db.value - setting.snr_db, m->snr_db.sigma);
    rssi.add(m->rssi_dbfs.value, m->rssi_dbfs.sigma);
    rsrq.add(m->rsrq_db.value, m->rsrq_db.sigma);
    offset.add(m->cfo_hz.value + sync.cfo_hz, m->cfo_hz.sigma);
    delay.add(at_s + m->delay_s.value - kStart_s, m->delay_s.sigma);
  }
  // What repeats every second frame (SIB1) counts as an error of the power of all elements: stated too high
  // in the narrowest cell, never too low.
  constexpr double kFactor = 1.3, kTrafficFactor = 2.3;
  const auto check = [&](const char* what, const Tally& t, double unit_of, double most) {
    std::printf("%-22s %-6s bias %9.4f spread %9.4f stated/spread %5.2f\n", setting.name, what,
                t.bias() / unit_of, t.spread() / unit_of, t.ratio());
    EXPECT_GT(t.ratio(), 1.0 / kFactor) << what;
    EXPECT_LT(t.ratio(), most) << what;
  };
  check("rsrp", rsrp, 1.0, kFactor);
  check("noise", noise, 1.0, kFactor);
  check("snr", snr, 1.0, kFactor);
  check("rssi", rssi, 1.0, kTrafficFactor);
  check("rsrq", rsrq, 1.0, kTrafficFactor);
  check("cfo", offset, 1.0, kFactor);
  check("delay", delay, 1e-9, kFactor);
  const double sure = std::sqrt(setting.trials);
  EXPECT_LT(std::abs(rsrp.bias()), 0.05 + 4.0 * rsrp.spread() / sure);
  EXPECT_LT(std::abs(noise.bias()), 0.05 + 4.0 * noise.spread() / sure);
  EXPECT_LT(std::abs(snr.bias()), 0.1 + 4.0 * snr.spread() / sure);
  EXPECT_LT(std::abs(offset.bias()), 0.05 + 4.0 * offset.spread() / sure);
  EXPECT_LT(std::abs(delay.bias()), 1e-9 + 4.0 * delay.spread() / sure);
}

constexpr Setting kSettings[] = {
    {"6 PRB, -3 dB", 6, -3.0, true, 1000},
    {"6 PRB, 10 dB, 0 and 5", 6, 10.0, false, 1000},
    {"25 PRB, 5 dB, 0 and 5", 25, 5.0, false, 400},
};
INSTANTIATE_TEST_SUITE_P(Lte, Measurement, ::testing::ValuesIn(kSettings));

TEST(MeasurementLimits, NoiseAloneIsNoCellOfAnyLevel) {
  std::mt19937_64 random(3);
  const Air air(6);
  auto samples = air.samples(-60.0, random);
  for (auto& x : samples) x *= 1e-3F;
  CellSync sync;
  sync.pci = 133;
  sync.frame_start_s = kStart_s;
  CellStream stream(samples, air.fft_size(), 6, sync);
  const auto m = measure_cell(stream, true, kStart_s);
  EXPECT_LT(m ? m->snr_db.value : -99.0, -10.0);
}

TEST(MeasurementLimits, TooShortForADeviationIsNothing) {
  const std::vector<cf32> samples(3000);
  CellSync sync;
  CellStream stream(samples, kSearchFftSize, 6, sync);
  EXPECT_FALSE(measure_cell(stream, true, 0.0));
}

}  // namespace
}  // namespace sb::dsp::lte
