#pragma once
// The three-coloured lamp beside the door: what a technician reads from the ground. States, patterns and
// words are hardware/node-v1/lamp.csv, of which board/pins.hpp and the guide's picture are made.
#include <cstdint>

#include "firmware/board/pins.hpp"
#include "firmware/core/battery.hpp"

namespace sb::fw {

struct LampInputs {
  bool updating = false;
  bool tampered = false;  ///< door open or mast tilted
  bool rail_fault = false;
  bool host_talks = false;
  PowerLevel power = PowerLevel::kNormal;
  std::uint32_t node_state = 0;  ///< 1 + position in models/node_states, as the host said it last; 0: not yet
};

/// The worst thing wins.
board::LampState lamp_state(const LampInputs& inputs);

}  // namespace sb::fw
