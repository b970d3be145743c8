#include "firmware/core/lamp.hpp"

namespace sb::fw {

namespace {
/// By the number that the heartbeat carries: 1 + position in models/node_states.
constexpr std::array<board::LampState, 6> kOfNodeState = {
    board::LampState::kStarting, board::LampState::kOnline,       board::LampState::kBuffering,
    board::LampState::kDegraded, board::LampState::kNotMeasuring, board::LampState::kCommissioning};
}  // namespace

board::LampState lamp_state(const LampInputs& inputs) {
  using board::LampState;
  if (inputs.updating) return LampState::kUpdating;
  if (inputs.power == PowerLevel::kStop) return LampState::kStopped;
  if (inputs.rail_fault) return LampState::kRailFault;
  if (!inputs.host_talks) return LampState::kSilent;
  if (inputs.tampered) return LampState::kTampered;
  if (inputs.power == PowerLevel::kSaving) return LampState::kSaving;
  return inputs.node_state < kOfNodeState.size() ? kOfNodeState.at(inputs.node_state) : LampState::kStarting;
}

}  // namespace sb::fw
