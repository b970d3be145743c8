// The detectors of energy as the pipeline runs them: told of each other's findings, with a memory.
#include "node/pipeline/energy_detectors.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "dsp/detect/baseline.hpp"
#include "dsp/synth/emitter.hpp"
#include "dsp/synth/scene.hpp"
#include "node/rows/row_store.hpp"
#include "tests/support/recording.hpp"

namespace sb::node {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;
constexpr std::int64_t kMonday = 2600LL * 168 * kHour + 96 * kHour;

std::vector<dsp::cf32> noise(std::size_t samples, float rms, unsigned seed = 1) {
  const auto numbers = test::noise(samples, seed, rms);
  std::vector<dsp::cf32> x(samples);
  for (std::size_t i = 0; i < samples; ++i) x[i] = {numbers[2 * i], numbers[2 * i + 1]};
  return x;
}

dsp::IqBlock block_of(const std::vector<dsp::cf32>& x, double centre_hz, double rate_hz,
                      std::uint64_t number = 0) {
  dsp::IqBlock block;
  block.samples = x;
  block.centre_hz = centre_hz;
  block.sample_rate_hz = rate_hz;
  block.first_sample = number * x.size();
  return block;
}

TEST(EnergyDetectors, UseOfAForeignUplinkIsToldAfterItsHour) {
  constexpr double kRate = 1.92e6;
  const auto quiet = noise(192'000, 0.01F);
  auto busy = quiet;
  for (std::size_t n = 0; n < busy.size(); ++n)  // some 200 kHz of it
    busy[n] += static_cast<dsp::cf32>(std::polar(0.05, 0.3 * std::sin(0.2 * static_cast<double>(n))));
  auto rows = make_row_detector();
  dsp::CellEvidence cell;
  cell.level = dsp::DecodeLevel::kSystemInformation;
  cell.channel = 1300;
  cell.bandwidth_prb = 6;
  cell.plmns.push_back(*models::parse_plmn("460-00"));
  rows->heard(cell);
  std::vector<dsp::EmissionEvidence> found;
  for (int i = 0; i < 700; ++i) {  // 0.1 s every 8 s
    auto block = block_of(i % 4 == 0 ? busy : quiet, 1720e6, kRate, static_cast<std::uint64_t>(i));
    block.t0_utc_ns = kMonday + i * (kHour / 450);
    for (auto& e : rows->look(block, {})) found.push_back(std::get<dsp::EmissionEvidence>(e));
  }
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "foreign_service_use");
  EXPECT_NEAR(found[0].duty, 0.25, 0.03);
}

TEST(EnergyDetectors, WhatAPlaceWasLikeSurvivesARestartAndRowsAreKept) {
  const test::TempDir memory;
  const auto quiet = noise(40'000, 0.01F);
  const auto run = [&](int from_hour, int hours) {
    auto rows = make_row_detector();
    rows->remember_in(memory.path());
    for (int i = 0; i < hours * 25; ++i) {
      auto block = block_of(quiet, 150e6, 400e3, static_cast<std::uint64_t>(i) * 1440);  // 144 s apart
      block.t0_utc_ns = kMonday + from_hour * kHour + i * (kHour / 25);
      rows->look(block, {});
    }
    rows->finish();
  };
  const auto levels = [&] {
    for (const auto& entry : std::filesystem::directory_iterator(memory.path())) {
      if (entry.path().filename().string().starts_with("levels_")) {
        std::ifstream in(entry.path());
        return std::string{std::istreambuf_iterator<char>(in), {}};
      }
    }
    return std::string{};
  };
  run(0, 3);
  const auto first = dsp::Baseline::from_text(levels());
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->normal(kMonday, 0)) << "two hours are too few";
  run(4, 3);
  const auto second = dsp::Baseline::from_text(levels());
  ASSERT_TRUE(second);
  ASSERT_TRUE(second->normal(kMonday, 0));
  EXPECT_EQ(second->normal(kMonday, 0)->weeks, 4U) << "hours, while none has three weeks";
  const auto read =
      read_rows(memory / kRowsFolder, 0, kMonday + 100 * kHour, [](const dsp::SpectrumFrame&) {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->rows, 150U);
}

TEST(EnergyDetectors, ABoosterThatIsSwitchedOnIsFoundThroughTheTable) {
  constexpr double kRate = 7.68e6;
  constexpr double kCentre = 1815e6;
  dsp::synth::SceneConfig config;
  dsp::synth::SceneCell c;
  c.cell.pci = 77;
  c.cell.bandwidth_prb = 25;
  c.frequency_hz = kCentre;
  c.rsrp_dbfs = -50.0;
  config.cells.push_back(c);
  config.noise_dbfs_per_hz = -110.0;
  std::vector<dsp::cf32> bare(static_cast<std::size_t>(0.1 * kRate));
  dsp::synth::Scene(config).render(kCentre, kRate, 0, bare);
  auto boosted = bare;
  dsp::synth::add_delayed_copy(boosted, kRate, 4.95e-6, -6.0, 0.3);
  dsp::CellEvidence cell;
  cell.frequency_hz = kCentre;
  cell.physical_id = 77;
  cell.bandwidth_prb = 25;
  cell.cyclic_prefix = dsp::CyclicPrefix::kNormal;
  std::vector<std::string> labels;
  for (const DetectorKind& kind : detector_kinds()) {
    if (kind.info().id != "emission.repeater") continue;
    auto detector = kind.make();
    for (std::uint64_t i = 0; i < 26; ++i) {
      const auto block = block_of(i < 22 ? bare : boosted, kCentre, kRate, i);
      for (auto& e : detector->look(block, std::span(&cell, 1)))
        labels.push_back(std::get<dsp::EmissionEvidence>(e).label);
    }
  }
  EXPECT_EQ(labels, (std::vector<std::string>{"repeater", "repeater"}));
}

}  // namespace
}  // namespace sb::node
