// The pipeline over the real soapy_source over a driver that fails by script.
#include <cmath>
#include <thread>

#include <SoapySDR/Logger.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/source/soapy_source.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/soapy_fault/load.hpp"
#include "tests/unit/node/pipeline/listener.hpp"

namespace sb::node {
namespace {

using test::cell_of;
using test::Listener;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SoapyPipeline : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    sb::test::load_soapy_fault();
    SoapySDR::setLogLevel(SOAPY_SDR_FATAL);
  }
  void SetUp() override {
    path_ =
        sb::test::write_recording(folder_, "a", sb::test::meta_text("cf32_le"), sb::test::noise(50'000, 1));
  }
  /// Runs until `condition` of the listener holds.
  template <typename Condition>
  PipelineHealth run_until(const std::string& faults, Condition condition) {
    PipelineOptions options;
    options.plan = {{739e6, 1e6, std::nan(""), 0.02}};
    options.stall_timeout_s = 0.05;
    options.recovery_backoff_s = 0.01;
    auto source =
        std::make_unique<SoapySource>("driver=sbfault,file=" + path_.string() + ",faults=" + faults, clock_);
    Pipeline pipeline(std::move(source), options, listener_, test::kBlockReceivers);
    std::stop_source stop;
    std::jthread run([&] { EXPECT_TRUE(pipeline.run(stop.get_token())); });
    EXPECT_TRUE(listener_.wait_for(condition));
    const PipelineHealth health = pipeline.health();
    stop.request_stop();
    run.join();
    return health;
  }
  static auto event_then_detection(StreamEvent event) {
    return [event](const Listener& l) {
      const auto kinds = l.event_kinds();
      return std::find(kinds.begin(), kinds.end(), event) != kinds.end() && l.order_.back() == 'd';
    };
  }

  SystemClock clock_;
  sb::test::TempDir folder_;
  std::filesystem::path path_;
  Listener listener_;
};

TEST_F(SoapyPipeline, OverflowIsCountedAndToldAndTheNodeGoesOn) {
  const auto health = run_until("overflow@8192:700", event_then_detection(StreamEvent::kSamplesDropped));
  EXPECT_EQ(listener_.events_[0].count, 700U + 8192U);  // the dwell of 20000 began anew
  EXPECT_EQ(health.overflows, 1U);
  EXPECT_EQ(health.dropped_samples, 700U + 8192U);
  EXPECT_EQ(*cell_of(listener_.detections_[0]).cell_id, 8192U + 700U);
}

TEST_F(SoapyPipeline, ShortSilenceIsTolerated) {
  const auto health =
      run_until("timeout@8192:5", [](const Listener& l) { return l.detections_.size() >= 2; });
  EXPECT_TRUE(listener_.events_.empty());
  EXPECT_EQ(health.timeouts, 5U);
  EXPECT_EQ(health.recoveries, 0U);
}

TEST_F(SoapyPipeline, AStallIsToldAndRecoveredFrom) {
  const auto health = run_until("stall@8192", event_then_detection(StreamEvent::kRecovered));
  EXPECT_THAT(listener_.event_kinds(), ElementsAre(StreamEvent::kStalled, StreamEvent::kRecovered));
  EXPECT_THAT(listener_.events_[0].text, HasSubstr("no samples for 0.05 s"));
  EXPECT_EQ(health.recoveries, 1U);
  EXPECT_TRUE(health.receiving);
}

TEST_F(SoapyPipeline, AnUnpluggedDeviceComesBack) {
  const auto health = run_until("unplug@8192:3", event_then_detection(StreamEvent::kDeviceBack));
  EXPECT_THAT(listener_.event_kinds(), ElementsAre(StreamEvent::kDeviceLost, StreamEvent::kDeviceBack));
  EXPECT_EQ(health.recoveries, 1U);
  EXPECT_TRUE(health.receiving);
}

TEST_F(SoapyPipeline, ADriverThatThrowsIsALostDevice) {
  run_until("throw@8192", event_then_detection(StreamEvent::kDeviceBack));
  EXPECT_THAT(listener_.event_kinds(), ElementsAre(StreamEvent::kDeviceLost, StreamEvent::kDeviceBack));
  EXPECT_THAT(listener_.events_[0].text, HasSubstr("thrown by script"));
}

TEST_F(SoapyPipeline, OneTroubleAfterTheOther) {
  const auto health = run_until("overflow@1000:50;timeout@30000:2;stall@60000;unplug@200000:2",
                                event_then_detection(StreamEvent::kDeviceBack));
  EXPECT_EQ(health.recoveries, 2U);
  EXPECT_GE(health.dropped_samples, 50U);
}

TEST_F(SoapyPipeline, StoppingWhileTheDeviceIsGoneIsPrompt) {
  const auto begun = std::chrono::steady_clock::now();
  run_until("unplug@8192:1000000", [](const Listener& l) { return !l.events_.empty(); });
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

}  // namespace
}  // namespace sb::node
