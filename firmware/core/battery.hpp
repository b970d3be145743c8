#pragma once
// How much may run on what the battery has left. Two thresholds a level and a time to hold: a cloud or the
// SDR's inrush changes nothing.
#include <cstdint>

namespace sb::fw {

enum class PowerLevel : std::uint8_t { kNormal, kSaving, kStop };

/// Four LiFePO4 cells under some 0.5 A (hardware/node-v1/power_budget.py names the charge that each stands
/// for).
struct BatteryLimits {
  std::uint32_t saving_below_mv = 12'900;
  std::uint32_t normal_above_mv = 13'200;
  std::uint32_t stop_below_mv = 12'400;
  std::uint32_t start_above_mv = 13'100;
  std::uint32_t hold_ms = 30'000;  ///< a threshold counts when it is passed for so long
};

class Battery {
 public:
  explicit Battery(const BatteryLimits& limits = {}) : limits_(limits) {}

  /// One sample; call at least ten times per hold time. Below stop the level is kStop until start_above_mv.
  PowerLevel step(std::uint32_t now_ms, std::uint32_t battery_mv);
  PowerLevel level() const { return level_; }
  std::uint32_t filtered_mv() const { return filtered_uv_ / 1000; }  ///< mean of some eight samples

 private:
  PowerLevel wanted() const;

  BatteryLimits limits_;
  PowerLevel level_ = PowerLevel::kNormal;
  std::uint32_t filtered_uv_ = 0;  ///< 0: no sample yet
  bool is_changing_ = false;
  std::uint32_t changing_since_ms_ = 0;
};

}  // namespace sb::fw
