// Whatever the file is, verifying it ends with a verdict.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/evidence/bundle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)sb::gateway::verify_evidence({reinterpret_cast<const char*>(data), size}, {});
  return 0;
}
