// How weak a cell may be, and what comes of captures without one.
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "dsp/cell/lte/channel_estimate.hpp"
#include "dsp/cell/lte/sib1.hpp"
#include "tests/support/binomial_bound.hpp"
#include "tests/support/lte_corpus.hpp"

namespace sb::dsp::lte {
namespace {

/// The first 80 ms of a clean capture in white noise of a given ratio per resource element.
class NoisyCapture {
 public:
  explicit NoisyCapture(const tests::LteCapture& capture) : capture_(capture), clean_(capture.samples()) {
    clean_.resize(static_cast<std::size_t>(80e-3 * capture.sample_rate_hz));
    CellStream stream(clean_, capture.fft_size(), 6, capture.sync);
    SubframeGrid grid;
    int frame = 0;
    while (!stream.read(frame, 5, grid)) ++frame;
    ChannelEstimator estimator(capture.sync.pci, capture.sync.cyclic_prefix, 6, capture.truth["ports"]);
    estimator.observe(grid);
    estimator.fit();
    power_ = estimator.signal_power(0);
  }
  std::vector<cf32> at(double snr_db, unsigned seed) const {
    const double variance = power_ / std::pow(10.0, snr_db / 10.0) * capture_.fft_size();
    std::mt19937 random(seed);
    std::normal_distribution<float> noise(0.0F, static_cast<float>(std::sqrt(variance / 2.0)));
    auto samples = clean_;
    for (auto& x : samples) x += cf32(noise(random), noise(random));
    return samples;
  }

 private:
  const tests::LteCapture& capture_;
  std::vector<cf32> clean_;
  double power_ = 0.0;
};

// One port, 6 PRB, 80 ms. In an ideal receiver 80 ms of PBCH reach -17 dB; the rest goes to the channel's
// estimate.
TEST(Sensitivity, MibAtMinusEightDecibelsInEightyMilliseconds) {
  constexpr int kTrials = 1000;
  for (const auto& capture : tests::lte_captures("generated")) {
    if (!capture.name.ends_with("lte_452_04_p470")) continue;
    const NoisyCapture noisy(capture);
    int missed = 0;
    int wrong = 0;
    for (unsigned seed = 0; seed < kTrials; ++seed) {
      const auto samples = noisy.at(-8.0, seed);
      CellStream stream(samples, capture.fft_size(), 6, capture.sync);
      const auto mib = decode_mib(stream);
      missed += mib ? 0 : 1;
      wrong += mib && (mib->sfn_frame0 != capture.sfn_frame0 || mib->ports != 1 || mib->bandwidth_prb != 6)
                   ? 1
                   : 0;
    }
    EXPECT_LT(tests::upper_bound(missed, kTrials), 0.02);
    EXPECT_EQ(wrong, 0);
    RecordProperty("missed", missed);
    return;
  }
  GTEST_SKIP() << "corpus absent";
}

TEST(Sensitivity, Sib1AtMinusThreeDecibelsInEightyMilliseconds) {
  constexpr int kTrials = 1000;
  for (const auto& capture : tests::lte_captures("generated")) {
    if (!capture.name.ends_with("lte_452_04_p470")) continue;
    const NoisyCapture noisy(capture);
    Mib mib;
    mib.phich_resource = PhichResource::kSixth;
    mib.sfn_frame0 = static_cast<std::uint16_t>(capture.sfn_frame0);
    int missed = 0;
    int wrong = 0;
    for (unsigned seed = 0; seed < kTrials; ++seed) {
      const auto samples = noisy.at(-3.0, seed);
      CellStream stream(samples, capture.fft_size(), 6, capture.sync);
      const auto sib1 = decode_sib1(stream, mib, Duplex::kFdd);
      missed += sib1 ? 0 : 1;
      wrong += sib1 && tests::to_hex(sib1->message) != capture.sib1_hex ? 1 : 0;
    }
    EXPECT_LT(tests::upper_bound(missed, kTrials), 0.02);
    EXPECT_EQ(wrong, 0);
    RecordProperty("missed", missed);
    return;
  }
  GTEST_SKIP() << "corpus absent";
}

// Receiver noise and the boundary between two carriers, as if every seventh identity had been found there.
TEST(Sensitivity, NothingIsReadWhereThereIsNoCell) {
  const auto captures = tests::captures_without_cell();
  if (captures.empty()) GTEST_SKIP() << "corpus absent";
  EXPECT_EQ(captures.size(), 2U);
  for (const auto& capture : captures) {
    auto samples = capture.samples();
    samples.resize(std::min<std::size_t>(samples.size(), 153600));
    for (std::uint16_t pci = 0; pci < 504; pci = static_cast<std::uint16_t>(pci + 7)) {
      CellSync sync = capture.sync;
      sync.pci = pci;
      sync.frame_start_s = pci * 1e-5;
      CellStream stream(samples, capture.fft_size(), 6, sync);
      EXPECT_FALSE(decode_mib(stream).has_value()) << capture.name << " " << pci;
    }
  }
}

}  // namespace
}  // namespace sb::dsp::lte
