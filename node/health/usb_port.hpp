#pragma once
// Power of a USB port through its hub, as Linux gives it: the file ".../<port>/disable" takes 1 and 0 (kernel
// 6.0 and later; Documentation/ABI/testing/sysfs-bus-usb).
#include <filesystem>

#include "node/health/power_control.hpp"
#include "node/source/clock.hpp"

namespace sb::node {

/// Restarting the host is not its business: kUnsupported.
class UsbPort final : public PowerControl {
 public:
  /// The clock outlives it.
  UsbPort(std::filesystem::path disable_file, const Clock& clock)
      : file_(std::move(disable_file)), clock_(clock) {}
  Result<void> cycle_receiver(double off_s) override;
  Result<void> reboot_host(std::string_view why) override;

 private:
  Result<void> write(const char* value) const;

  std::filesystem::path file_;
  const Clock& clock_;
};

}  // namespace sb::node
