// The pipeline over the real soapy_source over a driver that fails by script.
#include <cmath>
#include <fstream>
#include <thread>

#include <SoapySDR/Logger.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/pipeline/gain_control.hpp"
#include "node/pipeline/heartbeat.hpp"
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
  PipelineHealth run_until(const std::string& faults, Condition condition, const std::string& more = "",
                           double gain_db = std::nan("")) {
    RoundPlan plan({{739e6, 1e6, gain_db, 0.02}});
    options_.stall_timeout_s = 0.05;
    options_.recovery_backoff_s = 0.01;
    auto source = std::make_unique<SoapySource>(
        "driver=sbfault,file=" + path_.string() + ",faults=" + faults + more, clock_);
    Pipeline pipeline(std::move(source), plan, options_, listener_, test::kBlockReceivers);
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
  PipelineOptions options_;
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
  EXPECT_THAT(listener_.event_kinds(),
              ElementsAre(StreamEvent::kStalled, StreamEvent::kRecoveryStep, StreamEvent::kRecovered));
  EXPECT_THAT(listener_.events_[0].text, HasSubstr("no samples for 0.05 s"));
  EXPECT_EQ(health.recoveries, 1U);
  EXPECT_TRUE(health.receiving);
}

TEST_F(SoapyPipeline, AnUnpluggedDeviceComesBack) {
  const auto health = run_until("unplug@8192:3", event_then_detection(StreamEvent::kDeviceBack));
  // attempts 1, 2 and 4 are told
  EXPECT_THAT(listener_.event_kinds(),
              ElementsAre(StreamEvent::kDeviceLost, StreamEvent::kRecoveryStep, StreamEvent::kRecoveryStep,
                          StreamEvent::kRecoveryStep, StreamEvent::kDeviceBack));
  EXPECT_EQ(listener_.events_[3].count, 4U);
  EXPECT_EQ(health.recoveries, 1U);
  EXPECT_EQ(health.reopens, 4U);
  EXPECT_TRUE(health.receiving);
}

TEST_F(SoapyPipeline, ADriverThatThrowsIsALostDevice) {
  run_until("throw@8192", event_then_detection(StreamEvent::kDeviceBack));
  EXPECT_THAT(listener_.event_kinds(),
              ElementsAre(StreamEvent::kDeviceLost, StreamEvent::kRecoveryStep, StreamEvent::kDeviceBack));
  EXPECT_THAT(listener_.events_[0].text, HasSubstr("thrown by script"));
}

TEST_F(SoapyPipeline, OneTroubleAfterTheOther) {
  const auto health = run_until("overflow@1000:50;timeout@30000:2;stall@60000;unplug@200000:2",
                                event_then_detection(StreamEvent::kDeviceBack));
  EXPECT_EQ(health.recoveries, 2U);
  EXPECT_GE(health.dropped_samples, 50U);
}

/// Power switched through a file; the process and the host are only counted.
class SwitchedPower final : public HighRungs {
 public:
  explicit SwitchedPower(std::filesystem::path file) : file_(std::move(file)) {
    std::ofstream(file_) << "on";
  }
  bool allows(Rung rung) override { return rung == Rung::kPower || process_allowed; }
  Result<void> climb(Rung rung, const std::string& why) override {
    climbed.push_back(rung);
    whys.push_back(why);
    if (rung == Rung::kPower && power_helps) std::ofstream(file_) << "0";
    if (rung == Rung::kHost) return fail(ErrorCode::kUnsupported, "no switch");
    return {};
  }
  bool power_helps = true, process_allowed = false;
  std::vector<Rung> climbed;
  std::vector<std::string> whys;

 private:
  std::filesystem::path file_;
};

TEST_F(SoapyPipeline, AWedgedDeviceGetsItsPowerCycled) {
  SwitchedPower power(folder_ / "disable");
  options_.high_rungs = &power;
  const auto health = run_until("wedge@8192", event_then_detection(StreamEvent::kRecovered),
                                ",power=" + (folder_ / "disable").string());
  EXPECT_THAT(power.climbed, ElementsAre(Rung::kPower));
  EXPECT_THAT(power.whys[0], HasSubstr("no samples"));
  EXPECT_EQ(health.stream_restarts, 1U);
  EXPECT_GE(health.reopens, 4U) << "three before, and the one that helped";
}

