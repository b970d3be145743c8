// Untrusted: the carrier's workbook. Whatever it holds, reading it ends with rows that keep their promises or
// with an error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/registry/sheet.hpp"
#include "gateway/registry/table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto records = sb::gateway::read_workbook({reinterpret_cast<const char*>(data), size});
  if (!records) return 0;
  for (const auto& record : *records) {
    if (record.cells.empty() || record.cells.size() > 256) std::abort();
  }
  const auto table = sb::gateway::read_registry(*records, "viettel", {});
  if (!table) return 0;
  for (const auto& cell : table->cells) {
    if (cell.plmn.mcc != 452 || cell.site_id.empty()) std::abort();
  }
  return 0;
}
