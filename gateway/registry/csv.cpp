#include "gateway/registry/csv.hpp"

#include <utility>

#include <fmt/format.h>

namespace sb::gateway {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  Result<std::vector<CsvRecord>> run() {
    std::vector<CsvRecord> records;
    while (!rest_.empty()) {
      CsvRecord record{line_, {}};
      if (!read_record(record))
        return fail(ErrorCode::kUnreadable, fmt::format("line {}: {}", line_, problem_));
      const bool blank = record.cells.size() == 1 && record.cells[0].empty();
      if (!blank) records.push_back(std::move(record));
    }
    return records;
  }

 private:
  bool bad(const char* problem) {
    problem_ = problem;
    return false;
  }

  bool read_record(CsvRecord& record) {
    for (;;) {
      std::string cell;
      const bool good = rest_.starts_with('"') ? read_quoted(cell) : read_plain(cell);
      if (!good) return false;
      record.cells.push_back(std::move(cell));
      if (rest_.starts_with(',')) {
        rest_.remove_prefix(1);
        continue;
      }
      return read_end();
    }
  }

  bool read_end() {
    if (rest_.empty()) return true;
    if (rest_.starts_with("\r\n"))
      rest_.remove_prefix(2);
    else if (rest_.starts_with('\n'))
      rest_.remove_prefix(1);
    else if (rest_.starts_with('\r'))
      return bad("a carriage return without a line feed");
    else
      return bad("text after a closing quote");
    ++line_;
    return true;
  }

  bool read_plain(std::string& cell) {
    const auto end = rest_.find_first_of(",\r\n");
    cell = rest_.substr(0, end);
    rest_.remove_prefix(cell.size());
    if (cell.find('"') != std::string::npos) return bad("a quote inside a cell that does not begin with one");
    if (cell.find('\0') != std::string::npos) return bad("a NUL octet");
    return true;
  }

  bool read_quoted(std::string& cell) {
    rest_.remove_prefix(1);
    for (;;) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos) return bad("a quote is never closed");
      append(cell, rest_.substr(0, quote));
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      cell.push_back('"');
      rest_.remove_prefix(1);
    }
    if (cell.find('\0') != std::string::npos) return bad("a NUL octet");
    return true;
  }

  void append(std::string& cell, std::string_view part) {
    for (const char c : part) line_ += c == '\n' ? 1 : 0;
    cell += part;
  }

  std::string_view rest_;
  int line_ = 1;
  const char* problem_ = "";
};

}  // namespace

Result<std::vector<CsvRecord>> parse_csv(std::string_view text) {
  return Parser(text).run();
}

}  // namespace sb::gateway
