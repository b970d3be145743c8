#pragma once
// The first sheet of a workbook (ECMA-376, "XLSX"), of untrusted octets, as the same records that a CSV file
// gives: what a carrier's clerk saves from a spreadsheet. Numbers become their digits, cells of a date format
// become YYYY-MM-DD, formulas their stored value. No macro, link or entity is ever followed.
#include <string_view>
#include <vector>

#include "gateway/registry/csv.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

/// A ZIP archive, by its first octets: no CSV begins like that.
bool looks_like_workbook(std::string_view octets);

/// `line` is the sheet's row. Rows are filled up to the header's width; wholly empty ones are left out.
/// kUnreadable: not a workbook, damaged, over 24 MiB unpacked, 200 000 rows or 256 columns. Cost: linear,
/// some five times the unpacked size in memory.
Result<std::vector<CsvRecord>> read_workbook(std::string_view octets);

}  // namespace sb::gateway
