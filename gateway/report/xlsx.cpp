// Workbooks through libxlsxwriter: what a network operations centre opens.
#include <fstream>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "gateway/report/paper.hpp"

namespace sb::gateway {
namespace {

void put_table(lxw_worksheet* sheet, const PaperTable& table, Language language, lxw_format* bold) {
  lxw_col_t column = 0;
  for (const auto& words : table.columns)
    worksheet_write_string(sheet, 0, column++, words.in(language).c_str(), bold);
  worksheet_write_string(sheet, 0, column, language == Language::kVietnamese ? "Nguồn số liệu" : "Source",
                         bold);
  worksheet_set_column(sheet, 0, column, 24.0, nullptr);
  lxw_row_t row = 1;
  for (const auto& line : table.rows) {
    column = 0;
    // Strings, not numbers: a cell identity of 28 bits or a site "=A1" must arrive as it was sent.
    for (const auto& cell : line.cells)
      worksheet_write_string(sheet, row, column++, cell.in(language).c_str(), nullptr);
    worksheet_write_string(sheet, row++, column, line.trace.c_str(), nullptr);
  }
}

}  // namespace

Result<std::string> to_xlsx(const Paper& document, Language language) {
  // The library writes to a file by name; this one lives in memory and under a name of this process alone.
  const int descriptor = ::memfd_create("workbook", MFD_CLOEXEC);
  if (descriptor < 0) return fail(ErrorCode::kUnavailable, "no memory for a workbook");
  const std::unique_ptr<const int, void (*)(const int*)> closed(&descriptor,
                                                                [](const int* fd) { ::close(*fd); });
  const auto path = fmt::format("/proc/self/fd/{}", descriptor);
  lxw_workbook* book = workbook_new(path.c_str());
  if (book == nullptr) return fail(ErrorCode::kInternal, "no memory for a workbook");
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  int number = 0;
  for (const auto& section : document.sections) {
    for (const auto& table : section.tables)
      put_table(workbook_add_worksheet(book, fmt::format("{}", ++number).c_str()), table, language, bold);
  }
  if (number == 0) workbook_add_worksheet(book, "1");
  const auto error = workbook_close(book);
  if (error != LXW_NO_ERROR)
    return fail(ErrorCode::kInternal, fmt::format("workbook: {}", lxw_strerror(error)));
  std::ifstream in(path, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

}  // namespace sb::gateway
