#include "firmware/core/rails.hpp"

namespace sb::fw {

namespace {
constexpr std::size_t index(Rail rail) {
  return static_cast<std::size_t>(rail);
}
}  // namespace

void Rails::want(Rail rail, bool on) {
  wanted_ = static_cast<RailMask>(on ? wanted_ | bit(rail) : wanted_ & ~bit(rail));
}

bool Rails::cycle(std::uint32_t now_ms, Rail rail, std::uint32_t off_ms) {
  if ((wanted_ & bit(rail)) == 0) return false;
  faulty_ = static_cast<RailMask>(faulty_ & ~bit(rail));
  states_[index(rail)].failures = 0;
  if (rail == Rail::kSdr) switch_off(Rail::kLna, now_ms, 0);
  switch_off(rail, now_ms, off_ms);
  return true;
}

void Rails::switch_off(Rail rail, std::uint32_t now_ms, std::uint32_t wait_ms) {
  on_ = static_cast<RailMask>(on_ & ~bit(rail));
  states_[index(rail)].since_ms = now_ms;
  states_[index(rail)].wait_ms = wait_ms;
}

bool Rails::may_come_up(Rail rail, std::uint32_t now_ms) const {
  const State& state = states_[index(rail)];
  if (now_ms - state.since_ms < state.wait_ms) return false;
  if (any_came_up_ && now_ms - last_up_ms_ < kStepMs) return false;
  return rail != Rail::kLna || (on_ & bit(Rail::kSdr)) != 0;
}

RailMask Rails::step(std::uint32_t now_ms, RailMask power_good) {
  for (std::size_t i = kRails; i-- > 0;) {  // down in reverse
    const auto rail = static_cast<Rail>(i);
    if ((on_ & bit(rail)) == 0) continue;
    State& state = states_[i];
    const bool failed = (power_good & bit(rail)) == 0 && now_ms - state.since_ms >= kPowerGoodMs;
    if ((wanted_ & bit(rail)) == 0) {
      switch_off(rail, now_ms, 0);
    } else if (failed) {
      switch_off(rail, now_ms, kRetryMs);
      if (++state.failures >= kMostFailures) faulty_ = static_cast<RailMask>(faulty_ | bit(rail));
    }
  }
  if ((on_ & bit(Rail::kSdr)) == 0) on_ = static_cast<RailMask>(on_ & ~bit(Rail::kLna));
  for (std::size_t i = 0; i < kRails; ++i) {
    const auto rail = static_cast<Rail>(i);
    const bool is_due = (wanted_ & ~on_ & ~faulty_ & bit(rail)) != 0;
    if (!is_due || !may_come_up(rail, now_ms)) continue;
    on_ = static_cast<RailMask>(on_ | bit(rail));
    states_[i].since_ms = now_ms;
    states_[i].wait_ms = 0;
    any_came_up_ = true;
    last_up_ms_ = now_ms;
  }
  return on_;
}

}  // namespace sb::fw
