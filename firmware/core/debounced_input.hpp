#pragma once
// A contact that bounces, a mast that sways: a change counts when it has held.
#include <cstdint>

namespace sb::fw {

class DebouncedInput {
 public:
  explicit DebouncedInput(std::uint32_t hold_ms) : hold_ms_(hold_ms) {}

  /// True when the state changed with this sample. The first sample sets the state without a change.
  bool step(std::uint32_t now_ms, bool sample) {
    if (!has_state_) {
      has_state_ = true;
      state_ = sample;
    }
    if (sample == state_) {
      is_changing_ = false;
      return false;
    }
    if (!is_changing_) {
      is_changing_ = true;
      since_ms_ = now_ms;
    }
    if (now_ms - since_ms_ < hold_ms_) return false;
    state_ = sample;
    is_changing_ = false;
    return true;
  }
  bool state() const { return state_; }

 private:
  std::uint32_t hold_ms_;
  bool has_state_ = false;
  bool state_ = false;
  bool is_changing_ = false;
  std::uint32_t since_ms_ = 0;
};

}  // namespace sb::fw
