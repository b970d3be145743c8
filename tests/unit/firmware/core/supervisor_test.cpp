// The box as a whole: what it drives, what it logs, what it says, under faults.
#include "firmware/core/supervisor.hpp"

#include <gtest/gtest.h>

#include "tests/unit/firmware/core/box.hpp"

namespace sb::fw {
namespace {

using board::Input;
using board::Output;
using tests::Box;
namespace pb = tests::pb;

struct SupervisorTest : ::testing::Test {
  SimFlash flash;
  Box box{flash};
  void settle(std::uint32_t ms = 5'000) {
    box.start();
    box.run(ms);
  }
};

TEST_F(SupervisorTest, BringsTheBoxUpAndSaysWhoItIs) {
  box.hal.cause = ResetCause::kBrownOut;
  settle();
  for (const Output rail : {Output::kHostEnable, Output::kSdrEnable, Output::kLnaEnable, Output::kModemEnable,
                            Output::kGnssEnable}) {
    EXPECT_TRUE(box.hal.output(rail));
  }
  ASSERT_FALSE(box.hellos.empty());
  EXPECT_EQ(box.hellos[0].protocol_version(), 1U);
  EXPECT_EQ(box.hellos[0].firmware_version(), "test 1.0 with a name th") << "23 octets";
  EXPECT_EQ(box.hellos[0].reset_cause(), pb::MCU_RESET_CAUSE_BROWN_OUT);
  ASSERT_EQ(box.count(pb::MCU_EVENT_KIND_BOOT), 1U);
  EXPECT_EQ(box.events[0].value(), static_cast<std::uint32_t>(pb::MCU_RESET_CAUSE_BROWN_OUT));
  EXPECT_EQ(box.unreadable, 0);
  EXPECT_EQ(box.telemetry.rails_on(), 0b111110U);
  EXPECT_NEAR(box.telemetry.battery_mv(), 13'400, 10);
  EXPECT_NEAR(box.telemetry.temperature_mk(), 273'150 + 22'000, 5);
  EXPECT_EQ(box.telemetry.power_level(), pb::MCU_POWER_LEVEL_NORMAL);
  EXPECT_EQ(box.telemetry.rf_path(), pb::MCU_RF_PATH_ANTENNA);
  EXPECT_TRUE(box.hal.output(Output::kLampGreen));
  EXPECT_EQ(box.hal.clock_s, box.beat_utc_s) << "the host sets the clock";
}

TEST_F(SupervisorTest, TheWatchdogIsKickedInItsWindowAlways) {
  settle();
  for (int i = 0; i < 600; ++i) {
    const std::uint32_t before = box.hal.kicks;
    box.run(1'000);
    EXPECT_GE(box.hal.kicks - before, 10U);
    EXPECT_LE(box.hal.kicks - before, 1'000 / WatchdogGate::kShortestMs + 1);
  }
}

TEST_F(SupervisorTest, PulsesReachTheHostToTheTick) {
  settle(20'000);
  ASSERT_GE(box.pulses.size(), 18U);
  const auto& last = box.pulses.back();
  EXPECT_EQ(last.pulse_ticks() % 64'000'000, 64'000'000U - 77);
  EXPECT_EQ(last.measured_tick_rate_hz(), 64'000'000.0);
  EXPECT_EQ(last.jitter_rms_ps(), 0U);
  EXPECT_GE(last.now_ticks(), last.pulse_ticks());
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_PPS_LOST), 1U) << "back after the start";
  box.gnss = false;
  box.hal.pulses.push_back(box.hal.tick_count - 12'345);  // noise on the line
  box.run(5'000);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_PPS_LOST), 2U);
  EXPECT_EQ(box.events.back().value(), 1U);
}

TEST_F(SupervisorTest, ADoorOpenedWhileTheHostIsOffIsToldLaterWithItsTime) {
  settle();
  box.beats = false;
  box.hears = false;
  box.run(20'000);
  box.hal.clock_s = 1'790'001'111;  // the battery-backed clock goes on
  box.hal.set_input(Input::kDoorOpen, true);
  box.run(3'000);
  box.hal.set_input(Input::kDoorOpen, false);
  box.hal.set_input(Input::kTilted, true);
  box.run(5'000);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_DOOR), 0U);
  box.beats = true;
  box.hears = true;
  box.run(5'000);
  ASSERT_EQ(box.count(pb::MCU_EVENT_KIND_DOOR), 2U);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_TILT), 1U);
  for (const auto& event : box.events) {
    if (event.kind() != pb::MCU_EVENT_KIND_DOOR) continue;
    EXPECT_EQ(event.utc_s(), 1'790'001'111U);
  }
  EXPECT_TRUE(box.telemetry.tilted());
}

TEST_F(SupervisorTest, WhatWasOpenAtTheStartIsNews) {
  box.hal.set_input(Input::kDoorOpen, true);
  box.hal.set_input(Input::kTilted, true);
  settle();
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_DOOR), 1U);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_TILT), 1U);
}

TEST_F(SupervisorTest, AHungHostIsBroughtBackInNinetySeconds) {
  settle(30'000);
  box.beats = false;
  const std::uint32_t hung_ms = box.hal.time_ms;
  bool radio_was_off = false;
  while (!box.hal.output(Output::kHostReset)) {
    box.run(10);
    radio_was_off = radio_was_off || !box.hal.output(Output::kSdrEnable);
    ASSERT_LT(box.hal.time_ms - hung_ms, 90'000U);
  }
  EXPECT_TRUE(radio_was_off);
  box.run(35'000);  // a Pi 5 is at its service after less
  box.beats = true;
  box.run(3'000);
  EXPECT_LT(box.hal.time_ms - hung_ms, 90'000U);
  EXPECT_TRUE(box.hal.output(Output::kSdrEnable));
  EXPECT_EQ(box.telemetry.host_resets(), 1U);
  EXPECT_EQ(box.telemetry.radio_cycles(), 1U);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_HOST_RESET), 1U);
}

TEST_F(SupervisorTest, TimeThatPassesWithinAPassAlarmsNobody) {
  box.hal.creeps = true;
  settle(120'000);
  EXPECT_EQ(box.telemetry.radio_cycles(), 0U);
  EXPECT_EQ(box.telemetry.host_resets() + box.telemetry.host_cycles(), 0U);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_RADIO_CYCLED), 0U);
}

TEST_F(SupervisorTest, AHostThatNoResetHelpsLosesItsPower) {
  settle(30'000);
  box.beats = false;
  std::uint32_t off_ms = 0;
  for (int i = 0; i < 9'000; ++i) {
    box.run(10);
    off_ms += box.hal.output(Output::kHostEnable) ? 0 : 10;
  }
  EXPECT_NEAR(off_ms, 5'000, 30);
  box.beats = true;
  box.run(5'000);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_HOST_CYCLED), 1U);
}

TEST_F(SupervisorTest, AStreamThatIsLostCyclesTheRadio) {
  settle(10'000);
  box.beat_state = pb::MCU_HOST_STATE_STREAM_LOST;
  box.run(17'000);
  EXPECT_EQ(box.telemetry.radio_cycles(), 1U);
  ASSERT_EQ(box.count(pb::MCU_EVENT_KIND_RADIO_CYCLED), 1U);
  EXPECT_EQ(box.events.back().value(), 3U);
}

TEST_F(SupervisorTest, AnEmptyBatteryStopsEverythingInOrder) {
  settle();
  box.hal.set_battery_mv(12'700);
  box.run(60'000);
  EXPECT_EQ(box.telemetry.power_level(), pb::MCU_POWER_LEVEL_SAVING);
  EXPECT_FALSE(box.hal.output(Output::kLnaEnable));
  EXPECT_TRUE(box.hal.output(Output::kSdrEnable));
  box.hal.set_battery_mv(12'000);
  box.run(60'000);
  ASSERT_EQ(box.stops.size(), 1U);
  EXPECT_EQ(box.stops[0].cut_after_s(), 60U);
  box.beat_state = pb::MCU_HOST_STATE_STOPPING;
  box.run(2'000);
  box.beats = false;
  box.run(32'000);
  for (const Output rail : {Output::kHostEnable, Output::kSdrEnable, Output::kLnaEnable, Output::kModemEnable,
                            Output::kGnssEnable}) {
    EXPECT_FALSE(box.hal.output(rail));
  }
  EXPECT_GT(box.hal.kicks, 0U);
  box.hal.set_battery_mv(13'300);
  box.run(60'000);
  EXPECT_TRUE(box.hal.output(Output::kHostEnable));
  box.beats = true;
  box.beat_state = pb::MCU_HOST_STATE_RUNNING;
  box.run(5'000);
  EXPECT_TRUE(box.hal.output(Output::kSdrEnable));
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_HOST_OFF), 1U);
  EXPECT_GE(box.count(pb::MCU_EVENT_KIND_POWER_LEVEL), 3U);
}

TEST_F(SupervisorTest, OrdersToTheRails) {
  settle();
  auto* cycle = box.order().mutable_cycle_power();
  cycle->set_rail(pb::MCU_RAIL_SDR);
  cycle->set_off_ms(1'500);
  EXPECT_EQ(box.outcome(100), pb::MCU_OUTCOME_DONE);
  EXPECT_FALSE(box.hal.output(Output::kSdrEnable));
  EXPECT_FALSE(box.hal.output(Output::kLnaEnable));
  box.run(2'500);
  EXPECT_TRUE(box.hal.output(Output::kLnaEnable));
  for (const auto rail : {pb::MCU_RAIL_LNA, pb::MCU_RAIL_MODEM, pb::MCU_RAIL_GNSS}) {
    box.order().mutable_cycle_power()->set_rail(rail);
    box.orders.back().mutable_cycle_power()->set_off_ms(100);
    EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_DONE);
  }
  for (const auto& [rail, off_ms] : {std::pair{pb::MCU_RAIL_HOST, 500},
                                     {pb::MCU_RAIL_UNSPECIFIED, 500},
                                     {pb::MCU_RAIL_SDR, 99},
                                     {pb::MCU_RAIL_SDR, 60'001}}) {
    box.order().mutable_cycle_power()->set_rail(rail);
    box.orders.back().mutable_cycle_power()->set_off_ms(static_cast<std::uint32_t>(off_ms));
    EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_REFUSED);
  }
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_RADIO_CYCLED), 1U);
}

TEST_F(SupervisorTest, AnOrderToARailThatIsOffIsRefused) {
  settle();
  box.hal.set_battery_mv(12'700);
  box.run(60'000);
  box.order().mutable_cycle_power()->set_rail(pb::MCU_RAIL_LNA);
  box.orders.back().mutable_cycle_power()->set_off_ms(500);
  EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_REFUSED);
}

TEST_F(SupervisorTest, ARestartOfTheHostIsAPowerCycle) {
  settle();
  box.order().mutable_restart_host();
  box.beats = false;
  EXPECT_EQ(box.outcome(200), pb::MCU_OUTCOME_DONE);
  EXPECT_FALSE(box.hal.output(Output::kHostEnable));
  box.run(5'500);
  EXPECT_TRUE(box.hal.output(Output::kHostEnable));
}

TEST_F(SupervisorTest, TheCalibrationPathHoldsAndReturns) {
  settle();
  box.order().mutable_select_path()->set_path(pb::MCU_RF_PATH_NOISE_DIODE);
  box.orders.back().mutable_select_path()->set_hold_s(2);
  EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_DONE);
  EXPECT_TRUE(box.hal.output(Output::kNoiseDiode));
  EXPECT_TRUE(box.hal.output(Output::kRfOnLoad));
  box.run(1'000);
  EXPECT_EQ(box.telemetry.rf_path(), pb::MCU_RF_PATH_NOISE_DIODE);
  box.run(1'500);
  EXPECT_FALSE(box.hal.output(Output::kNoiseDiode));
  EXPECT_FALSE(box.hal.output(Output::kRfOnLoad));
  box.order().mutable_select_path()->set_path(pb::MCU_RF_PATH_TERMINATOR);
  box.orders.back().mutable_select_path()->set_hold_s(61);
  EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_REFUSED);
  box.order().mutable_select_path()->set_path(pb::MCU_RF_PATH_TERMINATOR);
  box.orders.back().mutable_select_path()->set_hold_s(5);
  EXPECT_EQ(box.outcome(1'500), pb::MCU_OUTCOME_DONE);
  EXPECT_EQ(box.telemetry.rf_path(), pb::MCU_RF_PATH_TERMINATOR);
  EXPECT_FALSE(box.hal.output(Output::kNoiseDiode));
}

TEST_F(SupervisorTest, TheLogIsReadOnDemand) {
  settle();
  for (int i = 0; i < 4; ++i) {
    box.hal.set_input(Input::kDoorOpen, i % 2 == 0);
    box.run(500);
  }
  box.events.clear();
  box.order().mutable_read_log()->set_from_seq(0);
  box.orders.back().mutable_read_log()->set_count(3);
  EXPECT_EQ(box.outcome(2'000), pb::MCU_OUTCOME_DONE);
  EXPECT_EQ(box.answers.back().value(), 3U);
  ASSERT_EQ(box.events.size(), 3U);
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(box.events[i].seq(), i + 1);
  box.order().mutable_read_log()->set_from_seq(9'999);
  box.orders.back().mutable_read_log()->set_count(64);
  EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_DONE);
  EXPECT_EQ(box.answers.back().value(), 0U);
  for (const std::uint32_t count : {0U, 65U}) {
    box.order().mutable_read_log()->set_count(count);
    EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_REFUSED);
  }
}

TEST_F(SupervisorTest, FaultsAreLoggedOnce) {
  settle();
  box.hal.climate.reset();
  box.run(10'000);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_CLIMATE_LOST), 1U);
  EXPECT_EQ(box.telemetry.temperature_mk(), 0U);
  EXPECT_TRUE(box.hal.output(Output::kFan));
  box.hal.set_air(20, 40);
  box.run(3'000);
  EXPECT_EQ(box.count(pb::MCU_EVENT_KIND_CLIMATE_LOST), 2U);
  box.hal.set_input(Input::kModemPowerGood, false);
  box.run(40'000);
  ASSERT_EQ(box.count(pb::MCU_EVENT_KIND_RAIL_FAULT), 1U);
  EXPECT_FALSE(box.hal.output(Output::kModemEnable));
  EXPECT_TRUE(box.hal.output(Output::kSdrEnable));
}

TEST_F(SupervisorTest, NoiseOnTheLineIsCountedAndTheBoxLives) {
  settle();
  std::uint32_t seed = 1;
  for (int i = 0; i < 200; ++i) {
    for (int k = 0; k < 100; ++k) {
      seed = seed * 1'664'525U + 1'013'904'223U;
      box.hal.line.push_back(static_cast<std::uint8_t>(seed >> 24U));
    }
    box.run(100);
  }
  box.run(2'000);
  EXPECT_GT(box.telemetry.frames_refused(), 20U);
  box.order().mutable_confirm_image();
  EXPECT_EQ(box.outcome(3'000), pb::MCU_OUTCOME_DONE);
  EXPECT_EQ(box.telemetry.host_resets(), 0U);
}

TEST_F(SupervisorTest, ANewerHostsOrderIsUnsupported) {
  settle();
  box.order();  // no body
  EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_UNSUPPORTED);
  const std::vector<std::uint8_t> no_message = {0xFF, 0xFF, 0xFF};
  box.link.send_datagram(no_message);
  box.order().mutable_hello()->set_protocol_version(1);
  const std::size_t before = box.hellos.size();
  box.run(500);
  EXPECT_EQ(box.hellos.size(), before + 1);
}

TEST_F(SupervisorTest, AHostThatHearsNothingLosesAnswersAndNothingElse) {
  settle();
  box.hears = false;
  for (int i = 0; i < 8; ++i) box.order();
  box.run(20'000);
  box.hears = true;
  box.run(8'000);
  EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_UNSPECIFIED) << "too long ago: its answer was given up";
  box.order();
  EXPECT_EQ(box.outcome(), pb::MCU_OUTCOME_UNSUPPORTED);
}

}  // namespace
}  // namespace sb::fw
