#include "dsp/detect/signal_namer.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "dsp/detect/emission_detector.hpp"
#include "dsp/synth/emitter.hpp"
#include "dsp/synth/gaussian.hpp"
#include "models/emitter_classifier/emitter_classifier.hpp"

namespace sb::dsp {
namespace {

constexpr double kRate = 1.92e6;
constexpr double kCentre = 433e6;
constexpr std::size_t kBlock = 307'200;  // 160 ms

struct Heard {
  std::vector<cf32> samples;
  IqBlock block;
};

Heard hear(synth::EmitterWave wave, double power_dbfs, std::uint64_t first, std::uint64_t seed) {
  Heard heard;
  heard.samples.resize(kBlock);
  for (std::size_t n = 0; n < kBlock; ++n) heard.samples[n] = 0.003F * synth::gaussian_at(seed, first + n);
  synth::EmitterConfig config;
  config.wave = wave;
  config.frequency_hz = kCentre + 300e3;
  config.power_dbfs = power_dbfs;
  config.seed = seed;
  synth::Emitter(config).add(kCentre, kRate, static_cast<std::int64_t>(first), heard.samples);
  heard.block.samples = heard.samples;
  heard.block.sample_rate_hz = kRate;
  heard.block.centre_hz = kCentre;
  heard.block.first_sample = first;
  return heard;
}

TEST(SignalNamer, ADataChannelIsNamedAndKeepsItsName) {
  EmissionDetector detector;
  SignalNamer namer(models::load_emitter_classifier());
  for (std::uint64_t i = 0; i < 3; ++i) {
    const Heard heard = hear(synth::EmitterWave::kFsk, -45.0, i * kBlock, 4);
    auto found = detector.look(heard.block);
    ASSERT_FALSE(found.empty());
    namer.name(heard.block, found);
    EXPECT_EQ(found[0].label, "fsk");
    EXPECT_GE(found[0].label_confidence, 0.9F);
    EXPECT_EQ(found[0].model_hash.size(), 64U);
  }
}

TEST(SignalNamer, WhatRulesKnowByMeasurementIsLeftAlone) {
  SignalNamer namer(models::load_emitter_classifier());
  const Heard heard = hear(synth::EmitterWave::kNbfm, -45.0, 0, 4);
  std::vector<EmissionEvidence> emissions(2);
  for (auto& e : emissions) {
    e.centre_hz = kCentre + 300e3;
    e.bandwidth_hz = 12e3;
    e.power_dbfs = -45.0F;
    e.snr_db = 25.0F;
  }
  emissions[0].label = "repeater";
  emissions[1].label = "ofdm";
  namer.name(heard.block, emissions);
  EXPECT_EQ(emissions[0].label, "repeater");
  EXPECT_EQ(emissions[1].label, "ofdm");
  EXPECT_TRUE(emissions[0].model_hash.empty());
}

TEST(SignalNamer, TooWeakOrTooShortIsNotGuessedAt) {
  SignalNamer namer(models::load_emitter_classifier());
  const Heard heard = hear(synth::EmitterWave::kNbfm, -45.0, 0, 5);
  std::vector<EmissionEvidence> emissions(2);
  emissions[0].snr_db = 1.0F;
  emissions[1].snr_db = 25.0F;
  emissions[1].duty = 0.01F;
  for (auto& e : emissions) {
    e.centre_hz = kCentre + 300e3;
    e.bandwidth_hz = 12e3;
    e.power_dbfs = -45.0F;
  }
  namer.name(heard.block, emissions);
  EXPECT_EQ(emissions[0].label, "unknown");
  EXPECT_EQ(emissions[1].label, "unknown");
}

}  // namespace
}  // namespace sb::dsp
