// The real soapy_source over a driver of ours that fails by script.
#include "node/source/soapy_source.hpp"

#include <cmath>

#include <SoapySDR/Logger.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording.hpp"
#include "tests/support/soapy_fault/load.hpp"

namespace sb::node {
namespace {

using dsp::cf32;
using ::testing::HasSubstr;

constexpr TuneRequest kTuning{739e6, 1.92e6};

class SoapySourceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    test::load_soapy_fault();
    SoapySDR::setLogLevel(SOAPY_SDR_FATAL);
  }
  void SetUp() override {
    numbers_ = test::noise(50'000, 1);
    path_ = test::write_recording(folder_, "a", test::meta_text("cf32_le"), numbers_);
  }
  std::unique_ptr<SoapySource> streaming(const std::string& faults, const std::string& more = "") {
    auto source = std::make_unique<SoapySource>(
        "driver=sbfault,file=" + path_.string() + ",faults=" + faults + more, clock_);
    EXPECT_TRUE(source->open());
    EXPECT_TRUE(source->tune(kTuning));
    return source;
  }
  cf32 recorded(std::uint64_t n) const {
    n %= numbers_.size() / 2;
    return {numbers_[2 * n], numbers_[2 * n + 1]};
  }

  test::TempDir folder_;
  std::filesystem::path path_;
  std::vector<float> numbers_;
  SystemClock clock_;
  std::vector<cf32> buffer_ = std::vector<cf32>(10'000);
};

TEST_F(SoapySourceTest, DeliversSamplesWithTimes) {
  auto source = streaming("");
  IqLease first{buffer_};
  ASSERT_EQ(*source->read(first), ReadStatus::kSamples);
  EXPECT_EQ(first.filled, 4096U);
  EXPECT_EQ(buffer_[100], recorded(100));
  EXPECT_EQ(first.dropped_before, 0U);
  EXPECT_NEAR(static_cast<double>(first.t0_utc_ns), static_cast<double>(clock_.utc_ns()), 1e9);
  IqLease second{buffer_};
  ASSERT_EQ(*source->read(second), ReadStatus::kSamples);
  EXPECT_NEAR(static_cast<double>(second.t0_utc_ns - first.t0_utc_ns), 4096e9 / 1.92e6, 1.0);
  EXPECT_EQ(source->format().centre_hz, 739e6);
  EXPECT_FALSE(source->is_fixed());
}

TEST_F(SoapySourceTest, OverflowIsCountedToTheSample) {
  auto source = streaming("overflow@4096:1234");
  IqLease before{buffer_}, after{buffer_}, later{buffer_};
  ASSERT_EQ(*source->read(before), ReadStatus::kSamples);
  ASSERT_EQ(*source->read(after), ReadStatus::kSamples);
  EXPECT_EQ(after.dropped_before, 1234U);
  EXPECT_EQ(buffer_[0], recorded(4096 + 1234));
  ASSERT_EQ(*source->read(later), ReadStatus::kSamples);
  EXPECT_EQ(later.dropped_before, 0U);
}

TEST_F(SoapySourceTest, OverflowWithoutTimestampsIsNeverSilent) {
  auto source = streaming("overflow@4096:1234", ",timestamps=0");
  IqLease before{buffer_}, after{buffer_};
  ASSERT_EQ(*source->read(before), ReadStatus::kSamples);
  ASSERT_EQ(*source->read(after), ReadStatus::kSamples);
  EXPECT_GE(after.dropped_before, 1U);
}

TEST_F(SoapySourceTest, TimeoutIsNoError) {
  auto source = streaming("timeout@4096:2");
  IqLease lease{buffer_};
  EXPECT_EQ(*source->read(lease), ReadStatus::kSamples);
  EXPECT_EQ(*source->read(lease), ReadStatus::kTimeout);
  EXPECT_EQ(*source->read(lease), ReadStatus::kTimeout);
  EXPECT_EQ(*source->read(lease), ReadStatus::kSamples);
  EXPECT_EQ(lease.dropped_before, 0U);
}

TEST_F(SoapySourceTest, AStalledStreamLivesAgainAfterTuning) {
  auto source = streaming("stall@4096");
  IqLease lease{buffer_};
  EXPECT_EQ(*source->read(lease), ReadStatus::kSamples);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(*source->read(lease), ReadStatus::kTimeout);
  ASSERT_TRUE(source->tune(kTuning));
  EXPECT_EQ(*source->read(lease), ReadStatus::kSamples);
}

TEST_F(SoapySourceTest, UnpluggedAndPluggedInAgain) {
  auto source = streaming("unplug@4096:2");
  IqLease lease{buffer_};
  EXPECT_EQ(*source->read(lease), ReadStatus::kSamples);
  EXPECT_EQ(source->read(lease).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(source->open().error().code, ErrorCode::kNotFound);
  EXPECT_EQ(source->read(lease).error().code, ErrorCode::kUnavailable);  // closed, not crashed
  EXPECT_EQ(source->open().error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(source->open());
  ASSERT_TRUE(source->tune(kTuning));
  EXPECT_EQ(*source->read(lease), ReadStatus::kSamples);
}

TEST_F(SoapySourceTest, WhatADriverThrowsBecomesAnError) {
  auto source = streaming("throw@4096");
  IqLease lease{buffer_};
  EXPECT_EQ(*source->read(lease), ReadStatus::kSamples);
  const auto thrown = source->read(lease);
  ASSERT_FALSE(thrown);
  EXPECT_EQ(thrown.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(thrown.error().text, HasSubstr("thrown by script"));
}

TEST_F(SoapySourceTest, NativeFormatIsConvertedByItsOwnFullScale) {
  auto source = streaming("", ",native=CS16");
  IqLease lease{buffer_};
  ASSERT_EQ(*source->read(lease), ReadStatus::kSamples);
  for (std::size_t i = 0; i < lease.filled; i += 37)
    EXPECT_NEAR(std::abs(buffer_[i] - recorded(i)), 0.0, 1.0 / 2048.0);
}

TEST_F(SoapySourceTest, NobodyListensWithAnEmptyBuffer) {
  auto source = streaming("");
  IqLease nowhere, lease{buffer_};
  ASSERT_EQ(*source->read(nowhere), ReadStatus::kSamples);
  EXPECT_EQ(nowhere.filled, 0U);
  EXPECT_EQ(nowhere.dropped_before, 4096U);
  ASSERT_EQ(*source->read(lease), ReadStatus::kSamples);
  EXPECT_EQ(lease.dropped_before, 0U);
  EXPECT_EQ(buffer_[0], recorded(4096));
}

TEST_F(SoapySourceTest, SettingsAreTheNearestLegalOrRefused) {
  auto source = streaming("");
  EXPECT_EQ(source->tune({739e6, 56e6})->sample_rate_hz, 20e6);
  EXPECT_EQ(source->tune({739e6, 100e3})->sample_rate_hz, 250e3);
  const auto beyond = source->tune({1815e6, 1.92e6});
  EXPECT_EQ(beyond.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(beyond.error().text, HasSubstr("24.0-1766.0 MHz"));
}

TEST_F(SoapySourceTest, UnknownDeviceIsNotFound) {
  SoapySource source("driver=nosuchradio", clock_);
  const auto opened = source.open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(opened.error().text, HasSubstr("soapy:driver=nosuchradio: no such device"));
  EXPECT_THAT(opened.error().text, HasSubstr("sbfault"));
}

}  // namespace
}  // namespace sb::node
