#pragma once
// What stands at the receiver's input: the antenna, or one of the references of the box.
#include "models/core/result.hpp"

namespace sb::node {

enum class ReceiverInput {
  kAntenna,
  kTerminator,  ///< a matched load at the temperature of the box
  kNoiseDiode,  ///< the same load with its excess noise added
};

/// Switched by the supervisor microcontroller where the box has one. kUnsupported: this input is not fitted.
class InputSwitch {
 public:
  virtual ~InputSwitch() = default;
  /// Returns when the input has settled.
  virtual Result<void> select(ReceiverInput input) = 0;
};

}  // namespace sb::node
