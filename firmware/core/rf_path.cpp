#include "firmware/core/rf_path.hpp"

namespace sb::fw {

bool RfPath::select(std::uint32_t now_ms, RfPathChoice choice, std::uint32_t hold_s) {
  const bool returns = choice == RfPathChoice::kAntenna;
  if (!returns && (hold_s == 0 || hold_s > kLongestHoldS)) return false;
  choice_ = choice;
  chosen_ms_ = now_ms;
  hold_ms_ = hold_s * 1000;
  step(now_ms);
  return true;
}

void RfPath::step(std::uint32_t now_ms) {
  if (choice_ != RfPathChoice::kAntenna && now_ms - chosen_ms_ >= hold_ms_) choice_ = RfPathChoice::kAntenna;
  if (choice_ != RfPathChoice::kNoiseDiode && diode_on_) {
    diode_on_ = false;
    changed_ms_ = now_ms;
  }
  const bool to_load = choice_ != RfPathChoice::kAntenna;
  const bool settled = now_ms - changed_ms_ >= kSettleMs;
  if (to_load != switch_on_load_ && (to_load || settled)) {
    switch_on_load_ = to_load;
    changed_ms_ = now_ms;
    return;
  }
  if (choice_ == RfPathChoice::kNoiseDiode && switch_on_load_ && settled) diode_on_ = true;
}

}  // namespace sb::fw
