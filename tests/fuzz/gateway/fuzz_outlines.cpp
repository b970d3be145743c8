// Any bytes at all as outlines of communes: refused with words, or understood so that they are read back the
// same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/place/outlines.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sb::gateway;
  const auto read = read_outlines({reinterpret_cast<const char*>(data), size});
  if (!read) {
    require(!read.error().text.empty());
    return 0;
  }
  for (const auto& outline : *read) {
    require(!outline.code.empty() && !outline.name.empty() && points_of(outline) >= 4);
    const auto coarse = snapped(outline, 50.0);
    require(points_of(coarse) >= 4 && points_of(coarse) <= points_of(outline));
    require(!to_feature_json(coarse).empty());
  }
  return 0;
}
