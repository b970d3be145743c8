// Boosters and the use of an uplink.
#include <cmath>

#include <gtest/gtest.h>

#include "dsp/detect/repeater.hpp"
#include "dsp/detect/repeater_watch.hpp"
#include "dsp/detect/uplink_activity.hpp"
#include "dsp/synth/emitter.hpp"
#include "dsp/synth/scene.hpp"

namespace sb::dsp {
namespace {

constexpr double kCentre_hz = 1815e6;
constexpr double kRate_hz = 7.68e6;

struct Street {
  std::vector<cf32> samples;
  CellEvidence cell;
  IqBlock block() const {
    IqBlock b;
    b.samples = samples;
    b.sample_rate_hz = kRate_hz;
    b.centre_hz = kCentre_hz;
    return b;
  }
};

Street street(std::uint64_t seed, synth::FadingProfile fading) {
  synth::SceneConfig config;
  synth::SceneCell c;
  c.cell.pci = 77;
  c.cell.bandwidth_prb = 25;
  c.cell.seed = seed;
  c.frequency_hz = kCentre_hz;
  c.rsrp_dbfs = -50.0;
  c.fading = fading;
  c.doppler_hz = 5.0;
  config.cells.push_back(c);
  config.noise_dbfs_per_hz = -110.0;
  config.seed = seed;
  Street s;
  s.samples.resize(static_cast<std::size_t>(0.1 * kRate_hz));
  synth::Scene(config).render(kCentre_hz, kRate_hz, 0, s.samples);
  s.cell.frequency_hz = kCentre_hz;
  s.cell.physical_id = 77;
  s.cell.bandwidth_prb = 25;
  s.cell.cyclic_prefix = CyclicPrefix::kNormal;
  return s;
}

TEST(Repeater, ADelayedCopyIsFoundAndMeasured) {
  for (const double delay_us : {2.6, 4.95, 7.03}) {
    Street s = street(1, synth::FadingProfile::kNone);
    const double rounded_us = std::round(delay_us * kRate_hz * 1e-6) / kRate_hz * 1e6;
    synth::add_delayed_copy(s.samples, kRate_hz, delay_us * 1e-6, -6.0, 0.3);
    const auto copy = find_delayed_copy(s.block(), s.cell);
    ASSERT_TRUE(copy) << delay_us;
    EXPECT_NEAR(copy->delay_s * 1e6, rounded_us, 0.1);
    EXPECT_NEAR(copy->level_db, -6.0, 0.7);
    EXPECT_EQ(repeater_evidence(s.block(), s.cell, *copy).label, "repeater");
  }
}

TEST(Repeater, MultipathOfTheStandardIsNone) {
  for (const auto fading : {synth::FadingProfile::kNone, synth::FadingProfile::kEpa,
                            synth::FadingProfile::kEva, synth::FadingProfile::kEtu}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const Street s = street(seed, fading);
      const auto copy = find_delayed_copy(s.block(), s.cell);
      EXPECT_FALSE(copy) << "fading " << static_cast<int>(fading) << " seed " << seed << ": " << copy->delay_s
                         << " s, " << copy->level_db << " dB, isolation " << copy->isolation_db;
    }
  }
}

TEST(Repeater, NarrowOrCutCellsSayNothing) {
  Street s = street(1, synth::FadingProfile::kNone);
  s.cell.bandwidth_prb = 6;
  EXPECT_FALSE(find_delayed_copy(s.block(), s.cell));
  s.cell.bandwidth_prb = 100;
  EXPECT_FALSE(find_delayed_copy(s.block(), s.cell));
}

TEST(RepeaterWatch, ACopyThatAppearsIsARepeaterAndOneThatStoodIsAnEcho) {
  const Street bare = street(1, synth::FadingProfile::kNone);
  Street boosted = bare;
  synth::add_delayed_copy(boosted.samples, kRate_hz, 4.95e-6, -6.0, 0.3);
  const auto looks = [](RepeaterWatch& watch, const Street& s, int count) {
    std::vector<EmissionEvidence> found;
    for (int i = 0; i < count; ++i) found = watch.look(s.block(), std::span(&s.cell, 1));
    return found;
  };
  RepeaterWatch watch;
  EXPECT_TRUE(looks(watch, bare, 24).empty());
  EXPECT_TRUE(looks(watch, boosted, 2).empty());  // twice may be chance
  auto found = looks(watch, boosted, 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "repeater");
  EXPECT_EQ(found[0].centre_hz, kCentre_hz);
  EXPECT_EQ(looks(watch, boosted, 5)[0].label, "repeater");
  EXPECT_TRUE(looks(watch, bare, 1).empty());

  RepeaterWatch fresh;
  found = looks(fresh, boosted, 5);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, "lte_echo");
}

TEST(UplinkActivity, AddsEnergyOverTheFloorHourByHour) {
  constexpr std::int64_t kHour_ns = 3600LL * 1000000000LL;
  UplinkActivity activity(890e6, 891e6);
  std::vector<float> mean(100, 1e-6F);
  SpectrumFrame frame;
  frame.floor = 1e-6F;
  frame.f0_hz = 889e6;
  frame.bin_hz = 25e3;
  frame.samples = 250000;  // 0.1 s at 2.5 MS/s
  frame.mean = mean;
  frame.t0_utc_ns = 500000 * kHour_ns;
  activity.add(frame);
  std::vector<float> busy = mean;
  busy[60] = 101e-6F;  // 890.5 MHz: 100 over the floor of a bin
  busy[10] = 1.0F;     // outside the band
  frame.mean = busy;
  activity.add(frame);
  frame.t0_utc_ns += kHour_ns;
  activity.add(frame);
  frame.floor = 0.0F;  // not estimated: left out
  activity.add(frame);
  ASSERT_EQ(activity.hours().size(), 2U);
  EXPECT_NEAR(activity.hours()[0].observed_s, 0.2, 1e-9);
  EXPECT_NEAR(activity.hours()[0].active_s, 0.1, 1e-9);
  EXPECT_NEAR(activity.hours()[0].energy, 0.1 * 100e-6, 1e-8);
  EXPECT_NEAR(activity.hours()[1].observed_s, 0.1, 1e-9);
}

}  // namespace
}  // namespace sb::dsp
