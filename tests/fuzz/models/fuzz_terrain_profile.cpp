// Terrain profiles are pasted in by people: any text is either refused with a line or gives a finite loss.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "models/propagation/path_loss.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto profile = sb::models::TerrainProfile::from_csv(text);
  if (!profile) {
    if (profile.error().text.empty()) std::abort();
    return 0;
  }
  const auto loss = sb::models::path_loss(*profile, {947e6, 30.0, 10.0});
  if (!std::isfinite(loss.total_db()) || loss.diffraction_db < 0.0) std::abort();
  return 0;
}
