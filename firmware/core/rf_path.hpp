#pragma once
// What the receiver listens to: antenna, 50 ohm, or 50 ohm with the noise diode. The diode runs only when the
// switch stands on the calibration port, so that nothing is ever sent into the antenna, and everything falls
// back by itself.
#include <cstdint>

namespace sb::fw {

enum class RfPathChoice : std::uint8_t { kAntenna, kTerminator, kNoiseDiode };

class RfPath {
 public:
  static constexpr std::uint32_t kSettleMs =
      20;  ///< of the switch before the diode, and of the diode before it
  static constexpr std::uint32_t kLongestHoldS = 60;

  /// False (and nothing changed) unless 1 <= hold_s <= kLongestHoldS or the antenna is chosen.
  bool select(std::uint32_t now_ms, RfPathChoice choice, std::uint32_t hold_s);
  void step(std::uint32_t now_ms);

  RfPathChoice choice() const { return choice_; }
  bool switch_on_load() const { return switch_on_load_; }  ///< false: antenna
  bool diode_on() const { return diode_on_; }

 private:
  RfPathChoice choice_ = RfPathChoice::kAntenna;
  bool switch_on_load_ = false;
  bool diode_on_ = false;
  std::uint32_t changed_ms_ = 0;  ///< the last change of an output
  std::uint32_t chosen_ms_ = 0;
  std::uint32_t hold_ms_ = 0;
};

}  // namespace sb::fw