TEST_F(SoapyPipeline, EachHigherRungIsClimbedOnceAndTheDeviceIsTriedForEver) {
  SwitchedPower power(folder_ / "disable");
  power.power_helps = false;
  power.process_allowed = true;
  options_.high_rungs = &power;
  run_until(
      "wedge@8192",
      [](const Listener& l) {
        return !l.events_.empty() && l.events_.back().text.starts_with("device reopened") &&
               l.events_.back().count >= 16;
      },
      ",power=" + (folder_ / "disable").string());
  EXPECT_THAT(power.climbed, ElementsAre(Rung::kPower, Rung::kProcess, Rung::kHost));
}

TEST_F(SoapyPipeline, ATakeThatClipsIsMadeAgainWithLessGain) {
  // noise() has peaks of about 0.4 of full scale: at +20 dB it clips, at +8 dB it hardly does.
  const auto health = run_until(
      "", [](const Listener& l) { return l.takes_.size() >= 3; }, ",native=CS16,reference_gain=10", 40.0);
  EXPECT_GT(health.retakes, 0U);
  for (const auto& take : listener_.takes_) {
    EXPECT_FALSE(take.overloaded);
    EXPECT_LE(take.clipped_ratio, GainControl::kOverloadRatio);
    EXPECT_EQ(take.gain_db, listener_.takes_[0].gain_db) << "no step within or after what was used";
    EXPECT_EQ(take.dwell.gain_db, 40.0);
  }
  EXPECT_LT(listener_.takes_[0].gain_db, 40.0);
  EXPECT_EQ(static_cast<int>(std::lround(40.0 - listener_.takes_[0].gain_db)) % 6, 0);
  EXPECT_TRUE(listener_.events_.empty()) << "nothing used was overloaded";
}

TEST_F(SoapyPipeline, WhatClipsAtTheLowestGainIsMarkedAndToldOnce) {
  run_until(
      "", [](const Listener& l) { return l.takes_.size() >= 3; }, ",native=CS16,reference_gain=-40", 12.0);
  for (const auto& take : listener_.takes_) {
    EXPECT_TRUE(take.overloaded);
    EXPECT_EQ(take.gain_db, 0.0);
    EXPECT_TRUE(std::isnan(take.full_scale_dbm));
  }
  EXPECT_THAT(listener_.event_kinds(), ElementsAre(StreamEvent::kOverloaded));
}

TEST_F(SoapyPipeline, AHangingDriverIsSeenFromOutside) {
  RoundPlan plan({{739e6, 1e6, std::nan(""), 0.02}});
  Pipeline pipeline(std::make_unique<SoapySource>(
                        "driver=sbfault,file=" + path_.string() + ",faults=timeout@8192:1000000", clock_),
                    plan, options_, listener_, test::kBlockReceivers);
  std::stop_source stop;
  std::jthread run([&] { EXPECT_TRUE(pipeline.run(stop.get_token())); });
  EXPECT_TRUE(listener_.wait_for([](const Listener& l) { return !l.events_.empty(); }));
  EXPECT_LT(pipeline.overdue_s(), 0.0) << "silence alone is no hanging";
  stop.request_stop();
  run.join();
  Heartbeat heart;
  EXPECT_LT(heart.overdue_s(), 0.0);
  heart.expect_within(-1.0);
  EXPECT_GT(heart.overdue_s(), 0.0);
  heart.rest();
  EXPECT_LT(heart.overdue_s(), 0.0);
}

TEST_F(SoapyPipeline, StoppingWhileTheDeviceIsGoneIsPrompt) {
  const auto begun = std::chrono::steady_clock::now();
  run_until("unplug@8192:1000000", [](const Listener& l) { return !l.events_.empty(); });
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

}  // namespace
}  // namespace sb::node
