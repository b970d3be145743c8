// Kept rows from anybody: refused, or read, written and read again with the same numbers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/rows/row_chunk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto chunk = sb::node::decode_chunk({reinterpret_cast<const char*>(data), size});
  if (!chunk) return 0;
  const auto again = sb::node::decode_chunk(sb::node::encode_chunk(*chunk));
  if (!again || again->rows.size() != chunk->rows.size()) std::abort();
  if (again->rows.front().t0_utc_ns != chunk->rows.front().t0_utc_ns) std::abort();
  return 0;
}
