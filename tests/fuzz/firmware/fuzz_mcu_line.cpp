// Octets of the serial line, as the microcontroller gets them: frames, retry, messages, orders.
#include <cstdlib>

#include "firmware/core/supervisor.hpp"
#include "firmware/port/host/sim_hal.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sb::fw::Identity identity;
  sb::fw::SimFlash flash;
  sb::fw::SimHal hal(flash);
  sb::fw::Supervisor box(hal, identity, "fuzz");
  box.start();
  hal.line.assign(data, data + size);
  for (int i = 0; i < 8 || !hal.line.empty(); ++i) {
    hal.time_ms += 25;
    box.step();
    const bool diode_on = hal.output(sb::fw::board::Output::kNoiseDiode);
    if (diode_on && !hal.output(sb::fw::board::Output::kRfOnLoad)) std::abort();  // it would feed the antenna
  }
  if (hal.restarted) std::abort();  // no image was ever signed
  return 0;
}
