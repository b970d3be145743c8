// The emission detector over the captures of the corpus. Bursts were counted independently, by
// count_bursts.py: by the envelope alone, and Mode S messages by their preamble and CRC.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/detect/emission_detector.hpp"
#include "tests/support/sigmf_capture.hpp"

namespace sb::dsp {
namespace {

const std::filesystem::path& real() {
  static const std::filesystem::path folder = std::filesystem::path(SB_CORPUS_DIR) / "real";
  return folder;
}

test::SigmfCapture read(const std::filesystem::path& folder, const std::string& name) {
  auto capture = test::read_sigmf(folder / (name + ".sigmf-meta"));
  if (capture.sample_rate_hz == 0.0) capture.sample_rate_hz = 1e6;  // urh_fsk does not say
  return capture;
}

/// The last word on every emission, in looks of at most `seconds`.
std::vector<EmissionEvidence> detect(const test::SigmfCapture& capture, double seconds) {
  EmissionDetector detector;
  std::vector<EmissionEvidence> known;
  const auto step = static_cast<std::size_t>(seconds * capture.sample_rate_hz);
  for (std::size_t at = 0; at < capture.samples.size(); at += step) {
    IqBlock block = capture.block();
    block.first_sample = at;
    block.samples = block.samples.subspan(at, std::min(step, block.samples.size() - at));
    for (EmissionEvidence& e : detector.look(block)) {
      const auto same = std::find_if(known.begin(), known.end(), [&](const EmissionEvidence& k) {
        return k.first_s == e.first_s && std::fabs(k.centre_hz - e.centre_hz) < 0.5 * e.bandwidth_hz;
      });
      if (same == known.end()) {
        known.push_back(std::move(e));
      } else {
        *same = std::move(e);
      }
    }
  }
  return known;
}

const EmissionEvidence& strongest(const std::vector<EmissionEvidence>& all) {
  return *std::max_element(all.begin(), all.end(), [](const EmissionEvidence& a, const EmissionEvidence& b) {
    return a.power_dbfs < b.power_dbfs;
  });
}

std::string describe(const EmissionEvidence& e) {
  return std::to_string(e.centre_hz) + " Hz, width " + std::to_string(e.bandwidth_hz) + ", power " +
         std::to_string(e.power_dbfs) + ", " + std::to_string(e.bursts) + " bursts, " +
         std::to_string(e.first_s) + " to " + std::to_string(e.last_s) + " s, " + e.label;
}

struct Counted {
  const char* name;
  std::uint32_t bursts;
  double first_s, last_s;  ///< start of the first, end of the last
};

class Bursts : public ::testing::TestWithParam<Counted> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(real())) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  }
};

TEST_P(Bursts, AreAllFoundAsTheEnvelopeShowsThem) {
  const auto capture = read(real(), GetParam().name);
  const auto found = detect(capture, 0.17);
  ASSERT_FALSE(found.empty());
  const EmissionEvidence& e = strongest(found);
  SCOPED_TRACE(describe(e));
  EXPECT_EQ(e.bursts, GetParam().bursts);
  EXPECT_NEAR(e.first_s, GetParam().first_s, 2e-3);
  EXPECT_NEAR(e.last_s, GetParam().last_s, 2e-3);
}

// count_bursts.py FILE, gap 5 ms
INSTANTIATE_TEST_SUITE_P(Corpus, Bursts,
                         ::testing::Values(Counted{"ism433_cresta_ws668_250k", 3, 0.1106, 0.4844},
                                           Counted{"ism433_dsc_250k", 1, 0.1964, 0.2221},
                                           Counted{"ism433_generic_remote_250k", 4, 0.2569, 0.4843},
                                           Counted{"ism433_lacrosse_250k", 2, 0.2680, 0.4843},
                                           Counted{"ism433_oregon_scientific_250k", 1, 0.0930, 0.2221},
                                           Counted{"ism433_upm_250k", 3, 0.0855, 0.4843},
                                           Counted{"urh_fsk", 1, 0.0000, 0.0178},
                                           Counted{"vdl2_model_1050k", 1, 0.1121, 0.2467}),
                         [](const auto& made) { return std::string(made.param.name); });

