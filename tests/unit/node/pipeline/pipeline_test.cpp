#include "node/pipeline/pipeline.hpp"

#include <array>
#include <cmath>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/source/sigmf_source.hpp"
#include "tests/support/recording.hpp"
#include "tests/unit/node/pipeline/listener.hpp"

namespace sb::node {
namespace {

using sb::test::meta_text;
using sb::test::noise;
using test::cell_of;
using test::kBlockReceivers;
using test::Listener;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kTimed =
    R"([{"core:sample_start":0,"core:frequency":739e6,"core:datetime":"2026-01-01T00:00:00Z"}])";
constexpr std::int64_t kT0 = 1767225600'000'000'000;  // date -d 2026-01-01T00:00:00Z +%s

PipelineOptions to_the_end() {
  PipelineOptions options;
  options.stop_at_end = true;
  return options;
}
RoundPlan dwells_of(double duration_s) {
  return RoundPlan({{100e6, 1e6, std::nan(""), duration_s}});
}

class RecordingPipeline : public ::testing::Test {
 protected:
  std::unique_ptr<IqSource> recording(std::size_t samples, std::size_t stray_bytes = 0) {
    return std::make_unique<SigmfSource>(sb::test::write_recording(
        folder_, "a", meta_text("cf32_le", "1000000", kTimed), noise(samples, 1), stray_bytes));
  }
  sb::test::TempDir folder_;
  Listener listener_;
};

TEST_F(RecordingPipeline, EverySampleIsLookedAtOnce) {
  RoundPlan plan = dwells_of(0.1);
  Pipeline pipeline(recording(250'000), plan, to_the_end(), listener_, kBlockReceivers);
  ASSERT_TRUE(pipeline.run({}));
  ASSERT_EQ(listener_.detections_.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(*cell_of(listener_.detections_[i]).cell_id, 100'000 * i);
    EXPECT_EQ(*cell_of(listener_.detections_[i]).tac, i < 2 ? 100'000U : 50'000U);
  }
  EXPECT_TRUE(listener_.events_.empty());
  const PipelineHealth health = pipeline.health();
  EXPECT_EQ(health.samples, 250'000U);
  EXPECT_EQ(health.scans, 3U);
  EXPECT_EQ(health.dropped_samples, 0U);
  EXPECT_EQ(health.sample_rate_hz, 1e6);
  EXPECT_FALSE(health.receiving);
}

TEST_F(RecordingPipeline, DetectionsCarryTimeConfidenceAndDetector) {
  RoundPlan plan = dwells_of(0.1);
  Pipeline pipeline(recording(200'000), plan, to_the_end(), listener_, kBlockReceivers);
  ASSERT_TRUE(pipeline.run({}));
  ASSERT_EQ(listener_.detections_.size(), 2U);
  const dsp::Detection& second = listener_.detections_[1];
  EXPECT_EQ(second.first_utc_ns, kT0 + 101'000'000);  // the block's start and the cell's first_s
  EXPECT_EQ(second.last_utc_ns, kT0 + 200'000'000);
  EXPECT_EQ(second.confidence, 0.2F);  // of a MIB
  EXPECT_EQ(second.detector.id, "test.block");
  EXPECT_EQ(second.detector.version, 3U);
  EXPECT_EQ(listener_.formats_[1].centre_hz, 739e6);
  EXPECT_EQ(listener_.formats_[1].time_quality, dsp::TimeQuality::kRecording);
}

TEST_F(RecordingPipeline, DamageEndsTheRunAfterTheGoodSamples) {
  RoundPlan plan = dwells_of(0.1);
  Pipeline pipeline(recording(150'000, 3), plan, to_the_end(), listener_, kBlockReceivers);
  const auto result = pipeline.run({});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().text, HasSubstr("sample 150000"));
  EXPECT_EQ(listener_.detections_.size(), 2U);
}

TEST_F(RecordingPipeline, BeginsAgainAtItsEndAndLastsAsLongAsItLasted) {
  RoundPlan plan = dwells_of(0.05);
  Pipeline pipeline(recording(50'000), plan, {}, listener_, kBlockReceivers);
  std::stop_source stop;
  const auto begun = std::chrono::steady_clock::now();
  std::jthread run([&] { EXPECT_TRUE(pipeline.run(stop.get_token())); });
  EXPECT_TRUE(listener_.wait_for([](const Listener& l) { return l.detections_.size() >= 4; }));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(145));
  stop.request_stop();
  run.join();
  EXPECT_EQ(*cell_of(listener_.detections_[3]).tac, 50'000U);
}

TEST_F(RecordingPipeline, AMissingSourceIsAnErrorAtOnce) {
  RoundPlan plan = dwells_of(0.1);
  Pipeline pipeline(std::make_unique<SigmfSource>(folder_ / "none.sigmf-meta"), plan, to_the_end(), listener_,
                    kBlockReceivers);
  EXPECT_EQ(pipeline.run({}).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(pipeline.health().receiving);
}

TEST_F(RecordingPipeline, AnEmptyPlanIsRefused) {
  RoundPlan empty(std::vector<Dwell>{});
  EXPECT_EQ(Pipeline(recording(10), empty, to_the_end(), listener_, kBlockReceivers).run({}).error().code,
            ErrorCode::kInvalidArgument);
  RoundPlan no_time = dwells_of(0.0);
  EXPECT_EQ(Pipeline(recording(10), no_time, to_the_end(), listener_, kBlockReceivers).run({}).error().code,
            ErrorCode::kInvalidArgument);
}

/// Plays a script of reads: n > 0 gives n samples, n < 0 loses -n first and gives 1000, 0 is a timeout.
class ScriptedDevice final : public IqSource {
 public:
  explicit ScriptedDevice(std::vector<int> reads) : reads_(std::move(reads)) {}
  Result<void> open() override { return {}; }
  Result<SourceFormat> tune(const TuneRequest& request) override {
    if (request.centre_hz < 0.0) return fail(ErrorCode::kInvalidArgument, "cannot tune there");
    format_.centre_hz = request.centre_hz;
    format_.sample_rate_hz = 1e6;
    return format_;
  }
  Result<ReadStatus> read(IqLease& lease) override {
    if (at_ == reads_.size()) return ReadStatus::kEnd;
    if (lease.buffer.empty()) {
      std::this_thread::sleep_for(std::chrono::microseconds(100));
      lease.dropped_before = 1;
      return ReadStatus::kSamples;
    }
    const int what = reads_[at_++];
    if (what == 0) return ReadStatus::kTimeout;
    lease.dropped_before = what < 0 ? static_cast<std::uint64_t>(-what) : 0;
    lease.filled = what < 0 ? 1000 : static_cast<std::size_t>(what);
    position_ += lease.dropped_before;
    std::fill_n(lease.buffer.begin(), lease.filled, dsp::cf32(static_cast<float>(position_)));
    position_ += lease.filled;
    return ReadStatus::kSamples;
  }
  void close() override {}
  bool is_fixed() const override { return false; }
  SourceFormat format() const override { return format_; }
  std::string describe() const override { return "scripted"; }

 private:
  std::vector<int> reads_;
  std::size_t at_ = 0;
  std::uint64_t position_ = 0;
  SourceFormat format_;
};

TEST(DevicePipeline, ADwellBeginsAnewAfterAnEarlyLoss) {
  Listener listener;
  RoundPlan plan = dwells_of(0.01);
  Pipeline pipeline(std::make_unique<ScriptedDevice>(std::vector<int>{2000, -500, 4000, 5000}), plan,
                    to_the_end(), listener, kBlockReceivers);
  ASSERT_TRUE(pipeline.run({}));
  ASSERT_EQ(listener.detections_.size(), 1U);
  EXPECT_EQ(*cell_of(listener.detections_[0]).tac, 10'000U);
  EXPECT_EQ(cell_of(listener.detections_[0]).power_dbfs,
            2500.0F);  // where the scripted stream stood after the loss
  ASSERT_EQ(listener.events_.size(), 1U);
  EXPECT_EQ(listener.events_[0].event, StreamEvent::kSamplesDropped);
  EXPECT_EQ(listener.events_[0].count, 2500U);  // the gap, and what could not be used before it
  EXPECT_EQ(listener.order_, "ed");
  EXPECT_EQ(pipeline.health().overflows, 1U);
  EXPECT_EQ(pipeline.health().dropped_samples, 2500U);
}

TEST(DevicePipeline, ALateLossCutsTheDwellShort) {
  Listener listener;
  RoundPlan plan = dwells_of(0.01);
  Pipeline pipeline(std::make_unique<ScriptedDevice>(std::vector<int>{6000, -500, 10'000}), plan,
                    to_the_end(), listener, kBlockReceivers);
  ASSERT_TRUE(pipeline.run({}));
  ASSERT_EQ(listener.detections_.size(), 2U);
  EXPECT_EQ(*cell_of(listener.detections_[0]).tac, 6000U);
  EXPECT_EQ(*cell_of(listener.detections_[1]).tac, 10'000U);
  EXPECT_EQ(pipeline.health().dropped_samples, 1500U);
}

TEST(DevicePipeline, LossesInARowStillGiveSomething) {
  Listener listener;
  RoundPlan plan = dwells_of(0.01);
  Pipeline pipeline(std::make_unique<ScriptedDevice>(std::vector<int>(40, -10)), plan, to_the_end(), listener,
                    kBlockReceivers);
  ASSERT_TRUE(pipeline.run({}));
  EXPECT_GE(listener.detections_.size(), 5U);
  EXPECT_EQ(pipeline.health().overflows, 40U);
}

TEST(DevicePipeline, EveryStopOfThePlanInOrder) {
  Listener listener;
  RoundPlan plan({{100e6, 1e6, std::nan(""), 0.001}, {200e6, 1e6, std::nan(""), 0.002}});
  Pipeline pipeline(std::make_unique<ScriptedDevice>(std::vector<int>(12, 1000)), plan, to_the_end(),
                    listener, kBlockReceivers);
  ASSERT_TRUE(pipeline.run({}));
  ASSERT_GE(listener.detections_.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(cell_of(listener.detections_[i]).frequency_hz, i % 2 == 0 ? 100e6 : 200e6);
    EXPECT_EQ(*cell_of(listener.detections_[i]).tac, i % 2 == 0 ? 1000U : 2000U);
  }
}

TEST(DevicePipeline, AStopThatTheDeviceCanNeverTuneEndsTheRun) {
  Listener listener;
  RoundPlan plan({{100e6, 1e6, std::nan(""), 0.001}, {-1.0, 1e6, std::nan(""), 0.001}});
  Pipeline pipeline(std::make_unique<ScriptedDevice>(std::vector<int>(12, 1000)), plan, to_the_end(),
                    listener, kBlockReceivers);
  EXPECT_EQ(pipeline.run({}).error().text, "cannot tune there");
}

/// Goes between a place that can be tuned and one that cannot, and remembers what it was told.
class HalfReachable final : public DwellPlan {
 public:
  Dwell next(double /*now_s*/) override { return kinds_[at_++ % 2]; }
  void done(const Dwell& dwell, const DwellResult& result) override {
    EXPECT_EQ(dwell.centre_hz, 100e6) << "what was refused was not done";
    if (result.listened_s > 0.0) {  // 0 at the end of the script
      EXPECT_NEAR(result.listened_s, 0.001, 1e-9);
    }
    EXPECT_GT(result.ended_s, 0.0);
    ++done_;
  }
  bool does_without(const Dwell& dwell, const Error& why) override {
    EXPECT_EQ(dwell.centre_hz, -1.0);
    EXPECT_EQ(why.text, "cannot tune there");
    ++refused_;
    return true;
  }
  std::span<const Dwell> kinds() const override { return kinds_; }
  int done_ = 0, refused_ = 0;

 private:
  std::array<Dwell, 2> kinds_{{{100e6, 1e6, std::nan(""), 0.001}, {-1.0, 1e6, std::nan(""), 0.001}}};
  std::size_t at_ = 0;
};

TEST(DevicePipeline, APlanMayDoWithoutAStop) {
  Listener listener;
  HalfReachable plan;
  Pipeline pipeline(std::make_unique<ScriptedDevice>(std::vector<int>(6, 1000)), plan, to_the_end(), listener,
                    kBlockReceivers);
  ASSERT_TRUE(pipeline.run({}));
  EXPECT_EQ(listener.detections_.size(), 6U);
  EXPECT_GE(plan.done_, 6);
  EXPECT_GE(plan.refused_, 5);
}

TEST(DevicePipeline, AFewTimeoutsAreWeather) {
  Listener listener;
  RoundPlan plan = dwells_of(0.001);
  Pipeline pipeline(std::make_unique<ScriptedDevice>(std::vector<int>{500, 0, 0, 500}), plan, to_the_end(),
                    listener, kBlockReceivers);
  ASSERT_TRUE(pipeline.run({}));
  EXPECT_EQ(listener.detections_.size(), 1U);
  EXPECT_TRUE(listener.events_.empty());
  EXPECT_EQ(pipeline.health().timeouts, 2U);
}

}  // namespace
}  // namespace sb::node
