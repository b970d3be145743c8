#include "dsp/cell/lte/receiver.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/synth/scene.hpp"

namespace sb::dsp::lte {
namespace {

IqBlock block_of(std::span<const cf32> samples, double rate_hz, double centre_hz) {
  IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = rate_hz;
  block.centre_hz = centre_hz;
  return block;
}

std::vector<CellEvidence> scan(std::span<const cf32> samples, double rate_hz, double centre_hz = 1842.5e6) {
  Receiver receiver;
  return receiver.scan(block_of(samples, rate_hz, centre_hz));
}

const CellEvidence* find(const std::vector<CellEvidence>& cells, int pci) {
  const auto it =
      std::ranges::find(cells, pci, [](const CellEvidence& c) { return static_cast<int>(c.physical_id); });
  return it == cells.end() ? nullptr : &*it;
}

synth::SceneCell cell(std::uint16_t pci, std::uint16_t n_prb, double frequency_hz) {
  synth::SceneCell c;
  c.cell.pci = pci;
  c.cell.bandwidth_prb = n_prb;
  c.cell.ports = 2;
  c.cell.cell_identity = 0x1000U + pci;
  c.cell.tac = static_cast<std::uint16_t>(7000 + pci);
  c.cell.plmns = {{457, 1, 2}};
  c.cell.sfn_at_zero = 100;
  c.frequency_hz = frequency_hz;
  c.rsrp_dbfs = -50.0;
  return c;
}

std::vector<cf32> render(std::vector<synth::SceneCell> cells, double centre_hz, double rate_hz,
                         double seconds, double noise_db) {
  synth::SceneConfig scene;
  scene.cells = std::move(cells);
  scene.noise_dbfs_per_hz = noise_db - 10.0 * std::log10(15e3);
  std::vector<cf32> samples(static_cast<std::size_t>(seconds * rate_hz));
  synth::Scene(scene).render(centre_hz, rate_hz, 0, samples);
  return samples;
}

TEST(LteReceiver, FarAndNearCarriersOfAWideCaptureEachOnceOnTheirOwnFrequency) {
  constexpr double kCentre = 943.0e6;
  // A receiver whose LO and clock are 20 ppm off sees everything 18.9 kHz low.
  auto wide = cell(1, 25, kCentre - 5.0e6);
  auto narrow = cell(166, 15, kCentre + 3.6e6);
  auto middle = cell(310, 15, kCentre);
  wide.delay_s = 1.3e-3;
  narrow.delay_s = 7.7e-3;
  narrow.rsrp_dbfs -= 8.0;
  for (synth::SceneCell* c : {&wide, &narrow, &middle}) {
    c->cfo_hz = -20e-6 * c->frequency_hz;
    c->clock_ppm = 20.0;
  }
  const auto cells = scan(render({wide, narrow, middle}, kCentre, 19.2e6, 0.1, -75.0), 19.2e6, kCentre);
  ASSERT_EQ(cells.size(), 3U);
  for (const synth::SceneCell* c : {&wide, &narrow, &middle}) {
    const CellEvidence* found = find(cells, c->cell.pci);
    ASSERT_NE(found, nullptr) << c->cell.pci;
    EXPECT_EQ(found->frequency_hz, c->frequency_hz);
    EXPECT_NEAR(static_cast<double>(found->cfo_hz), c->cfo_hz, 30.0);
    EXPECT_EQ(found->level, DecodeLevel::kSystemInformation);
    EXPECT_EQ(found->tac, c->cell.tac);
    EXPECT_EQ(found->cell_id, c->cell.cell_identity);
    EXPECT_EQ(found->bandwidth_prb, c->cell.bandwidth_prb);
    EXPECT_NEAR(static_cast<double>(found->rsrp_dbfs), c->rsrp_dbfs, 1.0);
    EXPECT_NEAR(found->first_s, c->delay_s, 1e-6);
    EXPECT_EQ(found->sfn, 100);
  }
}

TEST(LteReceiver, FullBandwidthOver160msWithAClock26PpmOff) {
  auto c = cell(54, 100, 1842.5e6);
  c.clock_ppm = 26.0;
  c.cfo_hz = 1000.0;
  const auto cells = scan(render({c}, 1842.5e6, 19.2e6, 0.16, -60.0), 19.2e6);
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].level, DecodeLevel::kSystemInformation);
  EXPECT_EQ(cells[0].channel, 1575U);
  EXPECT_EQ(cells[0].plmns, (std::vector<models::Plmn>{{457, 1, 2}}));
  EXPECT_NEAR(static_cast<double>(cells[0].noise_dbfs), -60.0, 1.5);
  // TS 36.214 §5.1.3: N x RSRP over RSSI, which counts the symbols with reference signals only: more than the
  // carrier's mean power where the cell is partly loaded.
  EXPECT_NEAR(static_cast<double>(cells[0].rsrq_db),
              20.0 + static_cast<double>(cells[0].rsrp_dbfs - cells[0].rssi_dbfs), 0.01);
  EXPECT_GT(cells[0].rssi_dbfs, cells[0].power_dbfs);
  ASSERT_TRUE(cells[0].broadcast);
  EXPECT_EQ(cells[0].broadcast->q_rx_lev_min_dbm, c.cell.q_rx_lev_min_dbm);
  EXPECT_EQ(cells[0].broadcast->value_tag, c.cell.value_tag);
  EXPECT_FALSE(cells[0].broadcast->tdd_configuration);
}

