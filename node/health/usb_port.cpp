#include "node/health/usb_port.hpp"

#include <fstream>

namespace sb::node {
namespace {
constexpr std::int64_t kAppearNs = 2'000'000'000;  ///< until a device stands on its bus again
}

Result<void> UsbPort::write(const char* value) const {
  std::ofstream out(file_);
  out << value << std::flush;
  if (!out) return fail(ErrorCode::kUnavailable, file_.string() + ": cannot be written");
  return {};
}

Result<void> UsbPort::cycle_receiver(double off_s) {
  if (!std::filesystem::exists(file_)) {
    return fail(ErrorCode::kUnsupported, file_.string() + ": this hub does not switch its ports");
  }
  if (auto off = write("1"); !off) return off;
  clock_.sleep_ns(static_cast<std::int64_t>(off_s * 1e9));
  if (auto on = write("0"); !on) return on;
  clock_.sleep_ns(kAppearNs);
  return {};
}

Result<void> UsbPort::reboot_host(std::string_view /*why*/) {
  return fail(ErrorCode::kUnsupported, "a USB port does not restart the host");
}

}  // namespace sb::node
