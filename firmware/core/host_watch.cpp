#include "firmware/core/host_watch.hpp"

#include <algorithm>

namespace sb::fw {

namespace {
constexpr std::uint32_t kMostStreamCycles = 3;
}

void HostWatch::enter(Phase phase, std::uint32_t now_ms) {
  phase_ = phase;
  since_ms_ = now_ms;
}

void HostWatch::heartbeat(std::uint32_t now_ms, HostState state) {
  if (phase_ == Phase::kOff) return;  // an echo of the line
  const bool is_alive = phase_ == Phase::kRunning || phase_ == Phase::kSilent;
  const bool is_goodbye = state == HostState::kStopping || state == HostState::kPaused;
  const bool early = is_alive && !is_goodbye && now_ms - any_beat_ms_ < times_.shortest_beat_ms;
  any_beat_ms_ = now_ms;
  if (early) {
    ++early_beats_;
    return;
  }
  last_beat_ms_ = now_ms;
  if (state == HostState::kStopping) {
    said_goodbye_ = true;
    if (phase_ != Phase::kStopping) enter(Phase::kStopping, now_ms);
    return;
  }
  if (phase_ == Phase::kStopping) return;
  resets_ = 0;
  cycles_ = 0;
  if (state == HostState::kPaused) {
    restarted(now_ms);
    patience_ms_ = times_.pause_ms;
    return;
  }
  if (phase_ != Phase::kRunning) enter(Phase::kRunning, now_ms);
  const bool lost = state == HostState::kStreamLost;
  if (lost && !stream_is_lost_) stream_since_ms_ = now_ms;
  if (!lost) stream_cycles_ = 0;
  stream_is_lost_ = lost;
}

HostAction HostWatch::step(std::uint32_t now_ms, bool may_run) {
  if (phase_ == Phase::kOff) {
    const bool rested = !was_cut_ || now_ms - since_ms_ >= times_.off_ms;
    if (!may_run || !rested) return HostAction::kNone;
    restarted(now_ms);
    return HostAction::kStartHost;
  }
  if (!may_run && phase_ != Phase::kStopping) {
    said_goodbye_ = false;
    enter(Phase::kStopping, now_ms);
    return HostAction::kAskStop;
  }
  if (phase_ == Phase::kBooting) return step_booting(now_ms);
  if (phase_ == Phase::kRunning) return step_running(now_ms);
  if (phase_ == Phase::kSilent) return step_silent(now_ms);
  return step_stopping(now_ms);
}

void HostWatch::restarted(std::uint32_t now_ms) {
  enter(Phase::kBooting, now_ms);
  stream_is_lost_ = false;
  stream_cycles_ = 0;
  said_goodbye_ = false;
  patience_ms_ = 0;
}

/// Each failed start doubles the patience: a host with a broken disk is not hammered all night.
std::uint32_t HostWatch::backoff_ms() const {
  const std::uint32_t doublings = std::min<std::uint32_t>(cycles_ > 1 ? cycles_ - 1 : 0, 10);
  return std::min(times_.boot_ms << doublings, times_.longest_backoff_ms);
}

HostAction HostWatch::step_booting(std::uint32_t now_ms) {
  if (now_ms - since_ms_ < std::max(backoff_ms(), patience_ms_)) return HostAction::kNone;
  ++cycles_;
  restarted(now_ms);
  return HostAction::kCycleHost;
}

HostAction HostWatch::step_running(std::uint32_t now_ms) {
  if (now_ms - last_beat_ms_ >= times_.silence_ms) {
    enter(Phase::kSilent, now_ms);
    return HostAction::kCycleRadioSilence;
  }
  const bool due = stream_is_lost_ && now_ms - stream_since_ms_ >= times_.stream_lost_ms;
  if (!due) return HostAction::kNone;
  stream_since_ms_ = now_ms;
  if (stream_cycles_ < kMostStreamCycles) {
    ++stream_cycles_;
    return HostAction::kCycleRadioStream;
  }
  ++resets_;
  restarted(now_ms);
  return HostAction::kResetHost;
}

HostAction HostWatch::step_silent(std::uint32_t now_ms) {
  if (now_ms - last_beat_ms_ < times_.reset_after_ms) return HostAction::kNone;
  ++resets_;
  restarted(now_ms);
  return HostAction::kResetHost;
}

HostAction HostWatch::step_stopping(std::uint32_t now_ms) {
  // The node's program says goodbye when it ends; the machine below it has yet to go down.
  const std::uint32_t wait_ms = said_goodbye_ ? times_.goodbye_ms : times_.stop_ms;
  const std::uint32_t since_ms = said_goodbye_ ? last_beat_ms_ : since_ms_;
  if (now_ms - since_ms < wait_ms) return HostAction::kNone;
  was_cut_ = true;
  enter(Phase::kOff, now_ms);
  return HostAction::kCutHost;
}

}  // namespace sb::fw
