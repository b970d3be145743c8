// Untrusted: the carrier's file. Whatever it holds, reading it ends with rows that keep their promises or
// with an error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/registry/table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto table = sb::gateway::read_registry(text, "viettel", {});
  if (!table) return 0;
  for (const auto& cell : table->cells) {
    if (cell.plmn.mcc != 452 || cell.site_id.empty() || cell.cell_id >= (1ULL << 36U)) std::abort();
  }
  return 0;
}
