// A calibration file from a laptop: one clear error, or a calibration within its limits.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/calibrate/calibration.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto calibration =
      sb::node::parse_calibration({reinterpret_cast<const char*>(data), size}, "/fuzz.toml");
  if (!calibration) return 0;
  if (calibration->id.empty() || calibration->id.size() > 64 ||
      calibration->expires_utc_ns <= calibration->made_utc_ns)
    std::abort();
  static_cast<void>(calibration->table.full_scale_dbm(900e6, 30.0));
  return 0;
}
