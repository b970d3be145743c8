#include "firmware/core/battery.hpp"

namespace sb::fw {

PowerLevel Battery::wanted() const {
  const std::uint32_t mv = filtered_mv();
  if (mv < limits_.stop_below_mv) return PowerLevel::kStop;
  if (level_ == PowerLevel::kStop && mv < limits_.start_above_mv) return PowerLevel::kStop;
  if (mv < limits_.saving_below_mv) return PowerLevel::kSaving;
  if (level_ != PowerLevel::kNormal && mv < limits_.normal_above_mv) return PowerLevel::kSaving;
  return PowerLevel::kNormal;
}

PowerLevel Battery::step(std::uint32_t now_ms, std::uint32_t battery_mv) {
  const std::uint32_t sample_uv = battery_mv * 1000;
  filtered_uv_ = filtered_uv_ == 0 ? sample_uv : filtered_uv_ - filtered_uv_ / 8 + sample_uv / 8;
  const PowerLevel next = wanted();
  if (next == level_) {
    is_changing_ = false;
    return level_;
  }
  if (!is_changing_) {
    is_changing_ = true;
    changing_since_ms_ = now_ms;
  }
  if (now_ms - changing_since_ms_ >= limits_.hold_ms) {
    level_ = next;
    is_changing_ = false;
  }
  return level_;
}

}  // namespace sb::fw
