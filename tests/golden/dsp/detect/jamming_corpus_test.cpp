// Nothing in the corpus is jammed: busy cells, bursts, beacons and noise must stay without a word; and a
// jammer laid over the real cells must not.
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "dsp/cell/lte/receiver.hpp"
#include "dsp/detect/jamming.hpp"
#include "dsp/detect/jamming_cell_watch.hpp"
#include "dsp/synth/jammer.hpp"
#include "tests/support/sigmf_capture.hpp"

namespace sb::dsp {
namespace {

using synth::Jammer;
using synth::JammerConfig;
using synth::JammerWave;

constexpr double kWindow_s = 0.17;

/// ./check runs every third generated capture; SB_LONG=1 all of them.
bool is_long() {
  return std::getenv("SB_LONG") != nullptr;
}

std::vector<test::TrueCapture> captures(const char* folder) {
  return test::read_truth(std::filesystem::path(SB_CORPUS_DIR) / folder);
}

std::string reasons(const JammingEvidence& e) {
  std::string all = "kind " + std::to_string(static_cast<int>(e.kind)) + " at " + std::to_string(e.centre_hz);
  for (const auto& r : e.reasons) all += " " + r;
  return all;
}

IqBlock window(const test::SigmfCapture& capture, std::size_t first) {
  IqBlock block = capture.block();
  const auto length = static_cast<std::size_t>(kWindow_s * capture.sample_rate_hz);
  block.samples = block.samples.subspan(first, std::min(length, block.samples.size() - first));
  block.first_sample = first;
  return block;
}

/// Windows in a row through one detector, with the cells that the receiver hears in each.
std::size_t findings(const test::TrueCapture& truth, std::size_t most_windows) {
  const auto capture = test::read_sigmf(truth.meta);
  if (capture.sample_rate_hz <= 0.0) return 0;
  JammingDetector detector;
  std::size_t count = 0;
  const auto step = static_cast<std::size_t>(kWindow_s * capture.sample_rate_hz);
  for (std::size_t i = 0; i < most_windows && i * step < capture.samples.size(); ++i) {
    const IqBlock block = window(capture, i * step);
    std::vector<CellEvidence> cells;
    if (!truth.cells.empty() && truth.cells[0].rat == "lte") cells = lte::Receiver().scan(block);
    for (const JammingEvidence& e : detector.look(block, cells)) {
      ++count;
      ADD_FAILURE() << truth.name << " window " << i << ": " << reasons(e);
    }
  }
  return count;
}

TEST(JammingCorpus, NothingOffTheAirIsJamming) {
  const auto all = captures("real");
  if (all.empty()) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  for (const auto& truth : all) EXPECT_EQ(findings(truth, is_long() ? 100 : 2), 0U) << truth.name;
}

TEST(JammingCorpus, NothingGeneratedIsJamming) {
  const auto all = captures("generated");
  if (all.empty()) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  for (std::size_t i = 0; i < all.size(); i += is_long() ? 1 : 3) {
    EXPECT_EQ(findings(all[i], is_long() ? 100 : 1), 0U) << all[i].name;
  }
}

struct Over {
  JammerWave wave;
  JammingKind kind;
  double j_to_s_db;
};

TEST(JammingCorpus, JammersOverRealCellsAreFoundAndNamed) {
  const auto all = captures("real");
  if (all.empty()) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  for (const auto& truth : all) {
    const bool narrow = truth.name == "lte_b20_806M_pci300_1M92";
    if (!narrow && !(is_long() && truth.name == "lte_b3_1815M3_pci301_19M2")) continue;
    const auto clean = test::read_sigmf(truth.meta);
    const IqBlock quiet = window(clean, 0);
    const auto cells = lte::Receiver().scan(quiet);
    ASSERT_FALSE(cells.empty()) << truth.name;
    double power = 0.0;
    for (const cf32& x : quiet.samples) power += std::norm(x) / static_cast<double>(quiet.samples.size());
    for (const Over& over : {Over{JammerWave::kTone, JammingKind::kTone, -6.0},
                             Over{JammerWave::kMultitone, JammingKind::kMultitone, 0.0},
                             Over{JammerWave::kSweep, JammingKind::kSweep, 0.0},
                             Over{JammerWave::kPulse, JammingKind::kPulse, 12.0}}) {
      JammerConfig j;
      j.wave = over.wave;
      j.frequency_hz = cells[0].frequency_hz + (over.wave == JammerWave::kTone ? 231e3 : 0.0);
      j.bandwidth_hz = 0.8 * (narrow ? 1.08e6 : 18e6);
      j.power_dbfs = 10.0 * std::log10(power) + over.j_to_s_db;
      j.period_s = over.wave == JammerWave::kPulse ? 611e-6 : 83e-6;
      j.tones = 6;
      std::vector<cf32> mixed(quiet.samples.begin(), quiet.samples.end());
      Jammer(j).add(quiet.centre_hz, quiet.sample_rate_hz, 0, mixed);
      IqBlock block = quiet;
      block.samples = mixed;
      const auto said = JammingDetector().look(block, cells);
      ASSERT_EQ(said.size(), 1U) << truth.name << " wave " << static_cast<int>(over.wave);
      EXPECT_EQ(said[0].kind, over.kind) << truth.name << ": " << reasons(said[0]);
      EXPECT_NEAR(said[0].power_dbfs, j.power_dbfs, 3.0) << truth.name << ": " << reasons(said[0]);
    }
  }
}

/// Half of a recording stays as it was; then noise rises over all of the receiver's span.
TEST(JammingCorpus, ABarrageThatBeginsInsideARealRecordingIsFound) {
  const auto all = captures("real");
  if (all.empty()) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  for (const auto& truth : all) {
    if (truth.name != "lte_b20_806M_pci300_1M92") continue;
    const auto clean = test::read_sigmf(truth.meta);
    const IqBlock quiet = window(clean, 0);
    const auto cells = lte::Receiver().scan(quiet);
    ASSERT_FALSE(cells.empty());
    double power = 0.0;
    for (const cf32& x : quiet.samples) power += std::norm(x) / static_cast<double>(quiet.samples.size());
    JammerConfig j;
    j.frequency_hz = quiet.centre_hz;
    j.bandwidth_hz = quiet.sample_rate_hz;
    j.power_dbfs = 10.0 * std::log10(power);
    j.start_s = 0.04;  // the recording lasts 84 ms
    std::vector<cf32> mixed(quiet.samples.begin(), quiet.samples.end());
    Jammer(j).add(quiet.centre_hz, quiet.sample_rate_hz, 0, mixed);
    IqBlock block = quiet;
    block.samples = mixed;
    const auto said = JammingDetector().look(block, cells);
    std::string heard;
    for (const auto& cell : cells) {
      heard += " pci " + std::to_string(cell.physical_id) + " rsrp " + std::to_string(cell.rsrp_dbfs);
      if (const auto watch = watch_cell(block, cell)) {
        const auto onset = find_onset(watch->looks);
        heard += " looks " + std::to_string(watch->looks.size());
        if (onset) {
          heard += " ln p " + std::to_string(onset->log_false_alarm) + " at " + std::to_string(onset->first) +
                   " rise " + std::to_string(onset->after.mean / onset->before.mean) + " level " +
                   std::to_string(onset->reference_change_db) + " sinr " +
                   std::to_string(onset->sinr_change_db) + " spread " + std::to_string(onset->after.spread);
        }
      }
    }
    ASSERT_EQ(said.size(), 1U) << heard;
    EXPECT_NEAR(said[0].first_s, j.start_s, 0.011) << reasons(said[0]);
  }
}

}  // namespace
}  // namespace sb::dsp
