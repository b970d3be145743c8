#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/scan/window_feed.hpp"
#include "tests/support/recording.hpp"

namespace sb::node {
namespace {

using ::testing::HasSubstr;

constexpr double kRate = 10e3;  // 1700 samples are a window

class RecordingFeedTest : public ::testing::Test {
 protected:
  struct Seen {
    std::uint64_t begin, length;
    double start_s;
  };
  std::vector<Seen> look(const std::filesystem::path& path, const ScanOptions& options,
                         std::string* error = nullptr) {
    SigmfSource source(path);
    EXPECT_TRUE(source.open());
    const auto feed = feed_recording(source, options);
    std::vector<Seen> seen;
    while (true) {
      const auto window = feed->next();
      if (!window && error != nullptr) *error = window.error().text;
      EXPECT_TRUE(window || error != nullptr);
      if (!window || !*window) break;
      const dsp::IqBlock& block = (*window)->block;
      EXPECT_EQ(block.sample_rate_hz, kRate);
      seen.push_back({block.first_sample, block.samples.size(), (*window)->start_s});
    }
    totals_ = feed->totals();
    return seen;
  }
  std::filesystem::path record(std::size_t samples,
                               const std::string& captures = R"([{"core:sample_start":0}])",
                               std::size_t stray_bytes = 0) {
    return test::write_recording(folder_, "a", test::meta_text("cf32_le", "10000", captures),
                                 test::noise(samples, 1), stray_bytes);
  }
  test::TempDir folder_;
  FeedTotals totals_;
};

TEST_F(RecordingFeedTest, AShortCaptureIsOneWindow) {
  const auto seen = look(record(1700), {});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].length, 1700U);
  EXPECT_EQ(totals_.samples, 1700U);
  EXPECT_EQ(totals_.progress, 1.0);
}

TEST_F(RecordingFeedTest, EverySampleOfAMiddlingCaptureIsSeen) {
  for (const std::size_t samples :
       {std::size_t{1701}, std::size_t{5000}, std::size_t{16 * 1700}, std::size_t{26'999}}) {
    std::uint64_t seen_to = 0;
    for (const Seen& window : look(record(samples), {})) {
      EXPECT_LE(window.begin, seen_to);
      EXPECT_LE(window.length, 1700U);
      EXPECT_DOUBLE_EQ(window.start_s, static_cast<double>(window.begin) / kRate);
      seen_to = window.begin + window.length;
    }
    EXPECT_EQ(seen_to, samples);
    EXPECT_EQ(totals_.samples, samples);
  }
}

TEST_F(RecordingFeedTest, ALongCaptureIsSeenInPlacesFromItsStartToItsEnd) {
  ScanOptions options;
  options.windows = 4;
  const auto seen = look(record(100'000), options);
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_EQ(seen.front().begin, 0U);
  EXPECT_EQ(seen.back().begin + seen.back().length, 100'000U);
  EXPECT_EQ(totals_.samples, 4U * 1700U);
  EXPECT_EQ(totals_.capture_samples, 100'000U);
  options.windows = 0;
  look(record(100'000), options);
  EXPECT_EQ(totals_.samples, 100'000U);
}

TEST_F(RecordingFeedTest, NoWindowSpansARetuning) {
  const auto seen = look(
      record(
          2000,
          R"([{"core:sample_start":0,"core:frequency":1e8},{"core:sample_start":500,"core:frequency":2e8}])"),
      {});
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].length, 500U);
  EXPECT_EQ(seen[1].begin, 500U);
  EXPECT_EQ(seen[1].length, 1500U);
}

TEST_F(RecordingFeedTest, DurationLimitsIt) {
  ScanOptions options;
  options.duration_s = 0.05;
  const auto seen =
      look(record(2000, R"([{"core:sample_start":0}])", 3), options);  // nor is the end looked at
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].length, 500U);
}

TEST_F(RecordingFeedTest, UpToTheDamageAndNoFurther) {
  auto numbers = test::noise(5000, 1);
  numbers[2 * 2500] = std::nanf("");
  const auto path = test::write_recording(
      folder_, "a", test::meta_text("cf32_le", "10000", R"([{"core:sample_start":0}])"), numbers);
  std::string error;
  const auto seen = look(path, {}, &error);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[1].begin + seen[1].length, 2500U);
  EXPECT_EQ(totals_.samples, 2500U);
  EXPECT_THAT(error, HasSubstr("sample 2500"));
}

TEST_F(RecordingFeedTest, HalfASampleAtTheEndIsDamage) {
  std::string error;
  EXPECT_EQ(look(record(1000, R"([{"core:sample_start":0}])", 3), {}, &error).size(), 1U);
  EXPECT_THAT(error, HasSubstr("truncated"));
}

}  // namespace
}  // namespace sb::node
