// Packed rows of spectrum from anybody: refused, or read and packed again without loss.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "wire/spectrum_row.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packed(reinterpret_cast<const char*>(data), size);
  const auto rows = sb::wire::unpack_rows(packed);
  if (!rows) return 0;
  const std::size_t bins = data[1] + std::size_t{256} * data[2];
  const auto again = sb::wire::unpack_rows(sb::wire::pack_rows(*rows, bins));
  if (!again || *again != *rows) std::abort();
  return 0;
}
