#include "node/source/sigmf_source.hpp"

#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/source/open_source.hpp"
#include "tests/support/recording.hpp"

namespace sb::node {
namespace {

using dsp::cf32;
using test::meta_text;
using test::write_recording;
using ::testing::HasSubstr;

class SigmfSourceTest : public ::testing::Test {
 protected:
  /// Reads to the end or to an error, `step` samples at most at a time.
  static Result<std::vector<cf32>> read_all(SigmfSource& source, std::size_t step,
                                            std::vector<cf32>& samples) {
    std::vector<cf32> buffer(step);
    while (true) {
      IqLease lease{buffer};
      const auto status = source.read(lease);
      if (!status) return tl::unexpected(status.error());
      if (*status == ReadStatus::kEnd) return samples;
      samples.insert(samples.end(), buffer.begin(),
                     buffer.begin() + static_cast<std::ptrdiff_t>(lease.filled));
    }
  }
  test::TempDir folder_;
};

TEST_F(SigmfSourceTest, ReadsTheSameSamplesInAnyStep) {
  std::vector<std::int8_t> raw(2 * 300'000);
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::int8_t>(i * 7 % 251 - 120);
  const auto path = write_recording(folder_, "a", meta_text("ci8"), raw);
  for (const std::size_t step : {std::size_t{1000}, std::size_t{131072}, std::size_t{1'000'000}}) {
    SigmfSource source(path);
    ASSERT_TRUE(source.open());
    EXPECT_EQ(source.sample_count(), 300'000U);
    EXPECT_TRUE(source.is_fixed());
    std::vector<cf32> samples;
    ASSERT_TRUE(read_all(source, step, samples));
    ASSERT_EQ(samples.size(), 300'000U);
    for (std::size_t i = 0; i < samples.size(); i += 997) {
      EXPECT_EQ(samples[i], cf32(raw[2 * i], raw[2 * i + 1]) / 128.0F);
    }
  }
}

TEST_F(SigmfSourceTest, RateThatTheRecordingDoesNotSayMustBeGiven) {
  const auto path =
      write_recording(folder_, "a", R"({"global":{"core:datatype":"cf32_le"}})", test::noise(10, 1));
  SigmfSource silent(path);
  const auto refused = silent.open();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("core:sample_rate is missing"), std::string::npos);
  SigmfSource told(path);
  told.assume_rate(250e3);
  ASSERT_TRUE(told.open());
  EXPECT_EQ(told.format().sample_rate_hz, 250e3);
}

TEST_F(SigmfSourceTest, DataPathIsAsGoodAsMetaPath) {
  write_recording(folder_, "a", meta_text("cf32_le"), test::noise(10, 1));
  SigmfSource source(folder_ / "a.sigmf-data");
  ASSERT_TRUE(source.open());
  EXPECT_EQ(source.format().centre_hz, 1815e6);
  EXPECT_EQ(source.format().sample_rate_hz, 1.92e6);
  EXPECT_EQ(source.describe(), "sigmf:" + (folder_ / "a.sigmf-meta").string());
}

TEST_F(SigmfSourceTest, HalfASampleAtTheEndIsToldAfterTheWholeOnes) {
  const auto path =
      write_recording(folder_, "a", meta_text("ci16_le"), std::vector<std::int16_t>(2000, 100), 3);
  SigmfSource source(path);
  ASSERT_TRUE(source.open());
  std::vector<cf32> samples;
  const auto result = read_all(source, 300, samples);
  ASSERT_FALSE(result);
  EXPECT_EQ(samples.size(), 1000U);
  EXPECT_EQ(result.error().code, ErrorCode::kUnreadable);
  EXPECT_THAT(result.error().text, HasSubstr("3 bytes into sample 1000"));
}

TEST_F(SigmfSourceTest, NotANumberIsToldAfterTheGoodOnes) {
  auto numbers = test::noise(5000, 2);
  numbers[2 * 4321] = std::nanf("");
  SigmfSource source(write_recording(folder_, "a", meta_text("cf32_le"), numbers));
  ASSERT_TRUE(source.open());
  std::vector<cf32> samples;
  const auto result = read_all(source, 5000, samples);
  ASSERT_FALSE(result);
  EXPECT_EQ(samples.size(), 4321U);
  EXPECT_THAT(result.error().text, HasSubstr("sample 4321"));
}

TEST_F(SigmfSourceTest, SegmentsKeepTheirOwnFrequencyAndTime) {
  const auto path = write_recording(
      folder_, "a",
      meta_text("cf32_le", "1000000",
                R"([{"core:sample_start":0,"core:frequency":1e8,"core:datetime":"2026-01-01T00:00:00Z"},
                                          {"core:sample_start":600,"core:frequency":2e8}])"),
      test::noise(1000, 3));
  SigmfSource source(path);
  ASSERT_TRUE(source.open());
  std::vector<cf32> buffer(500);
  IqLease first{buffer}, second{buffer}, third{buffer};
  ASSERT_TRUE(source.read(first));
  ASSERT_TRUE(source.read(second));
  EXPECT_EQ(second.filled, 100U);  // up to the border
  EXPECT_EQ(second.t0_utc_ns - first.t0_utc_ns, 500'000);
  EXPECT_EQ(source.format().centre_hz, 1e8);
  EXPECT_EQ(source.format().time_quality, dsp::TimeQuality::kRecording);
  ASSERT_TRUE(source.read(third));
  EXPECT_EQ(third.filled, 400U);
  EXPECT_EQ(third.t0_utc_ns, 0);
  EXPECT_EQ(source.format().centre_hz, 2e8);
  EXPECT_EQ(source.format().time_quality, dsp::TimeQuality::kUnknown);
}

TEST_F(SigmfSourceTest, TuningCannotChangeWhatWasRecorded) {
  SigmfSource source(write_recording(folder_, "a", meta_text("cf32_le"), test::noise(10, 1)));
  ASSERT_TRUE(source.open());
  EXPECT_TRUE(source.tune({}));
  EXPECT_TRUE(source.tune({1815e6, 1.92e6}));
  EXPECT_EQ(source.tune({1815e6, 2e6}).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(source.tune({1816e6, 1.92e6}).error().code, ErrorCode::kUnsupported);
}

TEST_F(SigmfSourceTest, AFrequencyThatWasNotRecordedMayBeSaid) {
  SigmfSource source(write_recording(
      folder_, "a", meta_text("cf32_le", "1920000", R"([{"core:sample_start":0}])"), test::noise(10, 1)));
  ASSERT_TRUE(source.open());
  EXPECT_EQ(source.format().centre_hz, 0.0);
  ASSERT_TRUE(source.tune({751e6, 0.0}));
  EXPECT_EQ(source.format().centre_hz, 751e6);
}

TEST_F(SigmfSourceTest, ChecksumTellsOtherData) {
  const std::string zeros_sha512 =  // head -c 16 /dev/zero | sha512sum
      "0b6cbac838dfe7f47ea1bd0df00ec282fdf45510c92161072ccfb84035390c4da743d9c3b954eaa1b0f86fc9861b23cc6c8667"
      "ab232c11c686432"
      "ebb5c8c3f27";
  const std::string meta = R"({"global":{"core:datatype":"cf32_le","core:sample_rate":1e6,"core:sha512":")" +
                           zeros_sha512 + R"("}})";
  SigmfSource same(write_recording(folder_, "same", meta, std::vector<float>(4, 0.0F)));
  ASSERT_TRUE(same.open());
  EXPECT_TRUE(same.verify_checksum());
  SigmfSource other(write_recording(folder_, "other", meta, std::vector<float>(2, 0.0F)));
  ASSERT_TRUE(other.open());
  EXPECT_THAT(other.verify_checksum().error().text, HasSubstr("core:sha512"));
}

TEST_F(SigmfSourceTest, WhatIsNoRecordingIsRefusedInWords) {
  const auto text_of = [](const std::filesystem::path& path) {
    SigmfSource source(path);
    const auto opened = source.open();
    return opened ? std::string() : opened.error().text;
  };
  EXPECT_THAT(text_of(folder_ / "none.sigmf-meta"), HasSubstr("no such file"));
  EXPECT_THAT(text_of(folder_.path()), HasSubstr("directory"));
  test::write_text(folder_ / "alone.sigmf-meta", meta_text("ci8"));
  EXPECT_THAT(text_of(folder_ / "alone.sigmf-meta"), HasSubstr("alone.sigmf-data"));
  EXPECT_THAT(text_of(write_recording(folder_, "empty", meta_text("ci8"), std::vector<char>())),
              HasSubstr("no samples"));
  test::write_text(folder_ / "x.wav", "RIFF");
  EXPECT_THAT(text_of(folder_ / "x.wav"), HasSubstr("not a .sigmf-meta"));
  const auto late = meta_text("ci8", "1e6", R"([{"core:sample_start":0},{"core:sample_start":500}])");
  EXPECT_THAT(text_of(write_recording(folder_, "late", late, std::vector<char>(100))),
              HasSubstr("truncated"));
}

TEST(OpenSource, TellsRecordingsFromDevices) {
  EXPECT_EQ(recording_path("/a/b.sigmf-meta"), "/a/b.sigmf-meta");
  EXPECT_EQ(recording_path("sigmf:/a/b.sigmf-meta"), "/a/b.sigmf-meta");
  EXPECT_EQ(recording_path("soapy:driver=rtlsdr"), "");
  EXPECT_EQ(recording_path("synthetic:border/0"), "");
  const SystemClock clock;
  EXPECT_EQ((*make_source("soapy:driver=rtlsdr", clock))->describe(), "soapy:driver=rtlsdr");
  EXPECT_EQ((*make_source("synthetic:border/1?seed=7", clock))->describe(), "synthetic:border/1?seed=7");
  EXPECT_EQ((*make_source("a.sigmf-meta", clock))->describe(), "sigmf:a.sigmf-meta");
  EXPECT_EQ(make_source("synthetic:border/9", clock).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace sb::node
