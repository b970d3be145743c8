#pragma once
// The switches outside this process that bring a receiver back when its driver cannot: the supervisor
// microcontroller's (node/health/mcu_link), a USB port's, or none.
#include <string_view>

#include "models/core/result.hpp"

namespace sb::node {

/// Called from the pipeline's reader, which waits; one thread at a time. kUnsupported: there is no such
/// switch here, do not ask again.
class PowerControl {
 public:
  virtual ~PowerControl() = default;
  /// Takes the receiver's supply away for `off_s` (0.5 .. 30) and gives it back. Returns once it is back; the
  /// device needs some more seconds to appear on its bus.
  virtual Result<void> cycle_receiver(double off_s) = 0;
  /// Asks for an orderly restart of the host. Success means that it was ordered: this process will be told to
  /// end.
  virtual Result<void> reboot_host(std::string_view why) = 0;
};

/// A node without such switches.
class NoPowerControl final : public PowerControl {
 public:
  Result<void> cycle_receiver(double /*off_s*/) override {
    return fail(ErrorCode::kUnsupported, "nothing here switches the receiver's power");
  }
  Result<void> reboot_host(std::string_view /*why*/) override {
    return fail(ErrorCode::kUnsupported, "nothing here restarts the host");
  }
};

}  // namespace sb::node
