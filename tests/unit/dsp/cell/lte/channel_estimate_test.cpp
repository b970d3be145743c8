// Interpolation of the channel of several delay spreads, carrier offsets and noise levels, whose truth is
// known.
#include "dsp/cell/lte/channel_estimate.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

namespace sb::dsp::lte {
namespace {

struct Tap {
  double delay_s;
  std::complex<double> gain;
};

/// Grid of a port-0-only cell of 15 PRB: reference signals through the channel, noise on everything. `truth`
/// is the channel.
SubframeGrid make_grid(const std::vector<Tap>& taps, double cfo_hz, double snr_db, unsigned seed,
                       std::vector<cf32>& truth) {
  const CrsTable crs(7, CyclicPrefix::kNormal, 15);
  const Numerology numerology{2048, CyclicPrefix::kNormal};
  SubframeGrid grid;
  grid.n_prb = 15;
  grid.subframe = 5;
  grid.re.resize(180 * 14);
  truth.resize(grid.re.size());
  std::mt19937 random(seed);
  std::normal_distribution<float> noise(0.0F,
                                        static_cast<float>(std::pow(10.0, -snr_db / 20.0) / std::sqrt(2.0)));
  for (std::size_t l = 0; l < 14; ++l) {
    const double t = numerology.symbol_start(static_cast<int>(l)) / numerology.sample_rate_hz();
    for (std::size_t k = 0; k < 180; ++k) {
      std::complex<double> h;
      for (const auto& tap : taps) {
        const double turns = cfo_hz * t - tap.delay_s * kSubcarrierHz * static_cast<double>(k);
        h += tap.gain * std::polar(1.0, 2.0 * std::numbers::pi * turns);
      }
      truth[l * 180 + k] = static_cast<cf32>(h);
      grid.re[l * 180 + k] = {noise(random), noise(random)};
    }
  }
  for (const CrsSymbol& s : crs.symbols(5, 0)) {
    for (std::size_t i = 0; i < s.value.size(); ++i) {
      const auto at =
          static_cast<std::size_t>(s.symbol) * 180 + static_cast<std::size_t>(s.first_subcarrier) + 6 * i;
      grid.re[at] += s.value[i] * truth[at];
    }
  }
  return grid;
}

struct Quality {
  double error_db;  ///< mean square error over the channel's power
  double noise_db;  ///< noise estimate over the truth
};

Quality measure(const std::vector<Tap>& taps, double cfo_hz, double snr_db) {
  constexpr int kSubframes = 50;
  double error = 0.0;
  double power = 0.0;
  double noise = 0.0;
  std::vector<cf32> truth;
  for (unsigned n = 0; n < kSubframes; ++n) {
    const auto grid = make_grid(taps, cfo_hz, snr_db, n, truth);
    ChannelEstimator estimator(7, CyclicPrefix::kNormal, 15, 1);
    ChannelEstimate estimate;
    estimator.observe(grid);
    estimator.fit();
    estimator.estimate(grid, estimate);
    for (std::size_t i = 0; i < truth.size(); ++i) {
      error += std::norm(estimate.port[0][i] - truth[i]);
      power += std::norm(truth[i]);
    }
    noise += estimate.noise / kSubframes;
  }
  return {10.0 * std::log10(error / power), 10.0 * std::log10(noise) + snr_db};
}

const std::vector<Tap> kFlat{{0.0, 1.0}};
const std::vector<Tap> kHills{{0.0, 0.6}, {0.5e-6, {0.0, 0.5}}, {1.6e-6, {-0.4, 0.2}}, {5e-6, {0.2, -0.35}}};

TEST(ChannelEstimate, FlatChannelIsAveragedOverManyPilots) {
  const auto at_zero = measure(kFlat, 0.0, 0.0);
  EXPECT_LT(at_zero.error_db, -12.0);  // one pilot alone gives 0 dB
  EXPECT_NEAR(at_zero.noise_db, 0.0, 0.5);
  EXPECT_LT(measure(kFlat, 0.0, 30.0).error_db, -38.0);
}

TEST(ChannelEstimate, FiveMicrosecondsOfDelayAreFollowed) {
  const auto at_twenty = measure(kHills, 0.0, 20.0);
  EXPECT_LT(at_twenty.error_db, -20.0);
  EXPECT_NEAR(at_twenty.noise_db, 0.0, 1.5);
  EXPECT_LT(measure(kHills, 0.0, 0.0).error_db, -4.0);
}

TEST(ChannelEstimate, RemainingCarrierOffsetAndTimingDoNotMatter) {
  const std::vector<Tap> late{{0.6e-6, 1.0}};
  const std::vector<Tap> early{{-0.6e-6, 1.0}};
  for (const double cfo_hz : {-250.0, 0.0, 250.0}) {
    EXPECT_LT(measure(late, cfo_hz, 20.0).error_db, -27.0) << cfo_hz;
    EXPECT_LT(measure(early, cfo_hz, 20.0).error_db, -27.0) << cfo_hz;
  }
}

}  // namespace
}  // namespace sb::dsp::lte