bool message_at(std::span<const cf32> x, std::size_t at, std::size_t& length) {
  const auto p = [&](std::size_t i) { return std::norm(x[at + i]); };
  const float quiet =
      std::max({p(1), p(3), p(4), p(5), p(6), p(8), p(10), p(11), p(12), p(13), p(14), p(15)});
  if (std::min({p(0), p(2), p(7), p(9)}) <= 1.5F * quiet) return false;
  const auto bit = [&](std::size_t k) { return p(16 + 2 * k) > p(17 + 2 * k) ? 1U : 0U; };
  unsigned format = 0;
  for (std::size_t k = 0; k < 5; ++k) format = format << 1U | bit(k);
  if (format != 11 && format != 17 && format != 18) return false;
  length = format >= 16 ? 112 : 56;
  std::uint32_t rest = 0;  // CRC-24 of ICAO annex 10 volume IV §3.1.2.3.3
  for (std::size_t k = 0; k < length; ++k) {
    rest = rest << 1U | bit(k);
    if ((rest >> 24U) != 0) rest ^= 0x1FFF409U;
  }
  return rest == 0;
}

TEST(Adsb, EveryMessageWithAGoodCrcLiesInARunOfTheEmission) {
  if (!std::filesystem::exists(real())) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  const auto capture = read(real(), "adsb_modes1_2M");
  EmissionScan scan(capture.sample_rate_hz, {});
  const auto sightings = scan.look(capture.block());
  ASSERT_EQ(sightings.size(), 1U);
  const auto& runs = sightings[0].runs;
  std::size_t messages = 0;
  std::size_t missed = 0;
  for (std::size_t at = 0; at + 240 < capture.samples.size(); ++at) {
    std::size_t length = 0;
    if (!message_at(capture.samples, at, length)) continue;
    ++messages;
    const std::size_t middle = at + 8 + length;
    missed += static_cast<std::size_t>(std::none_of(
        runs.begin(), runs.end(), [&](const OnRun& r) { return r.first <= middle && middle < r.end; }));
  }
  EXPECT_GT(messages, 150U);
  EXPECT_EQ(missed, 0U);
}

class Nothing : public ::testing::TestWithParam<const char*> {};

TEST_P(Nothing, IsReportedWhereThereIsNoEmissionToBeBelieved) {
  if (!std::filesystem::exists(real())) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  for (const auto& e : detect(read(real(), GetParam()), 0.17)) ADD_FAILURE() << describe(e);
}

// Receiver noise; and a receiver that clips on the edges of two carriers at once.
INSTANTIATE_TEST_SUITE_P(Corpus, Nothing,
                         ::testing::Values("lte_noise_rtl_1M92", "lte_b20_801M_edge_none_1M92"));

TEST(Carriers, EveryGeneratedCellIsOneEmissionWhereItsCarrierIs) {
  const auto folder = std::filesystem::path(SB_CORPUS_DIR) / "generated";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  for (const auto& truth : test::read_truth(folder)) {
    const auto capture = read(folder, truth.name);
    const auto found = detect(capture, 0.17);
    SCOPED_TRACE(truth.name);
    ASSERT_FALSE(found.empty());
    for (const auto& e : found) EXPECT_EQ(found.size(), 1U) << describe(e);
    const EmissionEvidence& e = strongest(found);
    for (const auto& cell : truth.cells) {
      if (!cell.frequency_hz) continue;
      EXPECT_LT(std::fabs(e.centre_hz - *cell.frequency_hz), 0.5 * e.bandwidth_hz) << describe(e);
      if (!cell.bandwidth_prb) continue;
      EXPECT_NEAR(e.bandwidth_hz, *cell.bandwidth_prb * 180e3, 0.05 * *cell.bandwidth_prb * 180e3);
    }
  }
}

}  // namespace
}  // namespace sb::dsp
