// Battery, climate, RF path, lamp, contacts, watchdog gate: each by itself.
#include <gtest/gtest.h>

#include "firmware/core/battery.hpp"
#include "firmware/core/climate.hpp"
#include "firmware/core/debounced_input.hpp"
#include "firmware/core/lamp.hpp"
#include "firmware/core/rf_path.hpp"
#include "firmware/core/watchdog_gate.hpp"
#include "firmware/port/host/sim_hal.hpp"
#include "models/node_states/node_states.hpp"

namespace sb::fw {
namespace {

/// `seconds` samples of one a second; the level after them.
PowerLevel hold(Battery& battery, std::uint32_t& now_ms, std::uint32_t mv, int seconds) {
  for (int i = 0; i < seconds; ++i) battery.step(now_ms += 1000, mv);
  return battery.level();
}

TEST(Battery, FallsAndRisesWithHysteresis) {
  Battery battery;
  std::uint32_t now = 0;
  EXPECT_EQ(hold(battery, now, 13'400, 60), PowerLevel::kNormal);
  EXPECT_EQ(battery.filtered_mv(), 13'400U);
  EXPECT_EQ(hold(battery, now, 12'800, 20), PowerLevel::kNormal) << "not yet held";
  EXPECT_EQ(hold(battery, now, 12'800, 60), PowerLevel::kSaving);
  EXPECT_EQ(hold(battery, now, 13'100, 100), PowerLevel::kSaving) << "above the lower threshold only";
  EXPECT_EQ(hold(battery, now, 13'300, 100), PowerLevel::kNormal);
  EXPECT_EQ(hold(battery, now, 12'300, 100), PowerLevel::kStop);
  EXPECT_EQ(hold(battery, now, 12'900, 100), PowerLevel::kStop) << "a recovering voltage is no charge";
  EXPECT_EQ(hold(battery, now, 13'150, 100), PowerLevel::kSaving);
}

TEST(Battery, AnInrushChangesNothing) {
  Battery battery;
  std::uint32_t now = 0;
  hold(battery, now, 13'300, 60);
  for (int i = 0; i < 50; ++i) {
    hold(battery, now, 11'000, 2);
    EXPECT_EQ(hold(battery, now, 13'300, 40), PowerLevel::kNormal);
  }
}

TEST(Climate, ReadsTheSensorAsItsDatasheetSays) {
  // SHT4x datasheet §4.4: 0xBEEF has the CRC 0x92. Words 0x6666 = 0.4 of the range: 25 degrees, 44 per cent.
  const auto air = read_sht4x({0xBE, 0xEF, 0x92, 0xBE, 0xEF, 0x92});
  ASSERT_TRUE(air.has_value());
  EXPECT_NEAR(air->temperature_mk, 273'150 - 45'000 + 175'000.0 * 0xBEEF / 65'535, 1.5);
  EXPECT_FALSE(read_sht4x({0xBE, 0xEF, 0x93, 0xBE, 0xEF, 0x92}).has_value());
  EXPECT_FALSE(read_sht4x({0xBE, 0xEF, 0x92, 0xBE, 0xEE, 0x92}).has_value());
}

std::optional<Air> air(double degrees, double percent) {
  SimFlash flash;
  SimHal hal(flash);
  hal.set_air(degrees, percent);
  return read_sht4x(*hal.climate);
}

TEST(Climate, CropsHumidityToWhatExists) {
  EXPECT_EQ(air(20, -6)->humidity_permille, 0U);
  EXPECT_EQ(air(20, 119)->humidity_permille, 1000U);
  EXPECT_NEAR(air(-10, 50)->temperature_mk, 263'150, 3);
  EXPECT_NEAR(air(-10, 50)->humidity_permille, 500, 1);
}

TEST(Climate, FanHeaterAndNeverBoth) {
  Climate climate;
  climate.step(air(46, 30), true);
  EXPECT_TRUE(climate.fan());
  climate.step(air(42, 95), true);
  EXPECT_TRUE(climate.fan()) << "hysteresis";
  EXPECT_FALSE(climate.heater());
  climate.step(air(39, 30), true);
  EXPECT_FALSE(climate.fan());
  climate.step(air(-6, 40), true);
  EXPECT_TRUE(climate.heater());
  climate.step(air(0, 40), true);
  EXPECT_TRUE(climate.heater()) << "hysteresis";
  climate.step(air(3, 40), true);
  EXPECT_FALSE(climate.heater());
  climate.step(air(15, 95), true);
  EXPECT_TRUE(climate.heater()) << "dew";
  climate.step(air(15, 85), true);
  EXPECT_TRUE(climate.heater());
  climate.step(air(15, 75), true);
  EXPECT_FALSE(climate.heater());
  climate.step(air(35, 95), true);
  EXPECT_FALSE(climate.heater()) << "warm air holds its water";
  climate.step(air(-20, 95), false);
  EXPECT_FALSE(climate.heater()) << "the battery forbids";
}

TEST(Climate, ASilentSensorMeansFanAndNoHeater) {
  Climate climate;
  climate.step(std::nullopt, true);
  EXPECT_FALSE(climate.fan());
  climate.step(air(-20, 50), true);
  EXPECT_TRUE(climate.heater());
  for (unsigned i = 0; i < Climate::kMostMisses - 1; ++i) climate.step(std::nullopt, true);
  EXPECT_FALSE(climate.sensor_lost());
  EXPECT_TRUE(climate.heater()) << "one lost answer is nothing";
  climate.step(std::nullopt, true);
  climate.step(std::nullopt, true);
  EXPECT_TRUE(climate.sensor_lost());
  EXPECT_TRUE(climate.fan());
  EXPECT_FALSE(climate.heater());
  EXPECT_EQ(climate.air().temperature_mk, 0U);
  climate.step(air(20, 50), true);
  EXPECT_FALSE(climate.sensor_lost());
}

TEST(RfPath, TheDiodeNeverFacesTheAntenna) {
  // Every order of commands for an hour: the diode is on only behind a settled switch.
  RfPath path;
  std::uint32_t on_load_since = 0;
  std::uint32_t seed = 1;
  for (std::uint32_t now = 1000; now < 400'000; now += 5) {
    seed = seed * 1'103'515'245U + 12'345U;
    if (seed >> 26U == 0)
      path.select(now, static_cast<RfPathChoice>((seed >> 16U) % 3), 1 + (seed >> 20U) % 5);
    path.step(now);
    if (!path.switch_on_load()) on_load_since = now;
    if (path.diode_on()) {
      ASSERT_TRUE(path.switch_on_load());
      ASSERT_GE(now - on_load_since, RfPath::kSettleMs);
    }
  }
}

TEST(RfPath, FallsBackByItself) {
  RfPath path;
  EXPECT_TRUE(path.select(100, RfPathChoice::kNoiseDiode, 2));
  EXPECT_TRUE(path.switch_on_load());
  path.step(115);
  EXPECT_FALSE(path.diode_on());
  path.step(121);
  EXPECT_TRUE(path.diode_on());
  path.step(2'099);
  EXPECT_TRUE(path.diode_on());
  path.step(2'100);
  EXPECT_FALSE(path.diode_on());
  EXPECT_EQ(path.choice(), RfPathChoice::kAntenna);
  EXPECT_TRUE(path.switch_on_load()) << "the diode settles first";
  path.step(2'121);
  EXPECT_FALSE(path.switch_on_load());
  EXPECT_FALSE(path.select(3'000, RfPathChoice::kTerminator, 0));
  EXPECT_FALSE(path.select(3'000, RfPathChoice::kTerminator, RfPath::kLongestHoldS + 1));
  EXPECT_EQ(path.choice(), RfPathChoice::kAntenna);
  EXPECT_TRUE(path.select(3'000, RfPathChoice::kAntenna, 0));
}

TEST(DebouncedInput, CountsWhatHolds) {
  DebouncedInput door(100);
  EXPECT_FALSE(door.step(0, true)) << "the first sample is how it was found";
  EXPECT_TRUE(door.state());
  EXPECT_FALSE(door.step(10, false));
  EXPECT_FALSE(door.step(20, true)) << "a bounce";
  EXPECT_FALSE(door.step(30, false));
  EXPECT_FALSE(door.step(129, false));
  EXPECT_TRUE(door.step(130, false));
  EXPECT_FALSE(door.state());
}

TEST(WatchdogGate, OpensOnlyWhenEveryPartWasThrough) {
  WatchdogGate gate;
  for (std::uint32_t now = 1'000; now < 60'000; now += 10) {
    gate.check_in(Part::kLink);
    gate.check_in(Part::kPower);
    gate.check_in(Part::kSensors);
    gate.check_in(Part::kPps);
    ASSERT_FALSE(gate.open(now)) << "the host's part hangs";
  }
  gate.check_in(Part::kHost);
  EXPECT_TRUE(gate.open(60'000));
  for (unsigned part = 0; part < kParts; ++part) gate.check_in(static_cast<Part>(part));
  EXPECT_FALSE(gate.open(60'000 + WatchdogGate::kShortestMs - 1)) << "too early for the window";
  EXPECT_TRUE(gate.open(60'000 + WatchdogGate::kShortestMs));
}

TEST(Lamp, TheWorstThingWins) {
  using board::LampState;
  LampInputs inputs;
  inputs.host_talks = true;
  inputs.node_state = 1;
  EXPECT_EQ(lamp_state(inputs), LampState::kOnline);
  inputs.node_state = 3;
  EXPECT_EQ(lamp_state(inputs), LampState::kDegraded);
  inputs.node_state = 99;
  EXPECT_EQ(lamp_state(inputs), LampState::kStarting) << "a newer host's word";
  inputs.node_state = 0;
  EXPECT_EQ(lamp_state(inputs), LampState::kStarting);
  inputs.power = PowerLevel::kSaving;
  EXPECT_EQ(lamp_state(inputs), LampState::kSaving);
  inputs.tampered = true;
  EXPECT_EQ(lamp_state(inputs), LampState::kTampered);
  inputs.host_talks = false;
  EXPECT_EQ(lamp_state(inputs), LampState::kSilent);
  inputs.rail_fault = true;
  EXPECT_EQ(lamp_state(inputs), LampState::kRailFault);
  inputs.power = PowerLevel::kStop;
  EXPECT_EQ(lamp_state(inputs), LampState::kStopped);
  inputs.updating = true;
  EXPECT_EQ(lamp_state(inputs), LampState::kUpdating);
}

TEST(Lamp, SpeaksTheWordsOfTheNode) {
  // The heartbeat carries 1 + position in models/node_states; the lamp's table must count the same.
  using board::LampState;
  const std::array<std::pair<std::string_view, LampState>, 5> expected = {
      {{"online", LampState::kOnline},
       {"buffering", LampState::kBuffering},
       {"degraded", LampState::kDegraded},
       {"not_measuring", LampState::kNotMeasuring},
       {"commissioning", LampState::kCommissioning}}};
  LampInputs inputs;
  inputs.host_talks = true;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(models::kNodeStates.at(i).key, expected.at(i).first);
    inputs.node_state = static_cast<std::uint32_t>(i + 1);
    EXPECT_EQ(lamp_state(inputs), expected.at(i).second);
  }
}

TEST(Lamp, NoTwoStatesLookAlike) {
  for (std::size_t i = 0; i < board::kLampPatterns.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto& a = board::kLampPatterns.at(i);
      const auto& b = board::kLampPatterns.at(j);
      EXPECT_TRUE(a.red != b.red || a.green != b.green || a.blue != b.blue) << i << " and " << j;
    }
  }
}

}  // namespace
}  // namespace sb::fw