TEST(LteReceiver, CarrierWiderThanTheCaptureStaysAtMib) {
  const auto cells = scan(render({cell(54, 100, 1842.5e6)}, 1842.5e6, 1.92e6, 0.08, -60.0), 1.92e6);
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].level, DecodeLevel::kMib);
  EXPECT_EQ(cells[0].bandwidth_prb, 100);
  EXPECT_TRUE(cells[0].plmns.empty());
}

TEST(LteReceiver, RatesThatNeedResampling) {
  for (const double rate : {2.4e6, 2.048e6, 20e6, 61.44e6}) {
    const std::uint16_t n_prb = rate < 3e6 ? 6 : 50;
    const auto cells = scan(render({cell(7, n_prb, 1842.5e6)}, 1842.5e6, rate, 0.08, -60.0), rate);
    ASSERT_EQ(cells.size(), 1U) << rate;
    EXPECT_EQ(cells[0].level, DecodeLevel::kSystemInformation) << rate;
    EXPECT_EQ(cells[0].tac, 7007);
  }
}

TEST(LteReceiver, SamplesAreNotChangedAndProgressRises) {
  const auto samples = render({cell(7, 6, 1842.5e6)}, 1842.5e6, 1.92e6, 0.04, -60.0);
  const auto before = samples;
  std::vector<double> steps;
  ReceiverOptions options;
  options.progress = [&](double share) { steps.push_back(share); };
  Receiver receiver(std::move(options));
  const auto first = receiver.scan(block_of(samples, 1.92e6, 0.0));
  EXPECT_EQ(samples, before);
  EXPECT_TRUE(std::ranges::is_sorted(steps));
  ASSERT_FALSE(steps.empty());
  EXPECT_EQ(steps.back(), 1.0);
  // A second scan of the same receiver says the same.
  const auto second = receiver.scan(block_of(samples, 1.92e6, 0.0));
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(first[0].first_s, second[0].first_s);
  EXPECT_FALSE(first[0].channel.has_value());  // the frequency is unknown
}

TEST(LteReceiver, OddInputsGiveNoCells) {
  EXPECT_TRUE(scan({}, 1.92e6).empty());
  const std::vector<cf32> few(3, cf32{1.0F, 0.0F});
  EXPECT_TRUE(scan(few, 1.92e6).empty());
  std::mt19937 random(3);
  for (const double rate : {0.25e6, 1.2e6, 1.92e6, 2.4e6, 19.2e6}) {
    for (const double seconds : {1e-3, 5e-3, 21e-3, 80e-3}) {
      const auto count = static_cast<std::size_t>(rate * seconds);
      std::vector<cf32> x(count);
      EXPECT_TRUE(scan(x, rate).empty()) << "zeros";
      std::ranges::fill(x, cf32{0.7F, -0.7F});
      EXPECT_TRUE(scan(x, rate).empty()) << "constant";
      for (std::size_t n = 0; n < count; ++n) {
        x[n] = static_cast<cf32>(
            std::polar(1.0, 2.0 * std::numbers::pi * std::remainder(0.0123 * static_cast<double>(n), 1.0)));
      }
      EXPECT_TRUE(scan(x, rate).empty()) << "tone";
      for (cf32& v : x) v = {(random() & 1U) != 0U ? 1.0F : -1.0F, (random() & 1U) != 0U ? 1.0F : -1.0F};
      EXPECT_TRUE(scan(x, rate).empty()) << "clipped noise";
      std::ranges::fill(x, cf32{});
      if (count > 2000) x[1500] = {1.0F, 1.0F};
      EXPECT_TRUE(scan(x, rate).empty()) << "one impulse";
    }
  }
}

TEST(LteReceiver, ShortCapturesOfACell) {
  const auto samples = render({cell(7, 6, 1842.5e6)}, 1842.5e6, 1.92e6, 0.06, -60.0);
  for (const double ms : {1.0, 2.0, 5.0, 6.0, 11.0, 20.0, 40.0}) {
    const auto cells = scan(std::span(samples).first(static_cast<std::size_t>(ms * 1920)), 1.92e6);
    for (const CellEvidence& c : cells) EXPECT_EQ(c.physical_id, 7) << ms;
    if (ms >= 6.0) {
      EXPECT_EQ(cells.size(), 1U) << ms;
    }
  }
}

TEST(LteReceiver, ClippedToFullScaleACellIsStillDecoded) {
  auto samples = render({cell(7, 6, 1842.5e6)}, 1842.5e6, 1.92e6, 0.16, -60.0);
  float rms = 0.0F;
  for (const cf32& x : samples) rms += std::norm(x);
  rms = std::sqrt(rms / static_cast<float>(samples.size()));
  for (cf32& x : samples) {
    const auto clip = [&](float v) { return std::clamp(v / rms * 1.4F, -1.0F, 1.0F); };
    x = {clip(x.real()), clip(x.imag())};
  }
  const auto cells = scan(samples, 1.92e6);
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].level, DecodeLevel::kSystemInformation);
}

}  // namespace
}  // namespace sb::dsp::lte
